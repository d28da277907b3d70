import Hummingbird
import HummingbirdCore
import PandoAPI
import PandoPrimitives

extension Endpoints {
  func getLedger(_ call: Call) async throws -> Response {
    _ = try call.query()
    return try await read { reader in
      let rules = try reader.rules()
      return LedgerAnswer(
        genesis: reader.genesis, consensusAdmins: rules.consensusAdmins, rules: rules.current,
        scheduled: rules.scheduled,
        atHeight: reader.height)
    }
  }

  func getGenesis(_ call: Call) async throws -> Response {
    _ = try call.query()
    return json(try await genesisJSON())
  }

  func listEvidence(_ call: Call) async throws -> Response {
    let limit = try call.query("limit").limit()
    return try await read { EvidenceAnswer(cases: try $0.evidence(limit: limit), atHeight: $0.height) }
  }

  func listBlocks(_ call: Call) async throws -> Response {
    let query = try call.query("from", "limit")
    let first = try query.height("from") ?? Height(1)
    let limit = try query.limit()
    return try await read { reader in
      var blocks: [BlockSummary] = []
      var height = first
      while blocks.count < limit, height <= reader.height, let header = try reader.header(at: height) {
        blocks.append(BlockSummary(id: header.id, header: header))
        height = height.next
      }
      return BlocksAnswer(blocks: blocks, next: height <= reader.height ? height : nil, atHeight: reader.height)
    }
  }

  func getBlock(_ call: Call) async throws -> Response {
    let query = try call.query("wait", "timeout")
    let deadline = ContinuousClock.now + .milliseconds(try waitMilliseconds(query))
    let name = try BlockName(call.parameter("block"))
    let (node, wantsBytes) = (node, call.wantsBytes)
    if query["wait"] != nil, case .height(let height) = name, node.height < height {
      _ = await waitForBlock(above: Height(height.value - 1), until: deadline)
    }
    return try await offload {
      let reader = try node.reader()
      if let height = try name.height(in: reader) {
        if wantsBytes {
          if let text = try reader.blockBytes(at: height) { return bytes(text) }
        } else if let block = try reader.block(at: height) {
          return json(try JSON.encode(block.answer(at: reader.height)))
        }
      }
      throw Failure.notFound("block_not_found", name.absence(in: reader), at: reader.height)
    }
  }
}

/// How a client names a block.
private enum BlockName: Sendable {
  case latest
  case height(Height)
  case id(BlockID)

  init(_ text: String) throws(Failure) {
    if text == "latest" {
      self = .latest
    } else if let number = DecimalNumber.parse(text) {
      self = .height(Height(number))
    } else if let hash = Hash(hexadecimal: text) {
      self = .id(BlockID(hash))
    } else {
      throw .malformed(
        "block_name", "A block is named by its height, its identifier (64 hexadecimal digits), or latest.")
    }
  }

  func height(in reader: some LedgerReader) throws -> Height? {
    switch self {
    case .latest: reader.height
    case .height(let height): height
    case .id(let id): try reader.height(of: id)
    }
  }

  /// Why there is no such block.
  func absence(in reader: some LedgerReader) -> String {
    let isGenesis =
      switch self {
      case .latest: true
      case .height(let height): height == Height(0)
      case .id(let id): id.hash == reader.genesis.chainID
      }
    return isGenesis
      ? "Block 0 is the genesis, which has no header: GET /v1/genesis." : "No final block of this ledger has this name."
  }
}

extension ExecutedFinalBlock {
  func answer(at height: Height) -> BlockAnswer {
    let block = certified.block
    let items = zip(block.transactions, outcomes).map { BlockAnswer.Item(id: $0.id, code: $1.code) }
    return BlockAnswer(
      id: block.id, header: block.header, transactions: items, evidence: certified.evidence, atHeight: height)
  }
}
