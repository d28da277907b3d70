extension Checker {
  /// The built-in functions that read fields of the contract that calls them.
  private static let fieldsRead: [Name: [Name]] = ["ConditionById": ["Id", "Conditions"]]

  // MARK: Fields

  /// Reports fields that nothing reads: not the contract, nor a function outside all contracts.
  mutating func checkFields() {
    var read: [Set<Name>] = program.contracts.map { _ in [] }
    var readOutside: Set<Name> = []
    for body in bodies {
      let names = body.facts.events.compactMap { event in
        if case .read(let name, _) = event { name } else { nil }
      }
      if let contract = body.contract { read[contract].formUnion(names) } else { readOutside.formUnion(names) }
    }
    for (index, info) in program.contracts.enumerated() {
      source = info.source
      for field in info.fieldNames where !read[index].contains(field.name) && !readOutside.contains(field.name) {
        add(.unusedField, field.range, "The field `$\(field.name)` is never read.")
      }
    }
  }

  /// Takes note of the fields that a built-in function may read. That one of them is missing is its own business.
  mutating func noteFields(of builtin: Builtin, _ range: SourceRange) {
    for name in Checker.fieldsRead[builtin.name] ?? [] {
      bodies[frame.body].facts.events.append(.set(name))
      bodies[frame.body].facts.events.append(.read(name, range))
    }
  }

  // MARK: What is set when

  /// What may have been set at a point of a run.
  private struct Known {
    var names: Set<Name>
    let fields: [Name]
    /// The bodies whose settings are among the names.
    var expanded: Set<Int> = []
    var reported: Set<Name> = []
  }

  /// Reports `$` variables that are read before anything can have set them: `conditions` come first, then `action`.
  mutating func checkOrderOfSetting() {
    var bodiesOfContract: [[Int]] = program.contracts.map { _ in [] }
    for (index, body) in bodies.enumerated() {
      if let contract = body.contract { bodiesOfContract[contract].append(index) }
    }
    for (index, info) in program.contracts.enumerated() {
      source = info.source
      let own = bodiesOfContract[index]
      let fields = info.fieldNames.map(\.name)
      var known = Known(names: Set(fields).union(passedNames[index] ?? []), fields: fields)
      for kind in [Section.Kind.conditions, .action] {
        for body in own where bodies[body].section == kind { run(bodies[body].facts.events, &known) }
      }
      // When a function is called is not followed up; only that something is set at all.
      for body in own { addSettings(of: body, to: &known) }
      for body in own where bodies[body].section == nil { run(bodies[body].facts.events, &known) }
    }
  }

  private mutating func run(_ events: [Facts.Event], _ known: inout Known) {
    for event in events {
      switch event {
      case .set(let name): known.names.insert(name)
      case .call(let body): addSettings(of: body, to: &known)
      case .loop(let inner): run(inner, &known)
      case .read(let name, let range):
        guard !known.names.contains(name), SystemVariable.named(name) == nil, known.reported.insert(name).inserted
        else { continue }
        add(
          .neverSet, range, "Nothing has set `$\(name)` before this.",
          hint: Suggestion.hint(for: name, among: known.fields, prefix: "$")
            ?? "Make it a field in `data`, or assign it first.")
      }
    }
  }

  /// Adds what a body and those that it calls may set.
  private func addSettings(of body: Int, to known: inout Known) {
    var waiting = [body]
    while let body = waiting.popLast() {
      guard known.expanded.insert(body).inserted else { continue }
      for case .set(let name) in bodies[body].facts.events { known.names.insert(name) }
      for case .body(let callee) in bodies[body].facts.calls.map(\.target) { waiting.append(callee) }
    }
  }
}
