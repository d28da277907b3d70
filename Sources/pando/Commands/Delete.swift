import ArgumentParser
import PandoPrimitives

/// `pando delete`
struct Delete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Removes a row of a binary table.",
    discussion: """
      Whoever may change the row may remove it. The blocks that wrote it stay.

      Example:

        pando delete greeting
      """)

  @OptionGroup var row: RowOptions
  @OptionGroup var signing: SigningOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try connection.client(common.home)
    let delete = PandoPrimitives.Delete(table: try row.name, key: try row.keyBytes)
    try await signing.submit(
      [.delete(delete)], with: try signing.keyPairs(common.home), to: client, common.output,
      "Deleted \(row.key) from \(row.table)")
  }
}
