package import PandoPrimitives

/// Clocks and hints: when to give a view up and when to say things again. Safety depends on none of it.
struct Liveness: Sendable {
  var now = Timestamp(milliseconds: 0)
  var hasStarted = false

  /// Transactions are pending or a heartbeat is due.
  var hasWork = false
  /// When the current view began.
  var enteredAt = Timestamp(milliseconds: 0)
  /// When the current view is given up; nil while there is nothing to agree on, and after.
  var deadline: Timestamp?
  /// Whether the timer of the current view has run out.
  var hasExpired = false
  /// How many views in a row were left after their timer ran out.
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
  }
}

extension SimplexEngine {
  /// When the next ``Event/tick`` is due. A later or a needless one does no harm.
  package var nextDeadline: Timestamp? {
    guard !isOver, configuration.ownIndex != nil else { return nil }
    let patience = highestNotarized.view > final.view && !isBusy ? patienceEnd : nil
    return [liveness.deadline, liveness.resendAt, patience].compactMap { $0 }.min()
  }

  mutating func runTimers() {
    if let deadline = liveness.deadline, deadline <= liveness.now {
      liveness.deadline = nil
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
  /// there is nothing to put in it, shall make it final.
  private var patienceEnd: Timestamp {
    liveness.enteredAt.advanced(byMilliseconds: configuration.resendIntervalMin)
  }

  /// Simplex §2.1, step 1: the timer of the view; here it runs only while there is something to agree on.
  mutating func startOrStopTimer() {
    guard isBusy, !liveness.hasExpired, ownBallots(in: view).nullify == nil else {
      liveness.deadline = nil
      return
    }
    if liveness.deadline == nil {
      liveness.deadline = liveness.now.advanced(byMilliseconds: viewTimeoutMilliseconds)
    }
  }

  /// Doubles with every view in a row whose timer ran out, up to the cap.
  private var viewTimeoutMilliseconds: UInt64 {
    let doubled = configuration.viewTimeoutMilliseconds << min(liveness.expiredViewCount, 30)
    return min(doubled, configuration.viewTimeoutMillisecondsMax)
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
    liveness.deadline = nil
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
    if liveness.hasExpired {
      liveness.expiredViewCount += 1
    } else if views[view]?.notarization != nil || final.view == view {
      liveness.expiredViewCount = 0
      liveness.skippedViewCount = 0
    }
    liveness.enteredAt = liveness.now
    liveness.hasExpired = false
    liveness.deadline = nil
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
