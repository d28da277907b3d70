import PandoConsensus
import PandoPrimitives
import PandoReplica

extension Simulation {
  mutating func begin() {
    for index in nodes.indices { start(index) }
    for kind in FaultKind.allCases { planNext(kind) }
    if plan.outageMilliseconds > 0 { queue.add(.outageBegins, at: plan.faultMilliseconds / 2) }
    queue.add(.burst, at: clients.nextPause())
    if plan.clients.churnMilliseconds > 0 { queue.add(.churn, at: plan.clients.churnMilliseconds) }
    queue.add(.heal, at: plan.faultMilliseconds + plan.outageMilliseconds)
  }

  mutating func happen(_ occurrence: Occurrence) {
    switch occurrence {
    case .event(let event, let node, let life): deliver(event, to: node, life: life, occurrence)
    case .verify(let job, let node, let life):
      guard nodes[node].life == life, !isBusy(node, occurrence) else { return }
      answer(job, of: node)
    case .execute(let job, let node, let life):
      guard nodes[node].life == life, !isBusy(node, occurrence) else { return }
      give(node, .executed(job.id, run(job, of: node)))
    case .tick(let node, let life):
      guard nodes[node].life == life else { return }
      queue.add(.tick(node: node, life: life), at: now + tickInterval)
      if now >= nodes[node].busyUntil { tick(node) }
    case .letter(let letter): open(letter, occurrence)
    case .witnessed(let vote, let node, let life): witness(vote, at: node, life: life)
    case .connect(let left, let right): connect(left, right)
    case .disconnect(let left, let right, let session, let until):
      guard network.isUp(left, right), network.session(left, right) == session else { return }
      disconnect(left, right, until: isHealed(left) && isHealed(right) ? now : until)
    case .start(let node, let life): if nodes[node].life == life, !nodes[node].isUp { start(node) }
    case .fault(let kind): strike(kind)
    case .mend(let links): for link in links { network.cut(link.from, link.to, false) }
    case .outageBegins: beginOutage()
    case .burst: sendBurst()
    case .churn: changeMembers()
    case .probe(let node): probe(node)
    case .heal: heal()
    }
  }

  /// Coarser in the long time of an outage, where nothing happens fast.
  private var tickInterval: UInt64 {
    outage?.contains(now) == true ? max(plan.tickMilliseconds, plan.outageMilliseconds / 20_000) : plan.tickMilliseconds
  }

  /// Whether the node waits for its disk; then the occurrence comes again when it no longer does.
  private mutating func isBusy(_ node: Int, _ occurrence: Occurrence) -> Bool {
    guard now < nodes[node].busyUntil else { return false }
    queue.add(occurrence, at: nodes[node].busyUntil)
    return true
  }

  private mutating func answer(_ job: VerificationJob, of node: Int) {
    let verdict = signatures.check(job)
    if case .transactions(let results) = verdict, isTold {
      let names = results.map { (try? $0.get().id.hash.short) ?? "wrong" }
      say(node, "checked job \(job.id.value): \(names.joined(separator: " "))")
    }
    give(node, .verified(job.id, verdict))
  }

  private mutating func deliver(_ event: ReplicaEvent, to node: Int, life: Int, _ occurrence: Occurrence) {
    guard nodes[node].life == life, !isBusy(node, occurrence) else { return }
    give(node, event)
  }

  private mutating func tick(_ node: Int) {
    give(node, .tick)
    if nodes[node].isHonest, let replica = nodes[node].replica {
      rules.weighs(replica.load, of: node, name: nodes[node].name)
      if isFast { rules.watches(replica.status, of: nodes[node], node, at: now) }
    }
    act(node) { actor, context in actor.tick(&context) }
  }

  private mutating func open(_ letter: Letter, _ occurrence: Occurrence) {
    guard network.isUp(letter.from, letter.to), network.session(letter.from, letter.to) == letter.session,
      nodes[letter.to].isUp, !isBusy(letter.to, occurrence)
    else { return }
    let message: PeerMessage
    switch letter.content {
    case .message(let content): message = content
    case .bytes(let bytes):
      guard let content = try? PeerMessage(canonicalBytes: bytes) else {
        rules.require(
          !nodes[letter.from].isHonest, "Encoding", "a message of \(nodes[letter.from].name) cannot be decoded")
        return disconnect(letter.from, letter.to, until: now + 1_000)
      }
      message = content
    }
    counts.messages += 1
    if isTold { say(letter.to, "← \(nodes[letter.from].name)  \(message.summary)") }
    noteVote(in: message, from: letter.from, at: letter.to)
    give(letter.to, .message(message, from: nodes[letter.from].identity.publicKey))
    act(letter.to) { actor, context in actor.hear(message, from: letter.from, &context) }
  }

