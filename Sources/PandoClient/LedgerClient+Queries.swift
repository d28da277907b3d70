public import PandoAPI
public import PandoPrimitives

extension LedgerClient {
  /// Which block a call is about.
  public enum BlockName: Hashable, Sendable, CustomStringConvertible {
    case latest
    case height(Height)
    case id(BlockID)

    /// As it stands in URLs.
    public var description: String {
      switch self {
      case .latest: "latest"
      case .height(let height): height.description
      case .id(let id): id.description
      }
    }
  }

  /// What the host that answers says about itself.
  public func node() async throws(ClientError) -> NodeAnswer { try await get("/v1/node") }

  /// Whether the host that answers is up to date. Throws `unavailable` when it says that it is not.
  public func ready() async throws(ClientError) -> HealthAnswer { try await get("/health/ready") }

  /// The metrics of the host that answers, in Prometheus' text format.
  /// - Throws: `notFound` when it shows none.
  public func metrics() async throws(ClientError) -> String {
    String(decoding: try await fetch(NodeRequest("/metrics")), as: UTF8.self)
  }

  /// What the ledger began with. The hash of its canonical bytes is checked to be the chain identifier.
  /// - Throws: `wrongLedger` when it is another's.
  public func genesis() async throws(ClientError) -> Genesis {
    let genesis: Genesis = try await get("/v1/genesis")
    let ledger = try await ledger()
    guard genesis.chainID == ledger.chainId else {
      throw ClientError(.wrongLedger, "The genesis that the node gave is not that of the ledger \(ledger.chainId).")
    }
    return genesis
  }

  /// What became of a transaction so far.
  /// - Throws: `notFound` when the host knows no such transaction.
  public func transaction(_ id: TransactionID) async throws(ClientError) -> TransactionAnswer {
    try await get("/v1/transactions/\(id)")
  }

  /// A final block: its header, its transactions' results, and the proof that it is final.
  public func block(_ name: BlockName) async throws(ClientError) -> BlockAnswer {
    try await get("/v1/blocks/\(name)")
  }

  /// A final block in its canonical bytes, transactions included.
  public func certifiedBlock(_ name: BlockName) async throws(ClientError) -> CertifiedBlock {
    try LedgerClient.certifiedBlock(await fetch(NodeRequest("/v1/blocks/\(name)", accept: .bytes)), named: "\(name)")
  }

  private static func certifiedBlock(_ bytes: [UInt8], named name: String) throws(ClientError) -> CertifiedBlock {
    do throws(DecodingError) {
      return try CertifiedBlock(canonicalBytes: bytes)
    } catch {
      throw ClientError(.badAnswer, "The bytes of block \(name) are not canonical: \(error).")
    }
  }

  /// The final block at `height` in its canonical bytes, as soon as the host that answers has it; nil when it has not
  /// within `patience`, which should be less than ``Options/requestTimeout``.
  public func certifiedBlock(
    at height: Height, patience: Duration
  ) async throws(ClientError) -> CertifiedBlock? {
    guard let bytes = try await certifiedBlockBytes(at: height, patience: patience) else { return nil }
    return try LedgerClient.certifiedBlock(bytes, named: "\(height)")
  }

