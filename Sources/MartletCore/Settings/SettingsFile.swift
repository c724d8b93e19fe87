import Configuration

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A JSON file of settings: nested objects, whose keys become dotted ones.
enum SettingsFile {
    static func read(_ path: String) throws -> [String: ConfigContent] {
        let tree: Tree
        do {
            tree = try JSONDecoder().decode(Tree.self, from: Data(contentsOf: URL(filePath: path)))
        } catch let error as DecodingError {
            throw SettingsFileError("it is not JSON of objects, texts, numbers, flags and lists of texts: \(error)")
        } catch {
            throw SettingsFileError("\(error)")
        }
        guard case .object = tree else { throw SettingsFileError("it has to hold an object") }
        var values: [String: ConfigContent] = [:]
        tree.flatten(into: &values, [])
        return values
    }

    static func provider(_ values: [String: ConfigContent]) -> InMemoryProvider {
        var result: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, content) in values {
            result[AbsoluteConfigKey(key.split(separator: ".").map(String.init))] = ConfigValue(
                content, isSecret: false)
        }
        return InMemoryProvider(values: result)
    }

    private enum Tree: Decodable {
        case object([String: Tree])
        case value(ConfigContent)
        case null

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) {
                self = .value(.bool(flag))
            } else if let number = try? container.decode(Int.self) {
                self = .value(.int(number))
            } else if let number = try? container.decode(Double.self) {
                self = .value(.double(number))
            } else if let text = try? container.decode(String.self) {
                self = .value(.string(text))
            } else if let list = try? container.decode([String].self) {
                self = .value(.stringArray(list))
            } else {
                self = .object(try container.decode([String: Tree].self))
            }
        }

        func flatten(into values: inout [String: ConfigContent], _ path: [String]) {
            switch self {
            case .object(let members):
                for (name, tree) in members { tree.flatten(into: &values, path + [name]) }
            case .value(let content): values[path.joined(separator: ".")] = content
            case .null: break
            }
        }
    }
}

/// A settings file that cannot be used.
struct SettingsFileError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
