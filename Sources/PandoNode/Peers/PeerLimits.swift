/// What the transport allows a peer, and how long it waits for one.
package struct PeerLimits: Sendable {
  /// The longest frame. The greatest block that any ledger may have (32 MB) fits with its evidence.
  package var frameByteCountMax = 40_000_000
  /// How long a frame may take: this, and its length over ``frameBytesPerSecondMin``.
  package var frameTimeout: Duration = .seconds(10)
  package var frameBytesPerSecondMin = 262_144

  /// How long TCP may take to connect, and then TLS and greeting together.
  package var connectTimeout: Duration = .seconds(3)
  package var handshakeTimeout: Duration = .seconds(5)
  /// An empty frame is sent when nothing else was for this long.
  package var keepAliveInterval: Duration = .seconds(3)
  /// A peer that sends nothing for this long is dropped.
  package var idleTimeout: Duration = .seconds(10)
  /// A peer that takes nothing of what waits for it for this long is dropped.
  package var stallTimeout: Duration = .seconds(20)

  /// The pause before a failed dial is tried again: at first, doubled after each failure, and at most.
  package var redialPause: Duration = .milliseconds(100)
  package var redialPauseMax: Duration = .seconds(2)

  /// Connections that have not proven a key yet: in all, and from one network address. Beyond, the oldest goes.
  package var pendingCountMax = 64
  package var pendingPerSourceMax = 16

  /// What waits to be sent to one peer, the frame being sent aside.
  package var outboundByteCountMax = 64_000_000
  package var outboundFrameCountMax = 16_384

  /// What one peer has sent and the node has not looked at; beyond, reading pauses.
  package var inboxByteCountMax = 8_000_000
  package var inboxFrameCountMax = 4_096
  /// What all peers together have sent and the node has not looked at; beyond, reading pauses for each peer that has
  /// something waiting.
  package var inboxByteCountMaxTogether = 256_000_000

  package init() {}
}
