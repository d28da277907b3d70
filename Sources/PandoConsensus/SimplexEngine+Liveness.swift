package import PandoPrimitives

/// Clocks and hints: when to give a view up and when to say things again. Safety depends on none of it.
struct Liveness: Sendable {
  var now = Timestamp(milliseconds: 0)
  var hasStarted = false

  /// Transactions are pending or a heartbeat is due.
  var hasWork = false
  /// When the current view began, and since when there is something to agree on in it.
  var enteredAt = Timestamp(milliseconds: 0)
  var busySince: Timestamp?
  /// Whether the timer of the current view has run out.
  var hasExpired = false
  /// How long the last blocks took from notarization to finalization.
  var finalityMilliseconds: UInt64 = 0
  /// How long the current view may take.
  var timeoutMilliseconds: UInt64
  /// How many timers ran out since a block became final.
  var expiredViewCount = 0
  /// How many views in a row were given up without a timer.
  var skippedViewCount = 0

  /// When to send votes and certificates again.
  var resendAt: Timestamp?
  var resendInterval: UInt64

  var isReachable: [Bool]
  /// The highest view in which each validator was heard of.
  var lastHeard: [View]
  /// Since this view no view was left out.
  var followingSince = View(0)

  init(_ configuration: SimplexEngine.Configuration) {
    let count = configuration.validators.validators.count
    isReachable = Array(repeating: true, count: count)
    lastHeard = Array(repeating: View(0), count: count)
    resendInterval = configuration.resendIntervalMin
    timeoutMilliseconds = configuration.viewTimeoutMilliseconds
  }
}

extension SimplexEngine {
  /// When the next ``Event/tick`` is due. A later or a needless one does no harm.
  package var nextDeadline: Timestamp? {
    guard !isOver, configuration.ownIndex != nil else { return nil }
    let patience = highestNotarized.view > final.view && !isBusy ? patienceEnd : nil
    return [deadline, liveness.resendAt, patience].compactMap { $0 }.min()
  }

  mutating func runTimers() {
    if let deadline, deadline <= liveness.now {
      liveness.hasExpired = true
      giveUp()
    }
    if let resendAt = liveness.resendAt, resendAt <= liveness.now { resend() }
  }

  // MARK: Giving a view up

  /// Whether this view should come to an end. An idle network stays in its view, without timers and blocks.
  var isBusy: Bool {
    if liveness.hasWork || candidates[view] != nil || ownBallots(in: view).notarize != nil { return true }
    if highestNotarized.view > final.view && liveness.now >= patienceEnd { return true }
    // So many gave up that one of them must be honest: it has work, though this node has not heard of it.
    let others = tallies[view]?.signers(of: .nullify(configuration.epoch, view)) ?? []
    let weight = configuration.validators.weight(of: others.lazy.filter { $0 != configuration.ownIndex })
    return weight > configuration.validators.totalWeight - quorum
  }

  /// Until then the votes that finalize a notarized block are likely on their way. After that another block, though
  /// there is nothing to put in it, shall make it final. With less patience than the votes need, each such block would
  /// call for the next, and an idle network would never rest.
  private var patienceEnd: Timestamp {
    let patience = max(configuration.viewTimeoutMilliseconds / 4, 2 * liveness.finalityMilliseconds)
    return liveness.enteredAt.advanced(byMilliseconds: min(patience, configuration.viewTimeoutMillisecondsMax / 4))
  }

  /// The block of `finalized` became final: timers fall back, and the node knows how long that takes.
  mutating func noteProgress(_ finalized: View) {
    liveness.expiredViewCount = 0
    if finalized >= view { liveness.hasExpired = false }
    guard finalized.next >= view else { return }
    let time = finalized >= view ? 0 : liveness.now.milliseconds(since: liveness.enteredAt)
    // One fast block among slow ones is forgotten sooner than a slow one.
    liveness.finalityMilliseconds = max(time, liveness.finalityMilliseconds / 2)
  }

  /// Simplex §2.1, step 1: the timer of the view; here it runs only while there is something to agree on.
  mutating func startOrStopTimer() {
    guard isBusy else {
      liveness.busySince = nil
      return
    }
    liveness.busySince = liveness.busySince ?? liveness.now
  }

  /// When the current view is given up; nil while there is nothing to agree on, and after.
  private var deadline: Timestamp? {
    guard !liveness.hasExpired, ownBallots(in: view).nullify == nil else { return nil }
    return liveness.busySince?.advanced(byMilliseconds: liveness.timeoutMilliseconds)
  }

  /// Simplex §2.1, step 3: the vote for the dummy block.
  private mutating func giveUp() {
    let ballot = Ballot.nullify(configuration.epoch, view)
    if ownBallots(in: view).permit(ballot) { cast(ballot) }
  }

