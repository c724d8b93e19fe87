import MartletData

/// The application's migrations, in order. `migrate make` writes this file.
let migrations: [Migration] = [
    .m0001Initial
]
