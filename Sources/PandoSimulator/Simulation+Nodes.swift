import PandoPrimitives
import PandoReplica
import PandoStorage

extension Simulation {
  // MARK: Starting and stopping

  mutating func start(_ node: Int) {
    if isKeptDown(node) { return queue.add(.start(node: node, life: nodes[node].life), at: outage?.upperBound ?? now) }
    // A machine that starts has no connections, whether the others have noticed its end or not.
    for peer in nodes.indices where network.isUp(node, peer) { disconnect(node, peer, until: now) }
    var configuration = ReplicaConfiguration(
      ownKey: nodes[node].identity.publicKey, genesis: consortium.genesis)
    configuration.mempool.transactionCount = plan.mempoolCountMax
    configuration.stateTree = plan.stateTree
    // Its operator names the members of the day.
    configuration.configuredPeers = rules.members.latest.all
    do throws(ReplicaOpeningError) {
      nodes[node].replica = try Replica(configuration: configuration, store: nodes[node].disk)
    } catch {
      rules.require(
        nodes[node].disk.hasFailed, "Opening", "\(nodes[node].name) cannot open its disk: \(error)")
      return wipe(node)
    }
    nodes[node].life += 1
    nodes[node].busyUntil = 0
    nodes[node].crashAfterEffects = nil
    say(node, "starts at height \(nodes[node].replica?.status.height.value ?? 0)")
    readDisk(node)
    give(node, .start)
    queue.add(.tick(node: node, life: nodes[node].life), at: now + machineChance.number(0...plan.tickMilliseconds))
  }

  /// Holds what a node finds on its disk against what it said before.
  private mutating func readDisk(_ node: Int) {
    guard nodes[node].isHonest, let height = nodes[node].replica?.status.height else { return }
    let spoken = rules.opens(
      at: height, node: node, name: nodes[node].name, isWiped: nodes[node].isWiped)
    nodes[node].isWiped = false
    do throws(StorageError) {
      try rules.checkStateRoot(nodes[node].disk, of: nodes[node].name)
    } catch {
      rules.require(false, "Opening", "\(nodes[node].name) cannot read its disk: \(error)")
    }
    guard spoken < height.value else { return }
    // A crash came between the write and the word.
    let blocks = BlockStore(nodes[node].disk)
    for value in spoken + 1...height.value {
      guard let block = try? blocks.block(at: Height(value)), let results = try? blocks.results(at: Height(value))
      else {
        rules.require(
          nodes[node].disk.hasFailed, "Opening", "\(nodes[node].name) has lost block \(value) and not its height")
        return
      }
      rules.commits(block.block, results, at: node, name: nodes[node].name, timeMax: latestTime)
    }
  }

  /// Ends a node as a loss of power would.
  mutating func crash(_ node: Int) {
    stop(node)
    let downtime = faultChance.number(1...max(1, plan.faults.crashMilliseconds))
    queue.add(.start(node: node, life: nodes[node].life), at: now + downtime)
  }

  /// The node must stop, because of its disk.
  mutating func halt(_ node: Int, _ error: StorageError) {
    say(node, "halts: \(error)")
    rules.require(nodes[node].disk.hasFailed, "Halt", "\(nodes[node].name) halts with a good disk: \(error)")
    // What is damaged stays so; its operator takes an empty disk. A node that has become a validator since may not
    // lose its own, and so many disks do not rot.
    if error.code == .corrupted && isExpendable(node) { return wipe(node) }
    if error.code == .corrupted { nodes[node].disk.restore() }
    crash(node)
  }

