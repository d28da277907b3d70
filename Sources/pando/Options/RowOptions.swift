import ArgumentParser
import PandoPrimitives

/// Which row of a binary table a command is about.
struct RowOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The key, as text.", valueName: "key"))
  var key: String

  @Option(name: .long, help: ArgumentHelp("The table, ecosystem/name.", valueName: "table"))
  var table = NetworkMaker.notes.description

  @Flag(name: .long, help: "Keys and values are hexadecimal digits instead of text.")
  var hex = false

  var name: TableName {
    get throws { try TableName(argument: table) }
  }

  var keyBytes: [UInt8] {
    get throws {
      let bytes = try bytes(key, "key")
      guard !bytes.isEmpty else { throw Failure(.usage, "key_missing", "A key has at least one byte.") }
      return bytes
    }
  }

  /// The bytes that an argument stands for.
  func bytes(_ text: String, _ what: String) throws -> [UInt8] {
    guard hex else { return Array(text.utf8) }
    guard let bytes = [UInt8](hexadecimal: text) else {
      throw Failure(.usage, "not_hexadecimal", "The \(what) \"\(text)\" is not pairs of hexadecimal digits.")
    }
    return bytes
  }
}
