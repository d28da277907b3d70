import PandoPrimitives
import PandoStorage

extension Simulation {
  /// Plans the next fault of a kind, as far from now as the plan has it in the mean.
  mutating func planNext(_ kind: FaultKind) {
    guard let interval = plan.faults.intervals[kind], interval > 0 else { return }
    queue.add(.fault(kind), at: now + faultChance.number(1...2 * interval))
  }

  mutating func strike(_ kind: FaultKind) {
    guard healing == nil else { return }
    planNext(kind)
    // Nothing new while nearly everything is down.
    guard outage?.contains(now) != true else { return }
    let running = nodes.indices.filter { nodes[$0].isUp }
    guard !running.isEmpty else { return }
    let node = faultChance.pick(running)
    switch kind {
    case .crash: nodes[node].crashAfterEffects = faultChance.index(below: 12)
    case .partition: partition()
    case .clog:
      guard nodes.count > 1 else { return }
      network.clog(
        node, faultChance.pick(nodes.indices.filter { $0 != node }),
        until: now + faultChance.number(1...plan.faults.clogMilliseconds))
    case .clockJump: guard jump(node) else { return }
    case .failedWrite: nodes[node].disk.failNextWrite()
    case .failedRead: nodes[node].disk.failNextReads(Int(faultChance.number(1...3)))
    case .rot: guard rot() else { return }
    case .wipe:
      guard let node = fragileNode() else { return }
      wipe(node)
    case .slowDisk: nodes[node].diskIsSlowUntil = now + faultChance.number(500...5_000)
    case .loss, .duplication, .outage: return
    }
    counts.count(kind)
    say(nil, "fault: \(kind.rawValue)")
  }

  /// Cuts what some nodes say to the others, in one direction or in both.
  private mutating func partition() {
    let side = nodes.indices.map { _ in faultChance.happens(perMille: 500) }
    let isOneWay = faultChance.happens(perMille: 400)
    var links: [(from: Int, to: Int)] = []
    for from in nodes.indices {
      for to in nodes.indices where side[from] != side[to] && (!isOneWay || side[from]) { links.append((from, to)) }
    }
    for link in links { network.cut(link.from, link.to, true) }
    queue.add(.mend(links), at: now + faultChance.number(1...plan.faults.partitionMilliseconds))
    // Some transports notice.
    guard faultChance.happens(perMille: 500) else { return }
    let until = now + faultChance.number(1...plan.faults.partitionMilliseconds)
    for link in links where link.from < link.to || isOneWay {
      guard network.isUp(link.from, link.to) else { continue }
      queue.add(
        .disconnect(link.from, link.to, session: network.session(link.from, link.to), until: until),
        at: now + faultChance.number(1...500))
    }
  }

  /// Sets a wall clock wrong: of nodes beyond a quorum by any amount, of the others by little.
  private mutating func jump(_ node: Int) -> Bool {
    let most = isExpendable(node) ? plan.faults.clockJumpMilliseconds : plan.machine.skewMilliseconds
    guard most > 0 else { return false }
    let offset = Int64(faultChance.number(0...2 * most)) - Int64(most)
    nodes[node].clock.offsetMilliseconds = offset
    if offset.magnitude > plan.machine.skewMilliseconds { nodes[node].hadWrongClock = true }
    return true
  }

  /// Whether the ledger must live without this node: an application node, or a validator of those that may be faulty.
  func isExpendable(_ node: Int) -> Bool { fragile.contains(node) }

  /// The nodes whose disks may be lost for good and whose clocks may be wrong: what has forgotten its votes counts
  /// among those that the fault mode allows to lie. Who has never voted has none to forget.
  private var fragile: [Int] {
    let followers = nodes.indices.dropFirst(plan.validatorCount)
      .filter { nodes[$0].isHonest && !rules.members.everVotes(nodes[$0].identity.publicKey) }
    guard plan.faultMode == .byzantine, plan.clients.churnMilliseconds == 0 else { return followers }
    let total = plan.weights.reduce(0, +)
    var faulty = plan.liars.reduce(0) { $0 + plan.weights[$1.validator] }
    var chosen = followers
    for validator in plan.weights.indices where !plan.liars.contains(where: { $0.validator == validator }) {
      guard 3 * (faulty + plan.weights[validator]) < total else { continue }
      faulty += plan.weights[validator]
      chosen.append(validator)
    }
    return chosen
  }

  private mutating func fragileNode() -> Int? {
    let candidates = fragile.filter { nodes[$0].isUp }
    return candidates.isEmpty ? nil : faultChance.pick(candidates)
  }

  private mutating func rot() -> Bool {
    guard let node = fragileNode() else { return false }
    do throws(StorageError) {
      try nodes[node].disk.rot(perMille: faultChance.number(0...999))
    } catch {
      halt(node, error)
    }
    return true
  }

  // MARK: Outages

  /// From now on for a long time nearly everything is down: everything, or all but too few.
  mutating func beginOutage() {
    guard healing == nil else { return }
    outage = now..<now + plan.outageMilliseconds
    counts.count(.outage)
    say(nil, "outage of \(plan.outageMilliseconds) ms")
    for node in nodes.indices where !survivesOutage(node) {
      stop(node)
      queue.add(.start(node: node, life: nodes[node].life), at: now + plan.outageMilliseconds)
    }
  }

  /// In every other run some validators, fewer than a quorum, go on alone.
  func survivesOutage(_ node: Int) -> Bool {
    guard plan.seed % 2 == 0, node < plan.validatorCount, plan.clients.churnMilliseconds == 0 else { return false }
    let total = plan.weights.reduce(0, +)
    return plan.weights[...node].reduce(0, +) < Electorate.quorum(of: total, plan.faultMode)
  }
}
