package import PandoPrimitives
import Synchronization

/// Who may connect and who is connected: one connection for each admitted key.
package final class PeerDirectory: Sendable {
  private struct State {
    var admitted: Set<PublicKey> = []
    var links: [PublicKey: PeerLink] = [:] {
      didSet { ordered = links.values.sorted { $0.key < $1.key } }
    }
    /// The links in the order of their keys.
    var ordered: [PeerLink] = []
    var lastSession: UInt64 = 0
    var isStopped = false
  }

  let ownKey: PublicKey
  let inbox: PeerInbox
  private let state = Mutex(State())

  package init(ownKey: PublicKey, inbox: PeerInbox) {
    self.ownKey = ownKey
    self.inbox = inbox
  }

  /// Why a connection with `key` must not be, or nil.
  package func objection(to key: PublicKey) -> PeerDropReason? {
    state.withLock { objection(to: key, $0) }
  }

  private func objection(to key: PublicKey, _ state: State) -> PeerDropReason? {
    if state.isStopped { return .stopping }
    if key == ownKey { return .ownKey }
    return state.admitted.contains(key) ? nil : .notAdmitted(key)
  }

  /// A number for a new connection, greater than all before.
  func nextSession() -> UInt64 {
    state.withLock { state in
      state.lastSession += 1
      return state.lastSession
    }
  }

  package func link(to key: PublicKey) -> PeerLink? {
    state.withLock { $0.links[key] }
  }

  /// All connections, in the order of their keys.
  package var links: [PeerLink] {
    state.withLock { $0.ordered }
  }

  /// Replaces the keys that may connect, and drops the connections of those that may not any more.
  package func admit(_ keys: Set<PublicKey>) {
    let removed = state.withLock { state in
      state.admitted = keys
      let removed = state.ordered.filter { !keys.contains($0.key) }
      state.links = state.links.filter { keys.contains($0.key) }
      for link in removed { inbox.close(link.key, session: link.session, reason: .notAdmitted(link.key)) }
      return removed
    }
    for link in removed { link.drop(.notAdmitted(link.key)) }
  }

  /// Makes `link` the connection with its key, or says why it must go.
  ///
  /// When both nodes dial at once, the connection that the smaller key dialed stays. Both ends see the same two
  /// connections, perhaps in different orders, and so come to the same one. Of two dialed by the same end the later
  /// stays: the earlier is one whose end that end knows of already.
  package func establish(_ link: PeerLink) -> PeerDropReason? {
    let (refusal, replaced) = state.withLock { state -> (PeerDropReason?, PeerLink?) in
      if let objection = objection(to: link.key, state) { return (objection, nil) }
      let current = state.links[link.key]
      if let current, current.isDialed != link.isDialed, current.isDialed == (ownKey < link.key) {
        return (.duplicate, nil)
      }
      guard inbox.open(link.key, session: link.session, resume: { link.order(.resumeReading) }) else {
        return (.inboxFull, nil)
      }
      state.links[link.key] = link
      return (nil, current)
    }
    replaced?.drop(.replaced)
    return refusal
  }

  /// Forgets `link`, if it is still the connection with its key.
  package func remove(_ link: PeerLink, reason: PeerDropReason) {
    link.close()
    state.withLock { state in
      guard state.links[link.key] === link else { return }
      state.links[link.key] = nil
      inbox.close(link.key, session: link.session, reason: reason)
    }
  }

  /// Admits nobody from now on and drops everybody.
  func stop() {
    let links = state.withLock { state in
      state.isStopped = true
      return state.ordered
    }
    for link in links { link.drop(.stopping) }
  }
}
