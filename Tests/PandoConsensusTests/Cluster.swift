import PandoConsensus
import PandoPrimitives

/// A network of engines under one seed: first with faults, then healed, then idle.
struct Cluster {
  let plan: RunPlan
  private(set) var random: SplitMix64
  private(set) var now: UInt64 = 1_000
  private var queue = EventQueue<Item>()
  private var nodes: [TestNode]
  private var incarnations: [UInt64]
  private var wakeups: [UInt64]
  private var blocks: TestBlocks
  private var proposals: [Proposal] = []
  private(set) var rules: RuleBook
  private var isHealed = false
  /// All transactions so far, one bit for each.
  private var submitted: UInt64 = 0
  /// Which side of a partition each node is on.
  private var sides: [Int]
  private(set) var viewChangeCount = 0
  private(set) var recoveryMilliseconds: UInt64 = 0
  /// Prints what happens, for a replay.
  let isVerbose: Bool

  private enum Item {
    case message(Message, from: Int, to: Int)
    /// For the incarnation that it was meant for.
    case event(SimplexEngine.Event, to: Int, incarnation: UInt64)
    case restart(Int)
    case partition
    case lie
    case work
  }

  init(_ plan: RunPlan, isVerbose: Bool = false) {
    self.plan = plan
    self.isVerbose = isVerbose
    random = SplitMix64(seed: ~plan.seed)
    let validators = testValidators(weights: plan.weights, mode: plan.mode)
    nodes = plan.weights.indices.map {
      TestNode(
        ValidatorIndex($0),
        SimplexEngine.Configuration(
          epoch: Epoch(first: Height(1)), validators: validators, ownIndex: ValidatorIndex($0)))
    }
    incarnations = Array(repeating: 0, count: nodes.count)
    wakeups = Array(repeating: 0, count: nodes.count)
    sides = Array(repeating: 0, count: nodes.count)
    blocks = TestBlocks(lastHeight: plan.lastHeight)
    rules = RuleBook(plan)
  }

  // MARK: The run

  /// Everything that went wrong.
  mutating func run() -> [String] {
    for node in nodes.indices { start(node) }
    queue.add(.work, at: now)
    if plan.hasPartitions { queue.add(.partition, at: now + random.number(0...3_000)) }
    if plan.liar != nil { queue.add(.lie, at: now) }
    step(until: now + plan.faultMilliseconds) { _ in false }
    return safetyProblems(checkRecovery()) ?? safetyProblems(checkRest()) ?? []
  }

  private func safetyProblems(_ others: [String]) -> [String]? {
    rules.violations.isEmpty && others.isEmpty ? nil : rules.violations + others
  }

  /// After healing, a transaction becomes final within three leaders or ten seconds; each validator who stays away or
  /// lies may cost a view at the cap.
  private mutating func checkRecovery() -> [String] {
    heal()
    let healed = now
    let bound = (plan.isSlow ? 30_000 : 10_000) + 8_000 * UInt64(plan.deadAtLast.count)
    submit(toAll: true)
    step(until: now + bound) { $0.isSettled }
    recoveryMilliseconds = now - healed
    return isSettled ? [] : ["no progress within \(bound) ms after healing: " + state]
  }

  /// Without work the network comes to rest: not another block, not another view.
  private mutating func checkRest() -> [String] {
    guard plan.liar == nil else { return [] }
    step(until: now + (plan.isSlow ? 60_000 : 10_000)) { _ in false }
    let before = viewChangeCount
    step(until: now + 30_000) { _ in false }
    return viewChangeCount == before ? [] : ["an idle network changes views: " + state]
  }

  /// Whether every transaction is final at every honest node that is up, or the epoch is over there.
  private var isSettled: Bool {
    nodes.allSatisfy { node in
      guard let engine = node.engine, node.index != plan.liar else { return true }
      return blocks.isEpochEnd(engine.final.id) || blocks.transactionsIncluded(in: engine.final.id) == submitted
    }
  }

  private var state: String {
    nodes.map { node in
      guard let engine = node.engine else { return "\(node.index) down" }
      return "\(node.index) view \(engine.view) final \(blocks.height(engine.final.id))@\(engine.final.view)"
    }.joined(separator: ", ")
  }

  private mutating func step(until end: UInt64, unless isDone: (Cluster) -> Bool) {
    while let time = queue.nextTime, time <= end, !isDone(self) {
      guard let item = queue.removeFirst() else { break }
      now = max(now, time)
      handle(item)
    }
    if !isDone(self) { now = end }
  }

