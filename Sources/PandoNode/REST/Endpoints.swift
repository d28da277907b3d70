import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOPosix
import PandoAPI
import PandoPrimitives
import ServiceLifecycle
import Synchronization

/// Everything that clients can ask a node over REST. The OpenAPI document says the same in other words, and a test
/// compares them.
struct Endpoints<Node: NodeFacade>: Sendable {
  let node: Node
  let limits: RESTLimits
  let metrics: Metrics
  /// Whether `/metrics` is answered.
  let showsMetrics: Bool
  /// Open connections, for the metrics.
  let connections: ConnectionTable
  /// The bodies of requests in progress.
  let bodies: Budget
  /// The followers of events.
  let followers: Budget
  private let genesisText = OnceText()

  init(node: Node, limits: RESTLimits, metrics: Metrics, showsMetrics: Bool, connections: ConnectionTable) {
    self.node = node
    self.limits = limits
    self.metrics = metrics
    self.showsMetrics = showsMetrics
    self.connections = connections
    bodies = Budget(limits.bodyByteCountMaxTogether)
    followers = Budget(limits.followerCountMax)
  }

  var table: RouteTable {
    RouteTable(routes: [
      Route(.get, "/v1/node", getNode),
      Route(.get, "/v1/ledger", getLedger),
      Route(.get, "/v1/genesis", getGenesis),
      Route(.post, "/v1/transactions", submitTransaction),
      Route(.post, "/v1/transactions/batch", submitBatch),
      Route(.get, "/v1/transactions/{id}", getTransaction),
      Route(.get, "/v1/blocks", listBlocks),
      Route(.get, "/v1/blocks/{block}", getBlock),
      Route(.get, "/v1/events", followEvents),
      Route(.get, "/v1/tables", listTables),
      Route(.get, "/v1/tables/{ecosystem}/{name}", getTable),
      Route(.get, "/v1/tables/{ecosystem}/{name}/rows", listRows),
      Route(.get, "/v1/tables/{ecosystem}/{name}/rows/{key}", getRow),
      Route(.get, "/v1/evidence", listEvidence),
      Route(.get, "/v1/openapi.json", getOpenAPI),
      Route(.get, "/health/live", isMetered: false, isLive),
      Route(.get, "/health/ready", isMetered: false, isReady),
      Route(.get, "/metrics", isMetered: false, getMetrics),
    ])
  }

  /// Reads the ledger, and writes the answer in JSON, on a thread that may wait for the disk.
  func read<Answer: Encodable & SendableMetatype>(
    _ answer: @escaping @Sendable (Node.Reader) throws -> Answer
  ) async throws -> Response {
    let node = node
    return try await offload { json(try JSON.encode(try answer(try node.reader()))) }
  }

  /// Does work that may wait for the disk, or take long, away from the threads that answer everyone.
  func offload<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await NIOThreadPool.singleton.runIfActive(work)
  }

  /// How long a call may wait for finality, of the parameters `wait` and `timeout`.
  func waitMilliseconds(_ query: Query) throws(Failure) -> Int {
    guard query["wait"] == nil || query["wait"] == "final" else {
      throw Failure.malformed("parameter_out_of_range", "wait is final, or absent.")
    }
    return Int(try query.integer("timeout", in: 1...60_000) ?? 10_000)
  }

  /// Waits for a block above `height` until `deadline`, or until the node stops.
  func waitForBlock(above height: Height, until deadline: ContinuousClock.Instant) async -> Height {
    let node = node
    return await cancelWhenGracefulShutdown { await node.waitForBlock(above: height, until: deadline) }
  }

  /// The genesis in JSON, written once.
  func genesisJSON() async throws -> [UInt8] {
    if let text = genesisText.value { return text }
    let node = node
    let text = try await offload { try JSON.encode(try node.reader().genesis) }
    genesisText.value = text
    return text
  }
}

/// An answer in JSON.
func json(_ text: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
  Response(
    status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: text))
  )
}

/// An answer in canonical bytes.
func bytes(_ bytes: [UInt8]) -> Response {
  Response(
    status: .ok, headers: [.contentType: "application/octet-stream"],
    body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
}

/// Text that is made at most a few times and then kept.
private final class OnceText: Sendable {
  private let text = Mutex<[UInt8]?>(nil)

  var value: [UInt8]? {
    get { text.withLock { $0 } }
    set { text.withLock { $0 = newValue } }
  }
}