  /// Gives the view up without waiting for the timer when its leader cannot lead.
  ///
  /// At most once around the validators without a notarized block: after that the timers set the pace again, so that
  /// wrong hints cost time and never progress.
  mutating func skipLeader() {
    guard isBusy, leaderCannotLead, liveness.skippedViewCount < configuration.validators.validators.count,
      ownBallots(in: view).permit(.nullify(configuration.epoch, view))
    else { return }
    liveness.skippedViewCount += 1
    giveUp()
  }

  private var leaderCannotLead: Bool {
    let leader = leader(of: view)
    guard leader != configuration.ownIndex else { return false }
    if let candidate = candidates[view] {
      return candidate.stage == .refused || tallies[view]?.isAccused(leader) ?? false
    }
    return !liveness.isReachable[leader.value] || isSilent(leader)
  }

  /// Nothing came from this validator in as many views as there are validators, all of which this node followed.
  private func isSilent(_ validator: ValidatorIndex) -> Bool {
    let count = UInt64(configuration.validators.validators.count)
    return liveness.followingSince.value + count <= view.value
      && liveness.lastHeard[validator.value].value + count < view.value
  }

  /// Counts how the current view ended, for the timers of the next.
  mutating func leave(for next: View) {
    if next > view.next { liveness.followingSince = next }
    let isNotarized = views[view]?.notarization != nil || final.view == view
    if isNotarized { liveness.skippedViewCount = 0 }
    // Doubles with every timer that ran out, until a block is final. A view that ended well for this node alone is no
    // reason to fall back: nodes that are patient in turns, each when the others are not, would never finalize.
    if liveness.hasExpired { liveness.expiredViewCount += 1 }
    let doubled = configuration.viewTimeoutMilliseconds << min(liveness.expiredViewCount, 30)
    liveness.timeoutMilliseconds = min(doubled, configuration.viewTimeoutMillisecondsMax)
    liveness.enteredAt = liveness.now
    liveness.busySince = nil
    liveness.hasExpired = false
    liveness.resendInterval = configuration.resendIntervalMin
    liveness.resendAt = resendTime
  }

  // MARK: Hearing of others

  /// Whether a message of `validator` in `view` shows that it is alive, which was not known.
  func isSignOfLife(of validator: ValidatorIndex, in view: View) -> Bool {
    liveness.lastHeard[validator.value] < view && view.value < self.view.value + SimplexEngine.viewWindow
      && view.value + UInt64(configuration.validators.validators.count) >= self.view.value
  }

  mutating func heard(_ validator: ValidatorIndex, in view: View) {
    if isSignOfLife(of: validator, in: view) { liveness.lastHeard[validator.value] = view }
  }

  /// A validator that comes back has missed everything: what is sent again is sent soon.
  mutating func note(_ validator: ValidatorIndex, isReachable: Bool) {
    guard configuration.validators[validator] != nil else { return }
    liveness.isReachable[validator.value] = isReachable
    guard isReachable else { return }
    liveness.resendInterval = configuration.resendIntervalMin
    // No later than planned: a connection that flaps puts nothing off.
    liveness.resendAt = [liveness.resendAt, resendTime].compactMap { $0 }.min()
  }

  // MARK: Saying it again

  /// Sends what a peer may have missed: the newest certificates move it to this view, and the own votes of this view
  /// and the newest one to finalize let it form the next.
  private mutating func resend() {
    var certificates = [finalization, views[highestNotarized.view]?.notarization]
    let entered = views[View(view.value - 1)]
    if entered?.notarization == nil { certificates.append(entered?.nullification) }
    effects += certificates.compactMap { $0 }.map { .broadcast($0) }
    if let newestFinalize { effects.append(.cast(newestFinalize)) }
    effects += ownBallots(in: view).all.map { sending($0) }
    viewsRequested = nil
    liveness.resendInterval = min(liveness.resendInterval * 2, resendIntervalMax)
    liveness.resendAt = resendTime
  }

  /// Who only follows has nothing to say.
  private var resendTime: Timestamp? {
    configuration.ownIndex == nil ? nil : liveness.now.advanced(byMilliseconds: liveness.resendInterval)
  }

  /// Seldom while nothing is to be agreed on.
  private var resendIntervalMax: UInt64 {
    isBusy ? 2 * configuration.viewTimeoutMilliseconds : configuration.viewTimeoutMillisecondsMax
  }
}

extension SimplexEngine.Configuration {
  fileprivate var resendIntervalMin: UInt64 { max(1, viewTimeoutMilliseconds / 4) }
}
