import PandoPrimitives
import PandoReplica
import PandoStorage

extension Simulation {
  /// Carries out effects in order. A node that is to crash does so between two of them.
  mutating func carryOut(_ effects: [ReplicaEffect<SimulatedDisk>], of node: Int) {
    var time = now
    for effect in effects {
      if let left = nodes[node].crashAfterEffects {
        if left == 0 { return crash(node) }
        nodes[node].crashAfterEffects = left - 1
      }
      guard carryOut(effect, of: node, at: &time) else { return }
    }
    if time > now { nodes[node].busyUntil = time }
  }

  /// Carries out one effect; false when the node has stopped.
  private mutating func carryOut(
    _ effect: ReplicaEffect<SimulatedDisk>, of node: Int, at time: inout UInt64
  ) -> Bool {
    switch effect {
    case .write(let batch, let durable):
      do throws(StorageError) {
        try nodes[node].disk.write(batch, durable: durable)
        if durable { time += writeDelay(node) }
      } catch {
        halt(node, error)
        return false
      }
    case .send(let message, let recipients):
      if nodes[node].isHonest { observe(message, to: recipients, from: node) }
      send(message, from: node, to: recipients, at: time)
    case .verify(let job):
      plan(.verify(job, node: node, life: nodes[node].life), at: time, within: plan.machine.verifyMilliseconds)
    case .execute(let job): execute(job, of: node, at: time)
    case .sign(let ballot): sign(ballot, by: node, at: time)
    case .disconnect(let peer, let reason): refuse(peer, by: node, reason)
    case .admit(let keys): admit(keys, by: node)
    case .answer(let ticket, let results): for result in results { hear(result, to: ticket, from: node) }
    case .accepted(let transaction):
      say(node, "accepts \(transaction.id.hash.short)")
      if nodes[node].isHonest { rules.accepts(transaction, node: node) }
    case .dropped(let id, let refusal):
      say(node, "forgets \(id.hash.short): \(refusal.reason)")
      forgets(id, refusal, node)
    case .committed(let committed):
      counts.commits += 1
      say(
        node,
        "commit \(committed.block.header.height) \(committed.block.id.hash.short) \(committed.block.transactions.count) tx"
      )
      if nodes[node].isHonest {
        rules.commits(
          committed.block, committed.results, at: node, name: nodes[node].name, timeMax: latestTime)
      }
    case .note(let note): hear(note, from: node)
    case .halt(let error):
      halt(node, error)
      return false
    }
    return true
  }

  private mutating func plan(_ occurrence: Occurrence, at time: UInt64, within milliseconds: UInt64) {
    queue.add(occurrence, at: time + (isCalm ? 0 : machineChance.number(0...milliseconds)))
  }

  private var isCalm: Bool { healing != nil }

  private mutating func writeDelay(_ node: Int) -> UInt64 {
    if isCalm { return 0 }
    let most = plan.machine.writeMilliseconds + (now < nodes[node].diskIsSlowUntil ? 300 : 0)
    return most == 0 ? 0 : machineChance.number(0...most)
  }

  /// Executes a block, and says what came of it.
  func run(_ job: ExecutionJob<SimulatedDisk>, of node: Int) -> ExecutionOutcome {
    let outcome = job.run()
    if isTold { say(node, "executed job \(job.id.value): \(outcome.summary)") }
    return outcome
  }

  private mutating func execute(_ job: ExecutionJob<SimulatedDisk>, of node: Int, at time: UInt64) {
    let life = nodes[node].life
    if machineChance.happens(perMille: 500) {
      plan(.execute(job, node: node, life: life), at: time, within: plan.machine.executeMilliseconds)
    } else {
      plan(
        .event(.executed(job.id, run(job, of: node)), node: node, life: life), at: time,
        within: plan.machine.executeMilliseconds
      )
    }
  }

  private mutating func sign(_ ballot: Ballot, by node: Int, at time: UInt64) {
    rules.signs(ballot, by: nodes[node])
    let signature = signatures.sign(ballot, by: nodes[node].identity)
    say(node, "sign \(ballot.summary)")
    plan(
      .event(.signed(ballot, signature: signature), node: node, life: nodes[node].life), at: time,
      within: plan.machine.signMilliseconds)
  }

  /// Whether making a block takes little time.
  var isFast: Bool {
    isCalm
      || plan.machine.executeMilliseconds <= 20 && plan.machine.writeMilliseconds <= 2
        && plan.faults.intervals[.slowDisk] == nil
  }

