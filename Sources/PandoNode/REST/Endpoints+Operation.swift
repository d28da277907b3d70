import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import PandoAPI
import PandoPrimitives

extension Endpoints {
  func getNode(_ call: Call) async throws -> Response {
    _ = try call.query()
    return json(try JSON.encode(try await node.status()))
  }

  func getOpenAPI(_ call: Call) async throws -> Response {
    _ = try call.query()
    return json(Array(OpenAPI.document.utf8))
  }

  func isLive(_ call: Call) async throws -> Response {
    _ = try call.query()
    return json(try JSON.encode(HealthAnswer(status: .live)))
  }

  func isReady(_ call: Call) async throws -> Response {
    _ = try call.query()
    if let obstacle = await node.unreadiness() { throw Failure.unavailable("not_ready", obstacle) }
    return json(try JSON.encode(HealthAnswer(status: .ready, atHeight: node.height)))
  }

  func getMetrics(_ call: Call) async throws -> Response {
    _ = try call.query()
    guard showsMetrics else {
      throw Failure.notFound("metrics_off", "This node shows no metrics; the setting http.metrics turns them on.")
    }
    let text = metrics.text(with: samples(of: try await node.status()))
    return Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private func samples(of status: NodeAnswer) -> [Metrics.Sample] {
    [
      Metrics.Sample(.height, [], Double(status.atHeight.value)),
      Metrics.Sample(.view, [], Double(status.view.value)),
      Metrics.Sample(.blockTime, [], Double(status.blockTime.milliseconds) / 1_000),
      Metrics.Sample(.historySize, [], Double(status.historySize)),
      Metrics.Sample(.isValidator, [], status.role == .validator ? 1 : 0),
      Metrics.Sample(.isSyncing, [], status.isSyncing ? 1 : 0),
      Metrics.Sample(.peers, [], Double(status.peers.count)),
      Metrics.Sample(.mempoolTransactions, [], Double(status.mempool.count)),
      Metrics.Sample(.mempoolBytes, [], Double(status.mempool.byteCount)),
      Metrics.Sample(.httpConnections, [], Double(connections.count)),
      Metrics.Sample(.httpFollowers, [], Double(followers.inUse)),
      Metrics.Sample(.processSeconds, [], ProcessStatistics.processorSeconds),
      Metrics.Sample(.processBytes, [], Double(ProcessStatistics.residentByteCount)),
      Metrics.Sample(.processPeakBytes, [], Double(ProcessStatistics.peakResidentByteCount)),
      Metrics.Sample(.processStart, [], Double(status.startedAt.milliseconds) / 1_000),
    ]
  }
}