  private mutating func heal() {
    isHealed = true
    sides = sides.map { _ in 0 }
    for dead in plan.deadAtLast where nodes[dead.value].engine != nil { crash(dead.value) }
    for node in nodes.indices where nodes[node].engine == nil && !plan.deadAtLast.contains(ValidatorIndex(node)) {
      start(node)
    }
    giveHints()
    if isVerbose { print("\(now) healed") }
  }

  private mutating func handle(_ item: Item) {
    switch item {
    case .message(let message, let from, let to): deliver(message, from: from, to: to)
    case .event(let event, let to, let incarnation):
      if incarnations[to] == incarnation { give(event, to: to) }
    case .restart(let node): if nodes[node].engine == nil && !isHealed { start(node) }
    case .partition: changePartition()
    case .lie: lie()
    case .work:
      guard !isHealed, submitted >> 60 == 0 else { return }
      submit(toAll: false)
      queue.add(.work, at: now + random.number(200...2_000))
    }
  }

  // MARK: Faults

  private mutating func start(_ node: Int) {
    if isVerbose { print("\(now) n\(node) starts") }
    carryOut(nodes[node].start(now: Timestamp(milliseconds: now)), of: node)
    giveHints()
  }

  private mutating func crash(_ node: Int) {
    if isVerbose { print("\(now) n\(node) crashes") }
    incarnations[node] += 1
    wakeups[node] = 0
    nodes[node].crash(losesUnsynced: random.happens(50))
    queue.add(.restart(node), at: now + random.number(10...6_000))
    giveHints()
  }

  private mutating func changePartition() {
    guard !isHealed else { return }
    let isWhole = random.happens(50)
    sides = sides.map { _ in isWhole ? 0 : random.index(below: 2) }
    giveHints()
    queue.add(.partition, at: now + random.number(500...8_000))
  }

  private mutating func giveHints() {
    guard plan.hasHints else { return }
    for node in nodes.indices {
      for peer in nodes.indices where peer != node {
        let isReachable = nodes[peer].engine != nil && sides[peer] == sides[node]
        queue.add(
          .event(.reachable(ValidatorIndex(peer), isReachable), to: node, incarnation: incarnations[node]), at: now)
      }
    }
  }

  /// A transaction reaches some nodes, or after the faults all of them.
  private mutating func submit(toAll: Bool) {
    submitted = submitted << 1 | 1
    for node in nodes.indices where nodes[node].engine != nil && (toAll || random.happens(80)) {
      nodes[node].transactions = toAll ? submitted : nodes[node].transactions | submitted & ~(submitted >> 1)
      tellOfWork(node)
    }
  }

  private mutating func tellOfWork(_ node: Int) {
    if let news = nodes[node].newsOfWork(blocks: blocks) { give(news, to: node) }
  }

  // MARK: Messages

  private mutating func send(_ message: Message, from: Int, to: Int) {
    guard from != to else { return }
    if !isHealed {
      guard sides[from] == sides[to], !random.happens(plan.lossPercent) else { return }
      if random.happens(plan.duplicationPercent) { schedule(message, from: from, to: to) }
    }
    schedule(message, from: from, to: to)
  }

  private mutating func schedule(_ message: Message, from: Int, to: Int) {
    let delay = random.number(isHealed ? plan.calmDelayMilliseconds : 1...plan.delayMilliseconds)
    queue.add(.message(message, from: from, to: to), at: now + delay)
  }

  private mutating func deliver(_ message: Message, from: Int, to: Int) {
    guard let engine = nodes[to].engine else { return }
    if case .request(let range) = message {
      for certificate in engine.certificates(in: range) { send(.certificate(certificate), from: to, to: from) }
    } else if blocks.isEpochEnd(engine.final.id), let finalization = engine.finalization {
      // The epoch is over here; whoever is behind is sent the blocks and their proof.
      guard let other = nodes[from].engine, !blocks.isEpochEnd(other.final.id) else { return }
      send(.certificate(finalization), from: to, to: from)
    } else if let event = nodes[to].event(in: message) {
      give(event, to: to)
    }
  }

  private mutating func give(_ event: SimplexEngine.Event, to node: Int) {
    guard nodes[node].engine != nil else { return }
    if isVerbose { print("\(now) n\(node) < \(blocks.describe(event))") }
    carryOut(nodes[node].handle(event, now: Timestamp(milliseconds: now)), of: node)
  }

