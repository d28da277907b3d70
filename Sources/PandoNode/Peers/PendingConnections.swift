import NIOCore
import Synchronization

/// The connections that have not proven a key yet. Each costs a socket and some memory, so their number is bounded;
/// when there are too many the oldest goes, since an honest peer proves itself in a few round trips and a flood has to
/// outrun that.
final class PendingConnections: Sendable {
  private struct Entry {
    let channel: any Channel
    /// The network address of one who dialed us; nil where we dialed.
    let source: String?
  }

  private struct State {
    /// The oldest first.
    var entries: [Entry] = []
    var isStopped = false
  }

  private let countMax: Int
  private let perSourceMax: Int
  private let state = Mutex(State())

  init(limits: PeerLimits) {
    countMax = limits.pendingCountMax
    perSourceMax = limits.pendingPerSourceMax
  }

  var count: Int { state.withLock { $0.entries.count } }

  /// Takes up a connection that we dialed; false when the transport has stopped.
  func addDialed(_ channel: any Channel) -> Bool {
    state.withLock { state in
      guard !state.isStopped else { return false }
      state.entries.append(Entry(channel: channel, source: nil))
      return true
    }
  }

  /// Takes up a connection from `source`.
  /// - Returns: the connection that has to go for it, which is the new one itself when the transport has stopped.
  func addAccepted(_ channel: any Channel, source: String) -> (any Channel)? {
    state.withLock { state in
      guard !state.isStopped else { return channel }
      let accepted = state.entries.indices.filter { state.entries[$0].source != nil }
      let sameSource = accepted.filter { state.entries[$0].source == source }
      var crowdedOut: (any Channel)?
      if sameSource.count >= perSourceMax, let oldest = sameSource.first {
        crowdedOut = state.entries.remove(at: oldest).channel
      } else if accepted.count >= countMax, let oldest = accepted.first {
        crowdedOut = state.entries.remove(at: oldest).channel
      }
      state.entries.append(Entry(channel: channel, source: source))
      return crowdedOut
    }
  }

  func remove(_ channel: any Channel) {
    state.withLock { state in state.entries.removeAll { $0.channel === channel } }
  }

  /// Takes up nothing from now on.
  /// - Returns: what has to be closed.
  func stop() -> [any Channel] {
    state.withLock { state in
      state.isStopped = true
      return state.entries.map(\.channel)
    }
  }
}
