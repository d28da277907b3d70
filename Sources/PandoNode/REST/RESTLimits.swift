/// What the REST interface allows its clients.
package struct RESTLimits: Sendable, Hashable {
  /// The longest body of a request. JSON is about twice as long as the canonical bytes.
  package var bodyByteCountMax = 2_500_000
  /// The bodies of all requests in progress together; beyond, requests with bodies are told to come back.
  package var bodyByteCountMaxTogether = 64_000_000
  /// What the rows of one answer have at most, in their raw form.
  package var rowsByteCountMax = 1_000_000

  /// What clients have not taken yet of all answers together; beyond, a connection that is to get more is closed.
  package var answerByteCountMaxTogether = 256_000_000

  /// Connections in all, and from one client; beyond, a connection is told so and closed.
  package var connectionCountMax = 512
  package var connectionCountMaxPerClient = 128
  /// How long a connection may be silent between requests, and how long the head of a request may take.
  package var idleTimeout: Duration = .seconds(30)
  /// How long the body of a request may take.
  package var requestTimeout: Duration = .seconds(30)
  /// How long a client may take nothing of an answer.
  package var stallTimeout: Duration = .seconds(20)

  /// Requests a second that one client may make for long, and at once; 0 means any number.
  package var requestsPerSecond = 500
  package var requestBurst = 1_000
  /// The clients that are told apart; beyond, new ones share.
  package var meteredClientCountMax = 4_096

  /// Followers of `/v1/events`, and how often they hear that nothing happened.
  package var followerCountMax = 64
  package var heartbeatInterval: Duration = .seconds(15)

  /// How long requests in progress may go on when the node stops.
  package var drainTimeout: Duration = .seconds(10)

  package init() {}
}
