import Synchronization

/// What the transport has done since it was made. All only grow.
package struct PeerCounters: Sendable, Hashable {
  package var framesSent: UInt64 = 0
  package var framesReceived: UInt64 = 0
  /// Lengths of frames, their four-byte heads included, TLS aside.
  package var bytesSent: UInt64 = 0
  package var bytesReceived: UInt64 = 0
  /// Gossip that found no room in a queue.
  package var framesDropped: UInt64 = 0
  /// Connections established, whoever dialed, and those of them that ended.
  package var connectionsEstablished: UInt64 = 0
  package var connectionsLost: UInt64 = 0
  /// Connections from others that were never established.
  package var connectionsRefused: UInt64 = 0
  package var dialsFailed: UInt64 = 0
}

/// The counters, for many threads.
final class PeerMeter: Sendable {
  private let counters = Mutex(PeerCounters())

  var snapshot: PeerCounters { counters.withLock { $0 } }

  func count(_ change: (inout PeerCounters) -> Void) {
    counters.withLock { change(&$0) }
  }
}