  /// Will let the rules see a vote that a node is given: when its signature must have been checked.
  private mutating func noteVote(in message: PeerMessage, from peer: Int, at node: Int) {
    guard nodes[node].isHonest, let status = nodes[node].replica?.status else { return }
    let electorate = Electorate(validators: status.membership.validators, faultMode: plan.faultMode)
    let vote: Vote
    switch message {
    case .vote(let content): vote = content
    case .proposal(let proposal):
      // From anyone but the leader it is no vote.
      guard proposal.epoch == status.epoch, let leader = electorate.leader(of: proposal.view),
        leader == nodes[peer].identity.publicKey,
        let signer = electorate.validators.firstIndex(where: { $0.key == leader })
      else { return }
      rules.hears(proposal, by: nodes[node])
      vote = Vote(ballot: proposal.ballot, signer: ValidatorIndex(signer), signature: proposal.signature)
    default: return
    }
    guard vote.ballot.epoch == status.epoch, vote.ballot.view >= status.view else { return }
    queue.add(
      .witnessed(vote, node: node, life: nodes[node].life), at: now + plan.machine.verifyMilliseconds + 1)
  }

  private mutating func witness(_ vote: Vote, at node: Int, life: Int) {
    guard nodes[node].life == life, now >= nodes[node].busyUntil, let status = nodes[node].replica?.status,
      status.membership.validators.indices.contains(vote.signer.value),
      signatures.holds(vote, by: status.membership.validators[vote.signer.value].key)
    else { return }
    rules.sees(vote, at: nodes[node], node: node, status: status)
  }

  /// Lets the liar in a node act, and sends what it wants sent.
  private mutating func act(_ node: Int, _ body: (inout any ByzantineActor, inout ActorContext) -> Void) {
    guard var actor = nodes[node].actor, var context = actorContext(node) else { return }
    body(&actor, &context)
    nodes[node].actor = actor
    for (message, peer) in context.outgoing { utter(message, by: node, to: peer, at: now) }
  }

  func actorContext(_ node: Int) -> ActorContext? {
    guard let replica = nodes[node].replica else { return nil }
    return ActorContext(
      time: now, node: node, wall: nodes[node].clock.moment(at: now).wall, consortium: consortium,
      identity: nodes[node].identity, status: replica.status, faultMode: plan.faultMode,
      peers: nodes.indices.filter { $0 != node && network.isUp(node, $0) },
      liars: nodes.indices.filter { !nodes[$0].isHonest }, signatures: signatures)
  }

  /// Gives a node an event and carries out what it wants.
  mutating func give(_ node: Int, _ event: ReplicaEvent) {
    let moment = nodes[node].clock.moment(at: now)
    guard let effects = nodes[node].replica?.handle(event, now: moment) else { return }
    auditor.note(now, node, event.tag, UInt64(effects.count))
    if case .message(let message, _) = event { message.audit(&auditor) }
    carryOut(effects, of: node)
  }

  // MARK: Customers

  private mutating func sendBurst() {
    guard healing == nil else { return }
    let wall = VirtualClock(ratePerMille: 1_000, origin: consortium.genesis.time).moment(at: now).wall
    let targets = nodes.indices.filter { nodes[$0].isUp && nodes[$0].isHonest }
    for order in clients.burst(at: wall, nodes: targets, signatures) { submit(order.transaction, to: order.node) }
    if !clients.isDone { queue.add(.burst, at: now + clients.nextPause()) }
  }

  /// The consensus admins change who belongs to the ledger.
  private mutating func changeMembers() {
    guard healing == nil else { return }
    queue.add(.churn, at: now + faultChance.number(1...2 * plan.clients.churnMilliseconds))
    let targets = nodes.indices.filter { nodes[$0].isUp && nodes[$0].isHonest }
    guard !targets.isEmpty else { return }
    let change = clients.change(rules.members.latest, after: Height(UInt64(rules.agreement.height)))
    guard isBearable(change) else { return }
    let wall = VirtualClock(ratePerMille: 1_000, origin: consortium.genesis.time).moment(at: now).wall
    let order = clients.order(change, at: wall, signatures)
    lastChange = order
    say(nil, "change of members")
    submit(order, to: faultChance.pick(targets))
  }

  /// Whether those who lie stay less than a third. To know that, one change waits for the end of the one before: it is
  /// final, or a block is that it is too late for.
  private func isBearable(_ change: ChangeMembers) -> Bool {
    guard !plan.liars.isEmpty else { return true }
    if let lastChange, !rules.promise.isFinal(lastChange.id), rules.agreement.time < lastChange.body.expires {
      return false
    }
    let validators = rules.members.latest.changed(by: change).validators
    let liars = plan.liars.map { nodes[$0.validator].identity.publicKey }
    let faulty = validators.filter { liars.contains($0.key) }.reduce(0) { $0 + $1.weight }
    return 3 * faulty < validators.reduce(0) { $0 + $1.weight }
  }

  mutating func submit(_ transaction: Transaction, to node: Int) {
    counts.submissions += 1
    say(node, "submit \(transaction.id.hash.short)")
    give(node, .submit([transaction], ticket: UInt64(counts.submissions)))
  }
}
