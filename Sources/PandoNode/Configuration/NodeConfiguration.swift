package import Logging

/// What an operator has chosen for a node. Values that must be equal on all nodes are not here but in the genesis.
package struct NodeConfiguration: Sendable {
  package var genesisPath: String
  package var dataDirectory: String
  package var keyPath: String
  package var keyPassword: PasswordSource
  package var peersListen: ListenAddress
  package var peerAddresses: [PeerAddress]
  package var httpListen: ListenAddress
  package var httpLimits: RESTLimits
  package var corsOrigins: [String]
  package var showsMetrics: Bool
  package var mempoolTransactionCountMax: Int
  package var mempoolByteCountMax: Int
  package var storageCacheByteCount: Int
  package var logLevel: Logger.Level
  package var logFormat: LineLogHandler.Format

  /// Every setting there is, for help texts.
  package static var settings: [SettingDescription] { Settings.all }

  /// The configuration of flags over environment over file over defaults.
  ///
  /// Relative paths begin at the directory of the file when the file or a default says them, else at the working
  /// directory.
  /// - Parameters:
  ///   - flags: what the command line says, such as `["--http-listen", "127.0.0.1:0"]`.
  ///   - environment: all variables of the environment; those that begin with `PANDO_` must be settings,
  ///   - otherVariables: or these.
  ///   - file: the path of a YAML file, or nil for none.
  /// - Throws: `ConfigurationError` naming the first thing that is wrong.
  package static func load(
    flags: [String], environment: [String: String], otherVariables: Set<String> = [], file: String?
  ) async throws(ConfigurationError) -> NodeConfiguration {
    let sources = try await ConfigurationSources(
      flags: flags, environment: environment, otherVariables: otherVariables, file: file)
    return try NodeConfiguration(sources)
  }

  private init(_ sources: ConfigurationSources) throws(ConfigurationError) {
    genesisPath = try sources.requiredPath(Settings.genesis)
    dataDirectory = try sources.requiredPath(Settings.data)
    keyPath = try sources.requiredPath(Settings.keyFile)
    peersListen = try sources.required(Settings.peersListen)
    peerAddresses = try sources.list(Settings.peersAddresses)
    httpListen = try sources.required(Settings.httpListen)
    httpLimits = try RESTLimits(sources)
    corsOrigins = try sources.list(Settings.httpCorsOrigins)
    showsMetrics = try sources.required(Settings.httpMetrics)
    mempoolTransactionCountMax = try sources.required(Settings.mempoolTransactionCountMax)
    mempoolByteCountMax = try sources.required(Settings.mempoolByteCountMax)
    storageCacheByteCount = try sources.required(Settings.storageCacheByteCount)
    logLevel = try sources.required(Settings.logLevel)
    logFormat = try sources.required(Settings.logFormat)
    // Last: whoever has no password yet hears of every other mistake first.
    if let password = try sources.value(Settings.keyPassword) {
      keyPassword = .given(password)
    } else if let path = try sources.path(Settings.keyPasswordFile) {
      keyPassword = .file(path)
    } else {
      throw ConfigurationError(
        "The password of the node's key is not given; set \(Settings.keyPassword.description.variable) in the "
          + "environment, or key.passwordFile.")
    }
  }
}

extension RESTLimits {
  fileprivate init(_ sources: ConfigurationSources) throws(ConfigurationError) {
    self.init()
    bodyByteCountMax = try sources.required(Settings.httpBodyByteCountMax)
    connectionCountMax = try sources.required(Settings.httpConnectionCountMax)
    connectionCountMaxPerClient = try sources.required(Settings.httpConnectionCountMaxPerClient)
    requestsPerSecond = try sources.required(Settings.httpRequestsPerSecond)
    requestBurst = try sources.required(Settings.httpRequestBurst)
    followerCountMax = try sources.required(Settings.httpFollowerCountMax)
    idleTimeout = .seconds(try sources.required(Settings.httpIdleTimeoutSeconds))
    requestTimeout = .seconds(try sources.required(Settings.httpRequestTimeoutSeconds))
    stallTimeout = .seconds(try sources.required(Settings.httpStallTimeoutSeconds))
    drainTimeout = .seconds(try sources.required(Settings.httpDrainTimeoutSeconds))
  }
}
