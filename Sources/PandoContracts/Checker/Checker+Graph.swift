extension Checker {
  /// Judges who calls whom: circles, and writes from `conditions`.
  mutating func checkCalls() {
    var graph = CallGraph(nodeCount: bodies.count + program.contracts.count)
    for (index, body) in bodies.enumerated() {
      // To call a contract is to run its sections.
      if let contract = body.contract, body.section != nil { graph.add(from: node(.contract(contract)), to: index) }
      for call in body.facts.calls { graph.add(from: index, to: node(call.target)) }
    }
    let components = graph.components
    let writes = graph.reaching(bodies.indices.filter { !bodies[$0].facts.writes.isEmpty })
    for (index, body) in bodies.enumerated() {
      source = body.source
      for call in body.facts.calls where components[index] == components[node(call.target)] {
        reportCircle(call, in: index)
      }
      if body.section == .conditions { checkConditions(body, writes) }
    }
  }

  private func node(_ target: Facts.Call.Target) -> Int {
    switch target {
    case .body(let body): body
    case .contract(let contract): bodies.count + contract
    }
  }

  private mutating func reportCircle(_ call: Facts.Call, in body: Int) {
    switch call.target {
    case .contract(let contract) where contract == bodies[body].contract:
      add(.contractCallsItself, call.range, "The contract `\(call.name)` cannot call itself.")
    case .contract:
      add(
        .contractLoop, call.range, "`\(call.name)` comes back to this contract.",
        hint: "A contract that is active cannot be called again; the transaction fails there.")
    case .body(let callee) where callee == body && call.isCertain:
      add(
        .endlessRecursion, call.range, "`\(call.name)` calls itself on every way through it.",
        hint: "Return before the call when there is nothing left to do.")
    case .body:
      add(.recursion, call.range, "`\(call.name)` calls itself.", hint: "Calls nest at most 1000 deep.")
    }
  }

  private mutating func checkConditions(_ body: Body, _ writes: [Bool]) {
    let hint = "`conditions` decide; what changes the state belongs into `action`."
    for write in body.facts.writes {
      add(.writeInConditions, write.range, "`\(write.name)` writes, which `conditions` cannot.", hint: hint)
    }
    for call in body.facts.calls where writes[node(call.target)] {
      add(.writeInConditions, call.range, "`\(call.name)` calls what writes, which `conditions` cannot.", hint: hint)
    }
  }
}
