import MartletData

/// The application's migrations, in order. `migrate make` writes this file.
let migrations: [Migration] = [
    .m0001Initial,
    .m0002AddColumns,
    .m0003AlterColumns,
    .m0004RenameColumns,
    .m0005AddIndexes,
    .m0006RenameAndDropIndexes,
    .m0007AddConstraints,
    .m0008AlterConstraints,
    .m0009DropConstraints,
    .m0010LinkTablesToEachOther,
    .m0011AnotherOrderOfAKey,
    .m0012AlterForeignKeys,
    .m0013ReferToAnotherTable,
    .m0014RenameATable,
    .m0015Comment,
    .m0016WidenWhatIsReferredTo,
    .m0017DropColumns,
    .m0018TablesThatNeedEachOtherGo,
]
