/// The tree of a source. It has what the parser understood; what it did not is in the diagnostics.
package struct SyntaxTree: Sendable {
  package let declarations: ItemList<Declaration>

  package init(_ declarations: ItemList<Declaration>) { self.declarations = declarations }
}

/// What stands at the top level.
package enum Declaration: Sendable {
  case contract(Contract)
  case function(Function)
}

/// `contract Name { … }`
package struct Contract: Sendable {
  package let name: Identifier
  package let members: ItemList<Member>

  package init(name: Identifier, members: ItemList<Member>) {
    self.name = name
    self.members = members
  }
}

/// What stands in a contract.
package enum Member: Sendable {
  case data(ItemList<Field>)
  case settings(ItemList<Setting>)
  case section(Section)
  case function(Function)
  /// Never run; see ``DiagnosticCode/statementOutsideFunction``.
  case statement(Statement)
}

/// `conditions { … }` or `action { … }`
package struct Section: Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case conditions, action
  }

  package let kind: Kind
  /// Of the word.
  package let range: SourceRange
  package let body: Block

  package init(_ kind: Kind, _ range: SourceRange, body: Block) {
    self.kind = kind
    self.range = range
    self.body = body
  }
}

/// `a, b int "optional"`
package struct Field: Sendable {
  package let names: [Identifier]
  package let type: TypeReference
  package let tags: Text?

  package init(names: [Identifier], type: TypeReference, tags: Text? = nil) {
    self.names = names
    self.type = type
    self.tags = tags
  }

  /// Whether a caller may leave it out.
  package var isOptional: Bool { tags?.value.utf8.contains("optional".utf8) ?? false }
}

/// `name = 5`
package struct Setting: Sendable {
  package let name: Identifier
  package let value: Literal

  package init(name: Identifier, value: Literal) {
    self.name = name
    self.value = value
  }
}

/// `func name(a, b int, rest ...).Tail(c string) int { … }`
package struct Function: Sendable {
  package let name: Identifier
  package let parameters: ParameterList
  package let tails: [Tail]
  package let results: [TypeReference]
  package let body: Block

  package init(
    name: Identifier, parameters: ParameterList, tails: [Tail] = [], results: [TypeReference] = [], body: Block
  ) {
    self.name = name
    self.parameters = parameters
    self.tails = tails
    self.results = results
    self.body = body
  }
}

/// A named group of parameters that a call may leave out.
package struct Tail: Sendable {
  package let name: Identifier
  package let parameters: ParameterList

  package init(name: Identifier, parameters: ParameterList) {
    self.name = name
    self.parameters = parameters
  }
}

/// What a function takes.
package struct ParameterList: Sendable {
  package let parameters: [Parameter]
  /// Takes all further arguments, as an array.
  package let variadic: Identifier?

  package init(_ parameters: [Parameter] = [], variadic: Identifier? = nil) {
    self.parameters = parameters
    self.variadic = variadic
  }
}

/// A name and its type: a parameter or a declared variable.
package struct Parameter: Sendable {
  package let name: Identifier
  package let type: TypeReference

  package init(_ name: Identifier, _ type: TypeReference) {
    self.name = name
    self.type = type
  }
}
