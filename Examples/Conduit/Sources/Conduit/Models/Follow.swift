import Martlet

/// One user wants to read what another writes.
@Model struct Follow {
    @BelongsTo(primaryKey: true) var follower: User.ID
    @BelongsTo(primaryKey: true) var followed: User.ID
}
