import Logging

/// All that an operator may choose; docs/operations.md has them as a table.
enum Settings {
  static let genesis = Setting(
    path: "genesis", "The genesis file of the ledger.", default: "genesis.json")
  static let data = Setting(
    path: "data", "The directory of the database; made when it is not there.", default: "data")

  static let keyFile = Setting(path: "key.file", "The node's key, in PKCS#12.", default: "node.p12")
  static let keyPasswordFile = Setting(
    path: "key.passwordFile", "A file that holds the password of the node's key; nobody else may read it.")
  static let keyPassword = Setting<Secret>(
    "key.password", "The password of the node's key; counts before key.passwordFile.", allowed: "text", isSecret: true
  ) { $0.isEmpty ? nil : Secret($0) }

  static let peersListen = Setting<ListenAddress>("peers.listen", "Where peers connect.", default: "0.0.0.0:7400")
  static let peersAddresses = Setting<PeerAddress>(
    "peers.addresses", "The peers to keep connected with.",
    allowed: "a list of key@host:port, keys in hexadecimal digits",
    isList: true
  ) { PeerAddress($0) }

  static let httpListen = Setting<ListenAddress>("http.listen", "Where clients connect.", default: "127.0.0.1:8400")
  static let httpCorsOrigins = Setting<String>(
    "http.corsOrigins", "The origins of web pages that may read answers.",
    allowed: "a list of origins such as https://explorer.example, or *", isList: true
  ) { isOrigin($0) ? $0 : nil }
  static let httpMetrics = Setting("http.metrics", "Whether GET /metrics is answered.", default: true)
  static let httpBodyByteCountMax = Setting(
    "http.bodyByteCountMax", "The longest body of a request.", 1_024...20_000_000, default: limits.bodyByteCountMax)
  static let httpConnectionCountMax = Setting(
    "http.connectionCountMax", "Connections of clients in all.", 1...10_000, default: limits.connectionCountMax)
  static let httpConnectionCountMaxPerClient = Setting(
    "http.connectionCountMaxPerClient", "Connections of one client.", 1...10_000,
    default: limits.connectionCountMaxPerClient)
  static let httpRequestsPerSecond = Setting(
    "http.requestsPerSecond", "Requests a second of one client, for long; 0 means any number.", 0...1_000_000,
    default: limits.requestsPerSecond)
  static let httpRequestBurst = Setting(
    "http.requestBurst", "Requests of one client at once.", 1...1_000_000, default: limits.requestBurst)
  static let httpFollowerCountMax = Setting(
    "http.followerCountMax", "Followers of GET /v1/events.", 0...10_000, default: limits.followerCountMax)
  static let httpIdleTimeoutSeconds = Setting(
    "http.idleTimeoutSeconds", "How long a connection may be silent between requests.", 1...3_600, default: 30)
  static let httpRequestTimeoutSeconds = Setting(
    "http.requestTimeoutSeconds", "How long the body of a request may take.", 1...3_600, default: 30)
  static let httpStallTimeoutSeconds = Setting(
    "http.stallTimeoutSeconds", "How long a client may take nothing of an answer.", 1...3_600, default: 20)
  static let httpDrainTimeoutSeconds = Setting(
    "http.drainTimeoutSeconds", "How long requests in progress may go on when the node stops.", 0...600, default: 10)

  static let mempoolTransactionCountMax = Setting(
    "mempool.transactionCountMax", "Transactions that wait at most.", 1...1_000_000, default: 20_000)
  static let mempoolByteCountMax = Setting(
    "mempool.byteCountMax", "Bytes of the transactions that wait at most.", 1_000_000...4_000_000_000,
    default: 64_000_000)
  static let storageCacheByteCount = Setting(
    "storage.cacheByteCount",
    "Memory for reading the database at most, three quarters of it for rows and the state tree.",
    1_048_576...1_099_511_627_776, default: StorageCache().byteCountMax)

  static let logLevel = Setting(
    word: "log.level", "The least important messages that are logged.", default: Logger.Level.info)
  static let logFormat = Setting(
    word: "log.format", "The form of the log's lines.", default: LineLogHandler.Format.text)

  private static let limits = RESTLimits()

  /// In the order of the table.
  static let all = [
    genesis.description, data.description, keyFile.description, keyPasswordFile.description, keyPassword.description,
    peersListen.description, peersAddresses.description, httpListen.description, httpCorsOrigins.description,
    httpMetrics.description, httpBodyByteCountMax.description, httpConnectionCountMax.description,
    httpConnectionCountMaxPerClient.description, httpRequestsPerSecond.description, httpRequestBurst.description,
    httpFollowerCountMax.description, httpIdleTimeoutSeconds.description, httpRequestTimeoutSeconds.description,
    httpStallTimeoutSeconds.description, httpDrainTimeoutSeconds.description, mempoolTransactionCountMax.description,
    mempoolByteCountMax.description, storageCacheByteCount.description, logLevel.description, logFormat.description,
  ]

  /// Scheme and host of a web page, with nothing after them, as browsers send it.
  private static func isOrigin(_ text: String) -> Bool {
    if text == "*" { return true }
    guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return false }
    let host = text.dropFirst(scheme.count)
    return !host.isEmpty && host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-:[]".contains($0)) }
  }
}
