import PandoPrimitives
import PandoReplica

/// A whole network under one seed: the production replica, as many of them as the plan says, in one thread.
///
/// A run has two phases. In the first everything goes wrong that the plan allows, and nothing may ever disagree. Then a
/// quorum is healed, and must make everything final that waits, soon.
package struct Simulation {
  package let plan: SimulationPlan
  let consortium: Consortium

  var now: UInt64 = 0
  var queue = EventQueue<Occurrence>()
  var nodes: [SimulatedNode]
  /// Which nodes have a key; twins share one.
  var nodesByKey: [PublicKey: [Int]] = [:]
  var network: VirtualNetwork
  var signatures: Signatures
  var clients: ClientLoad
  var rules: RuleBook
  var auditor = Auditor()
  var counts = RunCounts()
  var healing: Healing?
  /// What the consensus admins sent last.
  var lastChange: Transaction?
  /// Within it all but a few nodes stay down.
  var outage: Range<UInt64>?

  /// For what the simulator itself decides, apart from links and customers.
  var faultChance: RandomSource
  var machineChance: RandomSource
  /// Takes the lines of a run that is told in full.
  private let trace: ((String) -> Void)?

  package init(_ plan: SimulationPlan, trace: ((String) -> Void)? = nil) {
    let random = RandomSource(seed: plan.seed)
    let consortium = Consortium(plan)
    self.plan = plan
    self.consortium = consortium
    self.trace = trace
    nodes = Simulation.makeNodes(plan, consortium, random.fork("nodes"))
    network = VirtualNetwork(count: nodes.count, plan: plan.network, random: random.fork("network"))
    signatures = Signatures(isReal: plan.hasRealSignatures, chainID: consortium.chainID)
    clients = ClientLoad(plan, consortium, random: random.fork("clients"))
    rules = RuleBook(plan, consortium)
    faultChance = random.fork("faults")
    machineChance = random.fork("machines")
    for (index, node) in nodes.enumerated() { nodesByKey[node.identity.publicKey, default: []].append(index) }
  }

  private static func makeNodes(
    _ plan: SimulationPlan, _ consortium: Consortium, _ source: RandomSource
  ) -> [SimulatedNode] {
    var random = source
    var nodes = consortium.nodes.enumerated().map { index, identity in
      var node = SimulatedNode(name: name(of: index, plan), identity: identity, clock: makeClock(plan, &random))
      let liar = plan.liars.first { $0.validator == index }
      node.actor = liar?.kind.make(random.fork("liar-\(index)"))
      return node
    }
    for liar in plan.liars where liar.kind == .twin {
      var twin = SimulatedNode(
        name: "t\(liar.validator)", identity: nodes[liar.validator].identity, clock: makeClock(plan, &random))
      twin.actor = liar.kind.make(random)
      nodes.append(twin)
    }
    return nodes
  }

  private static func name(of index: Int, _ plan: SimulationPlan) -> String {
    if index < plan.validatorCount { return "v\(index)" }
    let follower = index - plan.validatorCount
    return follower < plan.applicationNodeCount ? "a\(follower)" : "s\(follower - plan.applicationNodeCount)"
  }

  private static func makeClock(_ plan: SimulationPlan, _ random: inout RandomSource) -> VirtualClock {
    let skew = plan.machine.skewMilliseconds
    let drift = plan.machine.driftPerMille
    return VirtualClock(
      offsetMilliseconds: Int64(random.number(0...2 * skew)) - Int64(skew),
      ratePerMille: 1_000 + random.number(0...2 * drift) - drift, origin: Consortium.genesisTime)
  }

  /// Runs to the end, or to the first rule that is broken.
  package mutating func run() -> SimulationReport {
    begin()
    while rules.findings.first == nil, let next = queue.popFirst() {
      counts.count(nodes: nodes, milliseconds: next.time - now)
      now = next.time
      happen(next.payload)
      if healing != nil, isHealed { break }
    }
    if rules.findings.first == nil { inspect() }
    if rules.findings.first == nil { rules.close() }
    return report
  }

  func say(_ node: Int?, _ text: @autoclosure () -> String) {
    guard let trace else { return }
    let name = node.map { nodes[$0].name } ?? "-"
    let time = String(now)
    let padding = String(repeating: " ", count: max(0, 9 - time.count))
    trace("\(padding)\(time)  \(name)\(String(repeating: " ", count: max(0, 4 - name.count)))\(text())")
  }

  var isTold: Bool { trace != nil }
}
