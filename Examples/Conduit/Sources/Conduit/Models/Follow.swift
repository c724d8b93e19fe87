import Martlet

/// One user wants to read what another writes.
@Model struct Follow {
    @BelongsTo(onDelete: .cascade, primaryKey: true) var follower: User.ID
    @BelongsTo(onDelete: .cascade, primaryKey: true) var followed: User.ID
}
