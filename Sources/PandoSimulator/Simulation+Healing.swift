import PandoLedger
import PandoPrimitives
import PandoReplica
import PandoStorage

/// The second phase of a run.
struct Healing {
  /// When the time began that is granted.
  var since: UInt64
  /// The nodes that work from now on: validators of a quorum, and the application nodes.
  let core: [Int]
  /// Of each of them, the view it was in then.
  var views: [View]
  /// The highest block that anybody had then.
  var height: Height
  /// How many blocks it takes to hold what waits.
  var blockCount: UInt64
  /// What waits must become final before anybody sends more.
  var isSilent: Bool
  /// What customers sent to each of them afterwards, and which submission that was.
  var probes: [Probe] = []

  struct Probe {
    let node: Int
    let ticket: UInt64
    let id: TransactionID
    var isAccepted = false
  }
}

extension Simulation {
  /// How soon everything that waits must be final, or within the views of how many leaders for each block of it.
  static let healingMilliseconds: UInt64 = 10_000
  static let leaderCount: UInt64 = 3

  /// Repairs a quorum and everything between its members; whatever else is broken may stay so.
  mutating func heal() {
    outage = nil
    let core = chooseCore()
    say(nil, "heals \(core.map { nodes[$0].name }.joined(separator: " "))")
    for node in core {
      nodes[node].crashAfterEffects = nil
      nodes[node].diskIsSlowUntil = 0
      nodes[node].clock.offsetMilliseconds %= Int64(plan.machine.skewMilliseconds + 1)
      nodes[node].disk.repair()
      if !isExpendable(node) { nodes[node].disk.restore() }
    }
    network.heal(core + nodes.indices.filter { !nodes[$0].isHonest })
    rules.require(!core.isEmpty, "Progress", "nobody is left to be healed: too many lie")
    healing = Healing(
      since: now, core: core, views: [], height: Height(0), blockCount: 1, isSilent: faultChance.happens(perMille: 300))
    // By lot connections stay as they are, or break once more and begin anew.
    if faultChance.happens(perMille: 500) {
      for node in core {
        for peer in core where peer > node && network.isUp(node, peer) { disconnect(node, peer, until: now) }
      }
    }
    for node in core where !nodes[node].isUp { start(node) }
    for node in core {
      for peer in core where peer > node { queue.add(.connect(node, peer), at: now + 1) }
    }
    if healing?.isSilent == false { probeAll() }
    grantTime()
  }

  private mutating func probeAll() {
    healing?.isSilent = false
    for node in healing?.core ?? [] { probe(node) }
  }

  /// The time for what waits begins now.
  private mutating func grantTime() {
    guard let core = healing?.core else { return }
    let waiting = core.compactMap { nodes[$0].replica?.status.mempoolCount }.reduce(0, +) + core.count
    healing?.since = now
    healing?.height = Height(UInt64(rules.agreement.height))
    healing?.views = core.map { nodes[$0].replica?.status.view ?? View(0) }
    // How many fit into a block whatever their length.
    let room = plan.parameters.blockByteCountMax / SimulationPlan.transactionByteCountMax
    healing?.blockCount = 1 + UInt64(waiting) / min(plan.parameters.blockTransactionCountMax, room)
  }

  /// Whether a node works from now on.
  func isHealed(_ node: Int) -> Bool { healing?.core.contains(node) ?? false }

  /// Sends a transfer to a node of the core.
  mutating func probe(_ node: Int) {
    guard nodes[node].isUp else { return queue.add(.probe(node), at: now + 100) }
    let probe = clients.probe(at: nodes[node].clock.moment(at: now).wall, signatures)
    healing?.probes.append(.init(node: node, ticket: UInt64(counts.submissions + 1), id: probe.id))
    submit(probe, to: node)
  }

  /// A node has answered a submission. Whoever finds it full comes again.
  mutating func hear(_ result: Result<TransactionID, Refusal>, to ticket: UInt64, from node: Int) {
    if case .failure(let refusal) = result { say(node, "refuses a submission: \(refusal.reason)") }
    guard let index = healing?.probes.firstIndex(where: { $0.ticket == ticket && $0.node == node }) else { return }
    switch result {
    case .success: healing?.probes[index].isAccepted = true
    case .failure:
      healing?.probes.remove(at: index)
      queue.add(.probe(node), at: now + 200)
    }
  }

  /// A node has forgotten a transaction; whose transfer has expired sends another.
  mutating func forgets(_ id: TransactionID, _ refusal: Refusal, _ node: Int) {
    let time = max(
      nodes[node].clock.moment(at: now).wall, nodes[node].replica?.status.blockTime ?? Timestamp(milliseconds: 0))
    rules.forgets(id, refusal, at: nodes[node].hadWrongClock ? nil : time, node: node, name: nodes[node].name)
    guard let index = healing?.probes.firstIndex(where: { $0.id == id && $0.node == node }) else { return }
    healing?.probes.remove(at: index)
    queue.add(.probe(node), at: now + 1)
  }