  mutating func stop(_ node: Int) {
    guard nodes[node].isUp else { return }
    say(node, "ends")
    auditor.note(now, node, 0xff)
    nodes[node].replica = nil
    rules.ends(node: node)
    nodes[node].life += 1
    let survivors = faultChance.number(0...UInt64(nodes[node].disk.unsyncedCount))
    nodes[node].disk = nodes[node].disk.crash(survivors: Int(survivors))
    if healing?.core.contains(node) == true {
      // What waited in its memory is lost.
      healing?.probes.removeAll { $0.node == node }
      queue.add(.probe(node), at: now + 100)
    }
    for peer in nodes.indices where network.isUp(node, peer) {
      let until = now + faultChance.number(0...plan.network.detectionMilliseconds)
      queue.add(.disconnect(node, peer, session: network.session(node, peer), until: until), at: until)
    }
  }

  /// Gives a node an empty disk.
  mutating func wipe(_ node: Int) {
    stop(node)
    say(node, "gets an empty disk")
    nodes[node].disk = SimulatedDisk()
    nodes[node].isWiped = true
    nodes[node].hasForgotten = true
    rules.forgetsVotes(nodes[node].identity.publicKey)
    queue.add(.start(node: node, life: nodes[node].life), at: now + faultChance.number(1...2_000))
  }

  private func isKeptDown(_ node: Int) -> Bool { outage?.contains(now) == true && !survivesOutage(node) }

  // MARK: Connections

  mutating func admit(_ keys: [PublicKey], by node: Int) {
    nodes[node].admitted = Set(keys)
    for peer in nodes.indices where peer != node {
      if mayConnect(node, peer) {
        queue.add(.connect(node, peer), at: now + machineChance.number(1...20))
      } else if network.isUp(node, peer) {
        queue.add(.disconnect(node, peer, session: network.session(node, peer), until: now), at: now)
      }
    }
  }

  private func mayConnect(_ left: Int, _ right: Int) -> Bool {
    nodes[left].isUp && nodes[right].isUp && nodes[left].admitted.contains(nodes[right].identity.publicKey)
      && nodes[right].admitted.contains(nodes[left].identity.publicKey)
      && nodes[left].identity.publicKey != nodes[right].identity.publicKey
  }

  mutating func connect(_ left: Int, _ right: Int) {
    guard mayConnect(left, right) else { return }
    if network.isUp(left, right) { return }
    let opensAt = network.opensAt(left, right)
    guard now >= opensAt else { return queue.add(.connect(left, right), at: opensAt) }
    // Of twins the first counts: their key is then connected.
    let isNewLeft = !hears(left, keyOf: right)
    let isNewRight = !hears(right, keyOf: left)
    network.connect(left, right)
    say(left, "connects with \(nodes[right].name)")
    if isNewLeft { give(left, .connected(nodes[right].identity.publicKey)) }
    if isNewRight { give(right, .connected(nodes[left].identity.publicKey)) }
  }

  mutating func disconnect(_ left: Int, _ right: Int, until time: UInt64) {
    network.disconnect(left, right, until: time)
    say(left, "loses \(nodes[right].name)")
    if !hears(left, keyOf: right) { give(left, .disconnected(nodes[right].identity.publicKey)) }
    if !hears(right, keyOf: left) { give(right, .disconnected(nodes[left].identity.publicKey)) }
    if mayConnect(left, right) { queue.add(.connect(left, right), at: max(time, now + 1)) }
  }

  /// Whether a node is connected with a machine that has this one's key.
  private func hears(_ node: Int, keyOf peer: Int) -> Bool {
    (nodesByKey[nodes[peer].identity.publicKey] ?? []).contains { network.isUp(node, $0) }
  }

  /// A node drops a peer for breaking the protocol.
  mutating func refuse(_ peer: PublicKey, by node: Int, _ reason: String) {
    for other in nodesByKey[peer] ?? [] {
      say(node, "drops \(nodes[other].name): \(reason)")
      rules.require(
        !nodes[node].isHonest || !nodes[other].isHonest, "Peers",
        "\(nodes[node].name) drops the honest \(nodes[other].name): \(reason)")
      guard network.isUp(node, other) else { continue }
      queue.add(
        .disconnect(node, other, session: network.session(node, other), until: now + machineChance.number(500...2_000)),
        at: now)
    }
  }
}
