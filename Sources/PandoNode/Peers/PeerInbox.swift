import DequeModule
package import PandoPrimitives
import Synchronization

/// What peers have sent and the node has not looked at yet. The transport fills it from its event loops; one consumer
/// drains it in batches on a thread of its own.
///
/// Each key has a lane, and lanes take turns, so that a loud peer delays itself alone. A full lane stops the reading
/// from its peer until half of it is drained. Memory: each lane holds at most the limits and what one read brought
/// beyond; all lanes together at most theirs, and what one read brought beyond for each.
package final class PeerInbox: Sendable {
  /// Whether the transport should go on reading from the peer.
  package enum Delivery: Sendable, Hashable {
    case roomLeft
    case full
    /// The connection is no longer the peer's current one; the frame was not taken.
    case stale
  }

  private struct Lane {
    var session: UInt64
    var isOpen = true
    var events: Deque<PeerEvent> = []
    var byteCount = 0
    var isPaused = false
    /// Called once a full lane has room.
    var resume: @Sendable () -> Void
  }

  private struct State {
    var lanes: [PublicKey: Lane] = [:]
    /// The lanes that hold events; the first is next.
    var turns: Deque<PublicKey> = []
    /// What the lanes hold together.
    var byteCount = 0
    /// The consumer was woken and has not found the inbox empty since.
    var isAwake = false
    var wake: (@Sendable () -> Void)?
  }

  private let byteCountMax: Int
  private let eventCountMax: Int
  private let byteCountMaxTogether: Int
  private let state = Mutex(State())

  package init(limits: PeerLimits = PeerLimits()) {
    byteCountMax = limits.inboxByteCountMax
    eventCountMax = limits.inboxFrameCountMax
    byteCountMaxTogether = limits.inboxByteCountMaxTogether
  }

  /// Sets what is called when there are events and the consumer has drained all before; at once, if there are some
  /// already. It is called on an event loop, must be quick, and must not call the transport.
  package func onEvents(_ wake: @escaping @Sendable () -> Void) {
    let isDue = state.withLock { state in
      state.wake = wake
      return state.isAwake
    }
    if isDue { wake() }
  }

  /// Takes up to `count` events, one from each lane in turn. Call it until it returns none: only then will the consumer
  /// be woken again.
  package func drain(atMost count: Int) -> [PeerEvent] {
    var resumes: [@Sendable () -> Void] = []
    let events = state.withLock { state in
      var events: [PeerEvent] = []
      while events.count < count, let key = state.turns.popFirst() {
        guard let event = state.lanes[key]?.events.popFirst() else {
          preconditionFailure("A lane without events has no turn.")
        }
        events.append(event)
        if let resume = settle(key, after: event, &state) { resumes.append(resume) }
      }
      if events.isEmpty { state.isAwake = false }
      return events
    }
    for resume in resumes { resume() }
    return events
  }

  /// Books `event` out of the lane of `key`, and gives the lane its next turn or ends it.
  /// - Returns: what to call when the lane has room again.
  private func settle(_ key: PublicKey, after event: PeerEvent, _ state: inout State) -> (@Sendable () -> Void)? {
    guard var lane = state.lanes.removeValue(forKey: key) else { return nil }
    if case .frame(_, let bytes) = event {
      lane.byteCount -= bytes.count
      state.byteCount -= bytes.count
    }
    let isEmpty = lane.events.isEmpty
    var resume: (@Sendable () -> Void)?
    if lane.isPaused, lane.byteCount <= byteCountMax / 2, lane.events.count <= eventCountMax / 2 {
      lane.isPaused = false
      if lane.isOpen { resume = lane.resume }
    }
    if lane.isOpen || !isEmpty { state.lanes[key] = lane }
    if !isEmpty { state.turns.append(key) }
    return resume
  }
}

extension PeerInbox {
  /// Begins connection `session` with `key`, ending one that is open.
  /// - Returns: whether it could be taken up, which it cannot while the lane is full.
  package func open(_ key: PublicKey, session: UInt64, resume: @escaping @Sendable () -> Void) -> Bool {
    let (isOpen, wake) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
      let isNew = state.lanes[key] == nil
      var lane = state.lanes.removeValue(forKey: key) ?? Lane(session: session, resume: resume)
      defer { state.lanes[key] = lane }
      guard isNew || !isFull(lane) else { return (false, nil) }
      let wasEmpty = lane.events.isEmpty
      if !isNew && lane.isOpen { lane.events.append(.disconnected(key, .replaced)) }
      lane.events.append(.connected(key))
      lane.session = session
      lane.resume = resume
      lane.isOpen = true
      lane.isPaused = false
      return (true, announce(key, wasEmpty: wasEmpty, &state))
    }
    wake?()
    return isOpen
  }

  package func deliver(_ frame: [UInt8], from key: PublicKey, session: UInt64) -> Delivery {
    let (delivery, wake) = state.withLock { state -> (Delivery, (@Sendable () -> Void)?) in
      guard let wasEmpty = state.lanes[key]?.events.isEmpty, state.lanes[key]?.session == session,
        state.lanes[key]?.isOpen == true
      else { return (.stale, nil) }
      state.lanes[key]?.events.append(.frame(key, frame))
      state.lanes[key]?.byteCount += frame.count
      state.byteCount += frame.count
      let isFull = state.byteCount >= byteCountMaxTogether || (state.lanes[key].map(isFull) ?? false)
      if isFull { state.lanes[key]?.isPaused = true }
      return (isFull ? .full : .roomLeft, announce(key, wasEmpty: wasEmpty, &state))
    }
    wake?()
    return delivery
  }

  /// Ends connection `session`; does nothing if another has taken its place.
  package func close(_ key: PublicKey, session: UInt64, reason: PeerDropReason) {
    let wake = state.withLock { state -> (@Sendable () -> Void)? in
      guard var lane = state.lanes[key], lane.session == session, lane.isOpen else { return nil }
      let wasEmpty = lane.events.isEmpty
      lane.isOpen = false
      lane.events.append(.disconnected(key, reason))
      state.lanes[key] = lane
      return announce(key, wasEmpty: wasEmpty, &state)
    }
    wake?()
  }

  /// What waits to be drained, in bytes of frames.
  package var byteCount: Int { state.withLock { $0.byteCount } }

  private func isFull(_ lane: Lane) -> Bool {
    lane.byteCount >= byteCountMax || lane.events.count >= eventCountMax
  }

  /// Gives a lane that was empty a turn. Returns what wakes the consumer, if it sleeps.
  private func announce(_ key: PublicKey, wasEmpty: Bool, _ state: inout State) -> (@Sendable () -> Void)? {
    if wasEmpty { state.turns.append(key) }
    guard !state.isAwake else { return nil }
    state.isAwake = true
    return state.wake
  }
}