  /// A quorum of honest validators, drawn by lot, and the honest application nodes; where members come and go, all
  /// that belong now or soon.
  private mutating func chooseCore() -> [Int] {
    let members = rules.members.latest
    if plan.clients.churnMilliseconds > 0 {
      let lowest = nodes.indices.map { (try? BlockStore(nodes[$0].disk).finalHeight())?.value ?? 0 }.min() ?? 0
      let keys = rules.members.from(lowest).flatMap(\.all)
      return nodes.indices.filter { nodes[$0].isHonest && keys.contains(nodes[$0].identity.publicKey) }
    }
    let quorum = Electorate.quorum(of: members.validators.reduce(0) { $0 + $1.weight }, plan.faultMode)
    var core: [Int] = []
    var weight: UInt64 = 0
    for validator in faultChance.permuted(members.validators) {
      for node in nodesByKey[validator.key] ?? [] where nodes[node].isHonest {
        if weight >= quorum && faultChance.happens(perMille: 500) { continue }
        core.append(node)
        weight += validator.weight
      }
    }
    return (core + members.followers.flatMap { nodesByKey[$0] ?? [] }).sorted()
  }

  /// Those of the core that belong to the ledger when everything decided is in force.
  private func lasting(_ healing: Healing) -> [Int] {
    guard plan.clients.churnMilliseconds > 0 else { return healing.core }
    let sets = rules.members.from(UInt64(rules.agreement.height))
    return healing.core.filter { node in
      sets.allSatisfy { $0.all.contains(nodes[node].identity.publicKey) }
    }
  }

  /// Whether everything that waited is final, on all of the core.
  var isHealed: Bool {
    mutating get {
      guard let healing else { return false }
      let lasting = lasting(healing)
      if isNothingWaiting(at: lasting, since: healing.height) {
        if !healing.isSilent {
          if areProbesFinal(at: lasting) { return true }
        } else {
          probeAll()
          grantTime()
          return false
        }
      }
      let waited = now - healing.since
      guard isLate(waited, healing) else { return false }
      let waiting = waiting(healing)
      rules.require(false, "Progress", "\(waited) ms after a quorum was healed not all is final: \(waiting)")
      return false
    }
  }

  /// Whether nodes have what was final when their time began and no transaction waits. While the heart beats there may
  /// never be a moment in which all have the last block.
  private func isNothingWaiting(at lasting: [Int], since height: Height) -> Bool {
    lasting.allSatisfy { node in
      nodes[node].replica.map { replica in
        let status = replica.status
        return status.height >= height && (status.mempoolCount == 0 || nodes[node].hadWrongClock)
      } ?? false
    }
  }

  private func areProbesFinal(at lasting: [Int]) -> Bool {
    guard let probes = healing?.probes else { return false }
    return lasting.allSatisfy { node in
      probes.contains { probe in
        probe.node == node && probe.isAccepted && lasting.allSatisfy { has(probe.id, $0) }
      }
    }
  }

  private func isLate(_ waited: UInt64, _ healing: Healing) -> Bool {
    guard waited > Simulation.healingMilliseconds else { return false }
    let leaders = Simulation.leaderCount * healing.blockCount
    // Views of leaders who lie or are down come between, and none takes longer than the ledger's parameters say.
    let viewsMax = leaders * UInt64(nodes.count) / UInt64(max(1, healing.core.count)) + UInt64(nodes.count)
    return leadersSince(healing) >= leaders
      || waited > Simulation.healingMilliseconds + viewsMax * plan.parameters.viewTimeoutMillisecondsMax
  }

  private func has(_ id: TransactionID, _ node: Int) -> Bool {
    ((try? BlockStore(nodes[node].disk).position(of: id)) ?? nil) != nil
  }

  private func waiting(_ healing: Healing) -> String {
    healing.core.map { node in
      let status = nodes[node].replica?.status
      return
        "\(nodes[node].name): \(status?.mempoolCount ?? 0) at height \(status?.height.value ?? 0) view \(status?.view.value ?? 0)"
    }.joined(separator: ", ")
  }

  /// How many views led by a member of the core one of them at least has behind it since.
  private func leadersSince(_ healing: Healing) -> UInt64 {
    let now = healing.core.compactMap { nodes[$0].replica?.status }.filter(\.isValidator)
    guard let last = now.map(\.view).max(), let first = healing.views.max(), last > first,
      let validators = now.first?.membership.validators
    else { return 0 }
    let electorate = Electorate(validators: validators, faultMode: plan.faultMode)
    let core = healing.core.map { nodes[$0].identity.publicKey }
    let count = (first.value + 1..<last.value).count { view in
      electorate.leader(of: View(view)).map { core.contains($0) } ?? false
    }
    return UInt64(count)
  }

  /// The end of a run: what was promised is there on each node, up to its own height, and every row is what the
  /// transactions made it.
  mutating func inspect() {
    for node in nodes.indices where nodes[node].isHonest && !nodes[node].isWiped {
      nodes[node].disk.repair()
      do throws(StorageError) {
        try rules.inspect(nodes[node].disk, of: nodes[node].name)
      } catch {
        rules.require(false, "Promise", "\(nodes[node].name) cannot read its disk: \(error)")
      }
    }
  }
}
