/// What the sources declare at their top levels.
struct Program: Sendable {
  struct ContractInfo: Sendable {
    let identifier: Identifier
    let source: Int
    let syntax: Contract
    /// Fields by name; of two with one name the first.
    let fields: [Name: ValueType]
    /// In the order in which they are declared.
    let fieldNames: [Identifier]
    let requiredFields: [Name]
  }

  struct FunctionInfo: Sendable {
    let syntax: Function
    let source: Int
    let signature: Signature
  }

  let options: CheckerOptions
  private(set) var contracts: [ContractInfo] = []
  private(set) var functions: [FunctionInfo] = []
  private(set) var contractsByName: [Name: Int] = [:]
  private(set) var functionsByName: [Name: Int] = [:]

  /// Collects the declarations, and reports those that collide.
  init(_ sources: [ParsedSource], options: CheckerOptions, _ diagnostics: inout [DiagnosticList]) {
    self.options = options
    for (index, source) in sources.enumerated() {
      for declaration in source.tree.declarations.contents {
        switch declaration {
        case .contract(let contract): add(contract, index, sources, &diagnostics[index])
        case .function(let function): add(function, index, sources, &diagnostics[index])
        }
      }
    }
  }

  private mutating func add(
    _ contract: Contract, _ source: Int, _ sources: [ParsedSource], _ diagnostics: inout DiagnosticList
  ) {
    let info = ContractInfo(contract, source: source, &diagnostics)
    let name = options.fullName(contract.name.name)
    if let other = contractsByName[name] {
      let first = contracts[other]
      report(contract.name, "contract", first.identifier, sources[first.source].source, &diagnostics)
    } else {
      contractsByName[name] = contracts.count
    }
    reportHiding(contract.name, "contract", &diagnostics)
    contracts.append(info)
  }

  private mutating func add(
    _ function: Function, _ source: Int, _ sources: [ParsedSource], _ diagnostics: inout DiagnosticList
  ) {
    if let other = functionsByName[function.name.name] {
      let first = functions[other]
      report(function.name, "function", first.syntax.name, sources[first.source].source, &diagnostics)
    } else {
      functionsByName[function.name.name] = functions.count
    }
    reportHiding(function.name, "function", &diagnostics)
    functions.append(FunctionInfo(syntax: function, source: source, signature: Signature(function)))
  }

  private func report(
    _ second: Identifier, _ what: String, _ first: Identifier, _ source: Source, _ diagnostics: inout DiagnosticList
  ) {
    diagnostics.add(
      .redeclared, second.range, "There is a \(what) `\(second.name)` already.",
      hint: "It is in \(source.name), line \(source.line(of: first.range.lower)).")
  }

  private func reportHiding(_ identifier: Identifier, _ what: String, _ diagnostics: inout DiagnosticList) {
    guard let builtin = Builtin.named(identifier.name) else { return }
    let effect = what == "contract" ? "A call means the function." : "Calls no longer mean that one."
    diagnostics.add(
      .hidesBuiltin, identifier.range, "The \(what) `\(identifier.name)` is named as a built-in function.",
      hint: "\(effect) \(builtin.summary)")
  }
}

extension Program.ContractInfo {
  fileprivate init(_ contract: Contract, source: Int, _ diagnostics: inout DiagnosticList) {
    var fields: [Name: ValueType] = [:]
    var names: [Identifier] = []
    var required: [Name] = []
    var settings: Set<Name> = []
    for member in contract.members.contents {
      switch member {
      case .data(let list):
        for field in list.contents {
          for name in field.names {
            if fields[name.name] != nil {
              diagnostics.add(.repeatedName, name.range, "There is a field `\(name.name)` already.")
              continue
            }
            if SystemVariable.named(name.name) != nil {
              diagnostics.add(
                .systemVariableName, name.range, "`$\(name.name)` is a system variable; a field cannot have its name.")
            }
            fields[name.name] = ValueType(field.type.type)
            names.append(name)
            if !field.isOptional { required.append(name.name) }
          }
        }
      case .settings(let list):
        for setting in list.contents where !settings.insert(setting.name.name).inserted {
          diagnostics.add(.repeatedName, setting.name.range, "There is a setting `\(setting.name.name)` already.")
        }
      case .section, .function, .statement: break
      }
    }
    self.init(
      identifier: contract.name, source: source, syntax: contract, fields: fields, fieldNames: names,
      requiredFields: required)
  }
}