  /// The latest that a block can be dated now: by the fastest clock that may be, and as far ahead of the others as is
  /// granted.
  var latestTime: Timestamp {
    let drift = now * plan.machine.driftPerMille / 1_000
    let ahead = 2 * plan.machine.skewMilliseconds + 2 * drift + plan.parameters.clockSkewMilliseconds
    return consortium.genesis.time.advanced(byMilliseconds: now + ahead + 1_000)
  }

  private mutating func hear(_ note: ReplicaNote, from node: Int) {
    switch note {
    case .enteredEpoch(let epoch, let validators, let isValidator):
      say(node, "enters \(epoch) of \(validators) validators\(isValidator ? "" : ", only following")")
    case .equivocation(let equivocation):
      if nodes[node].isHonest { accuse(equivocation, by: node) }
      say(node, "has evidence against \(equivocation.first.signer) in view \(equivocation.first.ballot.view)")
    case .refusedBlock(let id, let height, let reason): say(node, "refuses \(id.hash.short) at \(height): \(reason)")
    case .catchingUp(let from, let to, _): say(node, "asks for blocks \(from) to \(to)")
    }
  }

  private mutating func accuse(_ equivocation: Equivocation, by node: Int) {
    let vote = equivocation.first
    guard let key = rules.members.electorate(in: vote.ballot.epoch)?.key(of: vote.signer) else { return }
    let accused = nodesByKey[key] ?? []
    rules.accuses(
      vote, isGuilty: accused.contains { !nodes[$0].isHonest || nodes[$0].hasForgotten }, by: nodes[node].name)
  }

  // MARK: Sending

  /// Lets the rules see what an honest node says.
  private mutating func observe(_ message: PeerMessage, to recipients: Recipients, from node: Int) {
    switch (message, recipients) {
    case (.proposal(let proposal), _): rules.proposes(proposal, by: nodes[node])
    case (.requestCandidate(let id), .peer(let peer)):
      guard let status = nodes[node].replica?.status else { return }
      let validators = status.membership.validators.map(\.key)
      rules.asks(
        peer, for: id, of: status.peers.map(\.key).filter { validators.contains($0) }, node: node,
        name: nodes[node].name)
    default: return
    }
  }

  private mutating func send(_ message: PeerMessage, from node: Int, to recipients: Recipients, at time: UInt64) {
    switch recipients {
    case .peer(let key): send(message, from: node, to: nodesByKey[key] ?? [], at: time)
    case .peers(let keys): send(message, from: node, to: keys.flatMap { nodesByKey[$0] ?? [] }, at: time)
    case .all(let except):
      send(message, from: node, to: nodes.indices.filter { nodes[$0].identity.publicKey != except }, at: time)
    }
  }

  private mutating func send(_ message: PeerMessage, from node: Int, to peers: [Int], at time: UInt64) {
    if nodes[node].actor != nil {
      for peer in peers where peer != node && network.isUp(node, peer) {
        guard var actor = nodes[node].actor, var context = actorContext(node) else { return }
        let messages = actor.rewrite(message, to: peer, &context)
        nodes[node].actor = actor
        for message in messages { utter(message, by: node, to: peer, at: time) }
        for (message, other) in context.outgoing { utter(message, by: node, to: other, at: time) }
      }
      return
    }
    let content: Letter.Content = plan.network.goesThroughBytes ? .bytes(message.canonicalBytes) : .message(message)
    for peer in peers where peer != node { post(content, from: node, to: peer, at: time) }
  }

  /// Sends what a liar says. What it has signed by itself nobody else has seen.
  mutating func utter(_ message: PeerMessage, by node: Int, to peer: Int, at time: UInt64) {
    switch message {
    case .vote(let vote): noteUttered(vote, by: node)
    case .certificate(let certificate):
      for (signer, signature) in zip(certificate.signers, certificate.signatures) {
        noteUttered(Vote(ballot: certificate.ballot, signer: signer, signature: signature), by: node)
      }
    default: break
    }
    post(.message(message), from: node, to: peer, at: time)
  }

  private mutating func noteUttered(_ vote: Vote, by node: Int) {
    let key = nodes[node].identity.publicKey
    if vote.ballot.kind == .finalize, signatures.holds(vote, by: key) { rules.sends(vote, by: key) }
  }

  private mutating func post(_ content: Letter.Content, from node: Int, to peer: Int, at time: UInt64) {
    guard network.isUp(node, peer) else { return }
    let session = network.session(node, peer)
    for arrival in network.arrivals(from: node, to: peer, at: time) {
      queue.add(.letter(Letter(from: node, to: peer, session: session, content: content)), at: arrival)
    }
  }
}
