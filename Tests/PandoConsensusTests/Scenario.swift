import PandoConsensus
import PandoPrimitives

/// A script of a network and everything that happens in it, in the manner of etcd/raft's data-driven tests.
///
/// A file is a list of paragraphs: a command, `----`, and the trace expected of it. Lines that begin with `#` are for
/// readers. Tests/Scenarios/README.md lists the commands.
struct Scenario {
  private var nodes: [TestNode] = []
  private var blocks = TestBlocks(lastHeight: nil)
  private var now: UInt64 = 0
  private var inFlight: [(message: Message, from: Int, to: Int)] = []
  private var isCut: [Bool] = []
  private var submitted: UInt64 = 0
  private var trace: [String] = []

  /// The trace of one command.
  mutating func run(_ line: String) throws -> [String] {
    trace = []
    let command = try Command(line)
    switch command.name {
    case "network": try build(command)
    case "submit": try submit(command)
    case "deliver": try deliver(command)
    case "drop": inFlight.removeAll { command.matches($0.message, from: $0.from, to: $0.to) }
    case "tick": tick(try command.number("ms"))
    case "crash": for node in try command.nodes("node") ?? [] { nodes[node].crash(losesUnsynced: false) }
    case "restart":
      for node in try command.nodes("node") ?? [] {
        carryOut(nodes[node].start(now: Timestamp(milliseconds: now)), of: node)
      }
    case "cut": for node in try command.nodes("node") ?? [] { isCut[node] = true }
    case "mend": for node in try command.nodes("node") ?? [] { isCut[node] = false }
    case "reachable", "unreachable": try hint(command, isReachable: command.name == "reachable")
    case "forge-proposal": try forgeProposal(command)
    case "forge-vote": try forgeVote(command)
    case "status": status()
    default: throw ScenarioError("unknown command \(command.name)")
    }
    return trace.isEmpty ? ["ok"] : trace
  }

  private mutating func build(_ command: Command) throws {
    let weights =
      try command.numbers("weights") ?? Array(repeating: 1, count: Int(command.number("nodes")))
    let mode: FaultMode = command.values["mode"] == "crash" ? .crash : .byzantine
    let lastHeight = command.values["epoch-end"].flatMap { UInt64($0) }
    let followers = try command.nodes("followers") ?? []
    blocks = TestBlocks(lastHeight: lastHeight)
    let validators = testValidators(weights: weights, mode: mode)
    for node in weights.indices {
      let configuration = SimplexEngine.Configuration(
        epoch: Epoch(first: Height(1)), validators: validators,
        ownIndex: followers.contains(node) ? nil : ValidatorIndex(node))
      nodes.append(TestNode(ValidatorIndex(node), configuration))
      isCut.append(false)
    }
    for node in nodes.indices { carryOut(nodes[node].start(now: Timestamp(milliseconds: now)), of: node) }
  }

  private mutating func submit(_ command: Command) throws {
    submitted = submitted << 1 | 1
    for node in try command.nodes("at") ?? Array(nodes.indices) where nodes[node].engine != nil {
      nodes[node].transactions |= submitted & ~(submitted >> 1)
      tellOfWork(node)
    }
  }

  /// In the order of sending, until nothing that matches is left.
  private mutating func deliver(_ command: Command) throws {
    var count = 0
    while let place = inFlight.firstIndex(where: { command.matches($0.message, from: $0.from, to: $0.to) }) {
      count += 1
      guard count < 10_000 else { throw ScenarioError("this never comes to rest") }
      let (message, from, to) = inFlight.remove(at: place)
      guard let engine = nodes[to].engine else { continue }
      if case .request(let range) = message {
        let found = engine.certificates(in: range)
        trace.append("n\(from + 1) -> n\(to + 1) \(blocks.describe(message)): \(found.count) found")
        for certificate in found { inFlight.append((.certificate(certificate), to, from)) }
      } else if let event = nodes[to].event(in: message) {
        trace.append("n\(from + 1) -> n\(to + 1) \(blocks.describe(message))")
        give(event, to: to)
      }
    }
  }

  /// Lets time pass; every node wakes when it asked to.
  private mutating func tick(_ milliseconds: UInt64) {
    let end = now + milliseconds
    while true {
      let due = nodes.indices.compactMap { node in
        nodes[node].engine?.nextDeadline.map { (time: $0.milliseconds, node: node) }
      }
      guard let (time, node) = due.min(by: { $0 < $1 }), time <= end else { break }
      now = max(now, time)
      give(.tick, to: node)
    }
    now = end
  }