  private mutating func carryOut(_ effects: [SimplexEngine.Effect], of node: Int) {
    var events: [SimplexEngine.Event] = []
    for effect in effects {
      // A crash may come between any two effects.
      if !isHealed, random.next() % 1_000 < plan.crashPermille { return crash(node) }
      if isVerbose { print("\(now) n\(node)   > \(blocks.describe(effect))") }
      if node != plan.liar?.value { check(effect, of: node) }
      if case .entered = effect { viewChangeCount += 1 }
      if node == plan.liar?.value, tellsTwoStories(effect, node) { continue }
      let outcome = nodes[node].carryOut(effect, blocks: &blocks)
      if case .proposed(let view, let block, _)? = outcome.events.first, case .propose(_, let parent) = effect {
        proposals.append(nodes[node].propose(block, in: view, parentView: parent.view, blocks: blocks))
      }
      for message in outcome.messages {
        for peer in nodes.indices { send(message, from: node, to: peer) }
      }
      events += outcome.events
    }
    // Signing, executing and building take a while.
    for event in events {
      var delay: UInt64 = 0
      if case .proposed = event { delay = random.number(50...300) }
      if case .validated = event { delay = random.number(0...50) }
      queue.add(.event(event, to: node, incarnation: incarnations[node]), at: now + delay)
    }
    tellOfWork(node)
    guard let deadline = nodes[node].engine?.nextDeadline?.milliseconds, deadline != wakeups[node] else { return }
    wakeups[node] = deadline
    queue.add(.event(.tick, to: node, incarnation: incarnations[node]), at: max(now, deadline))
  }

  private mutating func check(_ effect: SimplexEngine.Effect, of node: Int) {
    let index = ValidatorIndex(node)
    switch effect {
    case .cast(let ballot), .publish(let ballot):
      rules.check(ballot, by: index, disk: nodes[node].disk, proposals: proposals, blocks: blocks)
    case .broadcast(let certificate): rules.check(certificate, by: index)
    case .finalized(let block, _): rules.check(final: block.id, at: index, blocks: blocks)
    case .equivocation(let equivocation): rules.check(equivocation, by: index, life: incarnations[node])
    default: break
    }
  }

  // MARK: The liar

  /// The liar leads with several blocks at once, some of them invalid, each shown to some.
  private mutating func tellsTwoStories(_ effect: SimplexEngine.Effect, _ node: Int) -> Bool {
    guard case .propose(let view, let parent) = effect, random.happens(80) else { return false }
    let fork = (0..<random.number(1...3)).map { _ in
      blocks.build(on: parent.id, view: view, isValid: random.happens(70))
    }
    for peer in nodes.indices where random.happens(90) {
      let proposal = nodes[node].propose(random.pick(fork), in: view, parentView: parent.view, blocks: blocks)
      proposals.append(proposal)
      send(.proposal(proposal), from: node, to: peer)
    }
    return true
  }

  /// Random votes in the views around, different ones for everybody, and proposals that stand on nothing.
  private mutating func lie() {
    guard let liar = plan.liar?.value else { return }
    queue.add(.lie, at: now + random.number(100...1_000))
    guard let engine = nodes[liar].engine else { return }
    let view = View(max(1, engine.view.value + random.number(0...3)) - min(engine.view.value - 1, 1))
    let epoch = nodes[liar].configuration.epoch
    for peer in nodes.indices {
      let known = proposals.filter { $0.view == view }.map(\.blockID)
      var ballots: [Ballot] = [.nullify(epoch, view)]
      if !known.isEmpty {
        ballots += [.notarize(epoch, view, random.pick(known)), .finalize(epoch, view, random.pick(known))]
      }
      for ballot in ballots where random.happens(50) {
        send(.vote(nodes[liar].sign(ballot)), from: liar, to: peer)
      }
    }
    guard engine.leader(of: view).value == liar, random.happens(50) else { return }
    // On any block whatever, said to be notarized in any view.
    let parent = random.pick(proposals.filter { $0.view < view }.map(\.blockID) + [TestBlocks.root.id])
    let parentView = random.happens(50) ? engine.final.view : View(random.number(0...view.value - 1))
    let child = blocks.build(on: parent, view: view)
    let proposal = nodes[liar].propose(child, in: view, parentView: parentView, blocks: blocks)
    proposals.append(proposal)
    for peer in nodes.indices { send(.proposal(proposal), from: liar, to: peer) }
  }
}
