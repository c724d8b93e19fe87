import ArgumentParser

@main
struct MartletCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "martlet", abstract: "Works on Martlet projects.")
}
