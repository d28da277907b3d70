import ArgumentParser
import PandoAPI
import PandoClient
import PandoPrimitives

/// `pando block show`
struct BlockShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows a final block.",
    discussion: """
      With --genesis, the signatures of the validators that the genesis names are checked, so that the node need not be \
      trusted; the command ends with code 6 when they do not prove the block final. On a local network the genesis is \
      found by itself.

      Examples:

        pando block show latest
        pando block show 7 --genesis genesis.json
      """)

  @Argument(help: ArgumentHelp("A height, an identifier, or latest.", valueName: "block"))
  var block: String = "latest"

  @Option(name: .long, help: ArgumentHelp("The genesis to trust.", valueName: "file"), completion: .file())
  var genesis: String?

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let answer = try await connection.client(common.home).block(try name)
    let signers = try verifier().map { try $0.verify(answer).map(\.name) }
    try common.output.show(answer) { BlockShow.text(answer, signers: signers, style: $0) }
  }

  private var name: LedgerClient.BlockName {
    get throws {
      if block == "latest" { return .latest }
      if let height = UInt64(block), height > 0 { return .height(Height(height)) }
      if let hash = Hash(hexadecimal: block) { return .id(BlockID(hash)) }
      throw Failure(
        .usage, "block_name", "\"\(block)\" is not a block; give a height from 1, an identifier, or latest.")
    }
  }

  /// What checks the signatures; nil when there is no genesis to trust.
  private func verifier() throws -> BlockVerifier? {
    let isLocal = connection.node.isEmpty && Files.isFile(common.home.network.genesisFile)
    guard let file = genesis ?? (isLocal ? common.home.network.genesisFile : nil) else { return nil }
    let genesis: Genesis = try JSON.decode(from: try Files.bytes(of: file))
    return BlockVerifier(genesis: genesis)
  }

  private static func text(_ answer: BlockAnswer, signers: [String]?, style: Style) -> String {
    let header = answer.header
    var lines = [
      "\(style.bold("Block \(header.height)"))  \(answer.id)",
      "  time          \(header.time.text)",
      "  view          \(header.view)",
      "  parent        \(header.parentID)",
      "  proposer      \(header.proposer)",
      "  state root    \(header.stateRoot)",
      "  history root  \(header.historyRoot), of \(Description.count(header.historySize, "transaction"))",
    ]
    lines += answer.transactions.map { "  transaction   \($0.id)  \($0.name)" }
    if let signers {
      lines.append("  \(style.good("✓")) proven final by \(signers.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }
}
