import ArgumentParser
import PandoAPI
import PandoClient
import PandoPrimitives

/// `pando get`
struct Get: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads the value under a key of a binary table.",
    discussion: """
      Ends with code 2 when there is no such row.

      Examples:

        pando get greeting
        pando get 00ff --hex --table acme/blobs --json
      """)

  @OptionGroup var row: RowOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let answer = try await connection.client(common.home).row(try row.keyBytes, in: try row.name)
    guard case .binary(_, let value, let owners) = answer.row else {
      throw Failure(.usage, "table_wrong_kind", "\(row.table) holds amounts; see them with: pando account show")
    }
    try common.output.show(answer) { style in
      let whose = owners.isEmpty ? "no owner" : "owned by " + owners.map(\.description).joined(separator: ", ")
      return "\(row.hex ? value.hexadecimal : Description.bytes(value))\n"
        + style.dim("\(Description.count(value.count, "byte")), \(whose), at height \(answer.atHeight)")
    }
  }
}
