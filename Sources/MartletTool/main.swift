import MartletCLI

// A target of its own: tests of an executable may be compiled before it, those of a library are not.
MartletCommand.main()
