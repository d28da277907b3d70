// The names that operators see: of metrics, and of what stands beside messages in the log.

/// A family of metrics.
package struct Metric: Sendable, Hashable {
  package enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  package let name: String
  package let kind: Kind
  /// The names of the labels; each has few values, never one that a client chooses.
  package let labels: [String]
  package let help: String

  private init(_ name: String, _ kind: Kind, labels: [String] = [], _ help: String) {
    self.name = name
    self.kind = kind
    self.labels = labels
    self.help = help
  }

  package static let httpRequests = Metric(
    "pando_http_requests_total", .counter, labels: ["route", "status"], "Requests answered, by route and HTTP status.")
  package static let httpSeconds = Metric(
    "pando_http_request_seconds", .histogram, labels: ["route"],
    "Time from the head of a request to its answer; streams count until they begin.")
  package static let httpConnectionsDropped = Metric(
    "pando_http_connections_dropped_total", .counter, labels: ["reason"], "Connections of clients that the node closed."
  )
  package static let httpConnections = Metric("pando_http_connections", .gauge, "Connections of clients now.")
  package static let httpFollowers = Metric("pando_http_followers", .gauge, "Followers of /v1/events now.")
  package static let submissions = Metric(
    "pando_submissions_total", .counter, labels: ["code"], "Transactions that clients submitted here, by result code.")

  package static let height = Metric("pando_height", .gauge, "The height of the last final block.")
  package static let view = Metric("pando_view", .gauge, "The view that the node is in.")
  package static let blockTime = Metric(
    "pando_block_time_seconds", .gauge, "The time of the last final block, since 1970.")
  package static let historySize = Metric(
    "pando_transactions_total", .counter, "Transactions executed since genesis, failed ones included.")
  package static let isValidator = Metric("pando_is_validator", .gauge, "1 when the node votes, else 0.")
  package static let isSyncing = Metric("pando_is_syncing", .gauge, "1 when others are known to be ahead, else 0.")
  package static let peers = Metric("pando_peers", .gauge, "Peers that are connected.")
  package static let validatorsUnconnected = Metric(
    "pando_validators_unconnected", .gauge, "Other validators that this validator has no connection with.")
  package static let mempoolTransactions = Metric("pando_mempool_transactions", .gauge, "Transactions that wait.")
  package static let mempoolBytes = Metric("pando_mempool_bytes", .gauge, "Bytes of the transactions that wait.")

  package static let peerBytesSent = Metric("pando_peer_bytes_sent_total", .counter, "Bytes sent to peers.")
  package static let peerBytesReceived = Metric("pando_peer_bytes_received_total", .counter, "Bytes got from peers.")
  package static let peerFramesDropped = Metric(
    "pando_peer_frames_dropped_total", .counter, "Gossip to peers that found no room in a queue.")
  package static let peerConnectionsRefused = Metric(
    "pando_peer_connections_refused_total", .counter, "Connections to the peer port that never proved an admitted key.")

  package static let durableWrites = Metric(
    "pando_durable_writes_total", .counter, "Writes that waited for the disk.")

  package static let processSeconds = Metric(
    "process_cpu_seconds_total", .counter, "Processor time of the node, user and system.")
  package static let processBytes = Metric(
    "process_resident_memory_bytes", .gauge, "Memory that the node holds.")
  package static let processPeakBytes = Metric(
    "process_peak_resident_memory_bytes", .gauge, "The most memory that the node has held.")
  package static let processStart = Metric(
    "process_start_time_seconds", .gauge, "When the node started, since 1970.")

  /// In the order in which they are shown.
  package static let all = [
    height, view, blockTime, historySize, isValidator, isSyncing, peers, validatorsUnconnected, mempoolTransactions,
    mempoolBytes,
    submissions, peerBytesSent, peerBytesReceived, peerFramesDropped, peerConnectionsRefused, durableWrites,
    httpRequests,
    httpSeconds, httpConnections, httpConnectionsDropped, httpFollowers, processSeconds, processBytes, processPeakBytes,
    processStart,
  ]
}

/// The keys of log metadata.
package enum LogKey {
  package static let request = "request"
  package static let client = "client"
  package static let method = "method"
  package static let path = "path"
  package static let status = "status"
  package static let milliseconds = "ms"
  package static let reason = "reason"
  package static let error = "error"
  package static let transaction = "transaction"
  package static let height = "height"
}