  private mutating func hint(_ command: Command, isReachable: Bool) throws {
    for node in try command.nodes("at") ?? Array(nodes.indices) where nodes[node].engine != nil {
      for peer in try command.nodes("node") ?? [] where peer != node {
        give(.reachable(ValidatorIndex(peer), isReachable), to: node)
      }
    }
  }

  private mutating func forgeProposal(_ command: Command) throws {
    guard let signer = try command.nodes("by")?.first, let parent = blocks.named(command.values["on"] ?? "") else {
      throw ScenarioError("who proposes on what?")
    }
    let view = View(try command.number("view"))
    let block = blocks.build(on: parent, view: view, isValid: command.values["invalid"] == nil)
    let parentView = View(try command.number("at"))
    let proposal = nodes[signer].propose(block, in: view, parentView: parentView, blocks: blocks)
    trace.append("built \(blocks.name(block))")
    for peer in try command.nodes("to") ?? [] { inFlight.append((.proposal(proposal), signer, peer)) }
  }

  private mutating func forgeVote(_ command: Command) throws {
    guard let signer = try command.nodes("by")?.first else { throw ScenarioError("who votes?") }
    let (epoch, view) = (nodes[signer].configuration.epoch, View(try command.number("view")))
    let block = command.values["block"].flatMap { blocks.named($0) }
    let ballot: Ballot =
      switch (command.values["kind"], block) {
      case ("nullify", _): .nullify(epoch, view)
      case ("notarize", let block?): .notarize(epoch, view, block)
      case ("finalize", let block?): .finalize(epoch, view, block)
      default: throw ScenarioError("which vote?")
      }
    for peer in try command.nodes("to") ?? [] { inFlight.append((.vote(nodes[signer].sign(ballot)), signer, peer)) }
  }

  private mutating func status() {
    for node in nodes {
      let name = "n\(node.index.value + 1)"
      guard let engine = node.engine else {
        trace.append("\(name) down")
        continue
      }
      let leads = node.configuration.ownIndex == engine.leader(of: engine.view) ? ", leads" : ""
      trace.append(
        "\(name) view \(engine.view), final \(blocks.describe(engine.final))\(leads)\(engine.isOver ? ", over" : "")")
    }
  }

  // MARK: Events and effects

  private mutating func give(_ event: SimplexEngine.Event, to node: Int) {
    carryOut(nodes[node].handle(event, now: Timestamp(milliseconds: now)), of: node)
    tellOfWork(node)
  }

  private mutating func tellOfWork(_ node: Int) {
    guard let news = nodes[node].newsOfWork(blocks: blocks) else { return }
    trace.append("n\(node + 1) \(blocks.describe(news))")
    give(news, to: node)
  }

  private mutating func carryOut(_ effects: [SimplexEngine.Effect], of node: Int) {
    var events: [SimplexEngine.Event] = []
    for effect in effects {
      trace.append("  n\(node + 1) \(blocks.describe(effect))")
      let outcome = nodes[node].carryOut(effect, blocks: &blocks)
      for message in outcome.messages {
        for peer in nodes.indices where peer != node && !isCut[node] && !isCut[peer] {
          inFlight.append((message, node, peer))
        }
      }
      events += outcome.events
    }
    for event in events {
      switch event {
      case .validated, .proposed, .work: trace.append("n\(node + 1) \(blocks.describe(event))")
      default: break
      }
      give(event, to: node)
    }
  }
}

struct ScenarioError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// A line of a script: a name and `key=value` pairs.
private struct Command {
  let name: String
  let values: [String: String]

  init(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    guard let name = words.first else { throw ScenarioError("an empty line") }
    self.name = name
    var values: [String: String] = [:]
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      values[parts[0]] = parts.count == 2 ? parts[1] : ""
    }
    self.values = values
  }

  func numbers(_ key: String) throws -> [UInt64]? {
    try values[key]?.split(separator: ",").map {
      guard let number = UInt64($0) else { throw ScenarioError("\(key) is no list of numbers") }
      return number
    }
  }

  func number(_ key: String) throws -> UInt64 {
    guard let number = try numbers(key)?.first else { throw ScenarioError("\(name) needs \(key)") }
    return number
  }

  /// Nodes are numbered from 1 in scripts.
  func nodes(_ key: String) throws -> [Int]? { try numbers(key)?.map { Int($0) - 1 } }

  func matches(_ message: Message, from: Int, to: Int) -> Bool {
    let kind =
      switch message {
      case .vote(let vote): "\(vote.ballot.kind)"
      case .proposal: "proposal"
      case .certificate: "certificate"
      case .request: "request"
      }
    let froms = try? nodes("from")
    let tos = try? nodes("to")
    return (froms?.contains(from) ?? true) && (tos?.contains(to) ?? true)
      && (values["kind"]?.split(separator: ",").contains { $0 == kind } ?? true)
  }
}