  /// The same in canonical bytes that nobody has looked at.
  package func certifiedBlockBytes(at height: Height, patience: Duration) async throws(ClientError) -> [UInt8]? {
    let milliseconds = patience.components.seconds * 1_000 + patience.components.attoseconds / 1_000_000_000_000_000
    let path = "/v1/blocks/\(height)?wait=final&timeout=\(min(60_000, max(1, milliseconds)))"
    do throws(ClientError) {
      return try await fetch(NodeRequest(path, accept: .bytes))
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }

  /// Headers of final blocks from `height` on, ascending.
  public func blocks(from height: Height, limit: Int = 100) async throws(ClientError) -> BlocksAnswer {
    try await get("/v1/blocks?from=\(max(1, height.value))&limit=\(limit)")
  }

  /// Validators that the host caught contradicting themselves.
  public func evidence(limit: Int = 100) async throws(ClientError) -> EvidenceAnswer {
    try await get("/v1/evidence?limit=\(limit)")
  }

  /// Tables by name, those after `name`.
  public func tables(after name: TableName? = nil, limit: Int = 100) async throws(ClientError) -> TablesAnswer {
    let after = name.map { "&after=\($0.description.replacing("/", with: "%2F"))" } ?? ""
    return try await get("/v1/tables?limit=\(limit)\(after)")
  }

  /// All tables by name, as of several heights when there are many.
  public func allTables() async throws(ClientError) -> [TableDescriptor] {
    var page = try await tables(limit: 1_000)
    var all = page.tables
    while let next = page.next {
      page = try await tables(after: next, limit: 1_000)
      all += page.tables
    }
    return all
  }

  /// What a table is.
  public func table(_ name: TableName) async throws(ClientError) -> TableAnswer {
    try await get("/v1/tables/\(name)")
  }

  /// A row of a binary table.
  public func row(_ key: [UInt8], in table: TableName) async throws(ClientError) -> RowAnswer {
    try await get("/v1/tables/\(table)/rows/\(key.hexadecimal)")
  }

  /// What `address` holds of an asset.
  /// - Throws: `notFound` when it has no row in the table, which is to hold nothing.
  public func row(_ address: Address, in table: TableName) async throws(ClientError) -> RowAnswer {
    try await get("/v1/tables/\(table)/rows/\(address)")
  }

  /// Rows by key, those after `key` as it stands in URLs (``RowsAnswer/next``).
  public func rows(
    of table: TableName, after key: String? = nil, limit: Int = 100
  ) async throws(ClientError) -> RowsAnswer {
    let after = key.map { "&after=\($0)" } ?? ""
    return try await get("/v1/tables/\(table)/rows?limit=\(limit)\(after)")
  }
}

extension LedgerClient {
  /// Gets `path` and reads the JSON of the answer.
  func get<T: Decodable>(_ path: String) async throws(ClientError) -> T {
    try LedgerClient.decode(try await fetch(NodeRequest(path)))
  }

  /// The value that an answer spells.
  static func decode<T: Decodable>(_ body: [UInt8]) throws(ClientError) -> T {
    do throws(JSON.Problem) {
      return try JSON.decode(from: body)
    } catch {
      throw ClientError(
        .badAnswer, "The node's answer has another form than expected; is it of another version? \(error.message)")
    }
  }

  /// Asks one host after another until one answers.
  func fetch(_ request: NodeRequest) async throws(ClientError) -> [UInt8] {
    let deadline = ContinuousClock.now + options.deadline
    var backoff = Backoff(hostCount: hosts.count)
    while true {
      let host = currentHost
      let problem: ClientError
      switch try await exchange.run(request, host: host) {
      case .success(let body): return body
      case .failure(let error, _): throw error
      case .noAnswer(let error, _): problem = error
      }
      moveOn(from: host)
      let pause = backoff.failed()
      let isHopeless = problem.code == .unreachable && backoff.rounds >= Submission.roundsMax
      if isHopeless || ContinuousClock.now + pause >= deadline { throw problem }
      try await LedgerClient.pause(pause)
    }
  }

  static func pause(_ duration: Duration) async throws(ClientError) {
    guard duration > .zero else { return }
    do {
      try await Task.sleep(for: duration)
    } catch {
      throw ClientError(.cancelled, "The call was cancelled.")
    }
  }
}

extension LedgerClient {
  /// Waits until the host that answers has the block at `height`, so that what it answers next is at least as new.
  /// - Throws: `unavailable` when it does not get there in time.
  public func wait(until height: Height) async throws(ClientError) {
    let deadline = ContinuousClock.now + options.deadline
    var pause = Duration.milliseconds(10)
    while true {
      let reached = try await node().atHeight
      if reached >= height { return }
      guard ContinuousClock.now < deadline else {
        throw ClientError(.unavailable, "\(currentHost) is at height \(reached) and has not reached \(height) in time.")
      }
      try await LedgerClient.pause(pause)
      pause = min(pause * 2, .milliseconds(500))
    }
  }
}
