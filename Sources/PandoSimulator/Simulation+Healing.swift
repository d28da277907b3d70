import PandoPrimitives
import PandoReplica

/// The second phase of a run.
struct Healing {
  let since: UInt64
  /// The nodes that work from now on: validators of a quorum, and the application nodes.
  let core: [Int]
  /// Of each of them, the view it was in.
  let views: [View]
  /// What was sent to each of them afterwards.
  var probes: [TransactionID] = []
}

extension Simulation {
  /// How soon everything that waits must be final. Views may take their time too: see ``leadersSince``.
  static let healingMilliseconds: UInt64 = 10_000
  static let healingMillisecondsMax: UInt64 = 120_000
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
    }
    network.heal(core + plan.liars.map(\.validator))
    healing = Healing(since: now, core: core, views: core.map { nodes[$0].replica?.status.view ?? View(0) })
    for node in core where !nodes[node].isUp { start(node) }
    for node in core {
      let wall = nodes[node].clock.moment(at: now).wall
      let probe = clients.probe(at: wall, signatures)
      healing?.probes.append(probe.id)
      submit(probe, to: node)
      for peer in core where peer > node { queue.add(.connect(node, peer), at: now + 1) }
    }
  }

  /// A quorum of honest validators, drawn by lot, and the honest application nodes.
  private mutating func chooseCore() -> [Int] {
    let statuses = nodes.indices.filter { nodes[$0].isHonest }.compactMap { nodes[$0].replica?.status }
    let membership = statuses.max { $0.height < $1.height }?.membership ?? consortium.genesis.membership
    let total = membership.validators.reduce(0) { $0 + $1.weight }
    let quorum = plan.faultMode == .byzantine ? 2 * total / 3 + 1 : total / 2 + 1
    var core: [Int] = []
    var weight: UInt64 = 0
    for validator in faultChance.permuted(membership.validators) {
      for node in nodesByKey[validator.key] ?? [] where nodes[node].isHonest {
        if weight >= quorum && faultChance.happens(perMille: 500) { continue }
        core.append(node)
        weight += validator.weight
      }
    }
    return (core + membership.applicationNodes.flatMap { nodesByKey[$0.key] ?? [] }).sorted()
  }

  /// Whether everything that waited is final, on all of the core.
  var isHealed: Bool {
    mutating get {
      guard let healing else { return false }
      let height = Height(UInt64(rules.agreement.height))
      let isDone =
        healing.core.allSatisfy { node in
          nodes[node].replica.map { $0.status.mempoolCount == 0 && $0.status.height >= height } ?? false
        } && healing.probes.allSatisfy { probe in healing.core.allSatisfy { has(probe, $0) } }
      if isDone { return true }
      let waited = now - healing.since
      let isLate =
        waited > Simulation.healingMillisecondsMax
        || waited > Simulation.healingMilliseconds && leadersSince(healing) >= Simulation.leaderCount
      guard isLate else { return false }
      let waiting = waiting(healing)
      rules.require(false, "Progress", "\(waited) ms after a quorum was healed not all is final: \(waiting)")
      return false
    }
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

  /// How many views led by a member of the core all members have behind them since.
  private func leadersSince(_ healing: Healing) -> UInt64 {
    let now = healing.core.compactMap { nodes[$0].replica?.status }.filter(\.isValidator)
    guard let last = now.map(\.view).min(), let first = healing.views.max(), last > first,
      let validators = now.first?.membership.validators
    else { return 0 }
    let core = healing.core.map { nodes[$0].identity.publicKey }
    let count = (first.value + 1..<last.value).count { view in
      core.contains(validators[Int(view % UInt64(validators.count))].key)
    }
    return UInt64(count)
  }

  /// The end of a run: what was promised is there.
  mutating func inspect() {
    guard let healing else { return }
    for node in healing.core {
      for (id, place) in rules.promise.promised {
        guard let position = try? BlockStore(nodes[node].disk).position(of: id) else {
          rules.require(false, "Promise", "\(nodes[node].name) does not find a transaction that was final")
          return
        }
        rules.require(
          position.height == place.height && position.index == place.index, "Promise",
          "\(nodes[node].name) finds a transaction elsewhere than where it was final")
      }
    }
  }
}
