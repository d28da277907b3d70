/// How a function is called and what it gives.
package struct Signature: Hashable, Sendable {
  package struct Parameter: Hashable, Sendable {
    package let name: Name
    /// Nil takes a value of any type.
    package let type: ValueType?
  }

  /// A named group of parameters that a call may leave out.
  package struct Tail: Hashable, Sendable {
    package let name: Name
    package let parameters: [Parameter]
    package let isVariadic: Bool
  }

  package let name: Name
  package let parameters: [Parameter]
  /// Whether it takes any number of further arguments.
  package let isVariadic: Bool
  package let tails: [Tail]
  /// Nil is a value of any type.
  package let results: [ValueType?]

  init(_ function: Function) {
    name = function.name.name
    parameters = function.parameters.parameters.map { Parameter(name: $0.name.name, type: ValueType($0.type.type)) }
    isVariadic = function.parameters.variadic != nil
    tails = function.tails.map { tail in
      Tail(
        name: tail.name.name,
        parameters: tail.parameters.parameters.map { Parameter(name: $0.name.name, type: ValueType($0.type.type)) },
        isVariadic: tail.parameters.variadic != nil)
    }
    results = function.results.map { ValueType($0.type) }
  }

  /// Reads `Name(a int, b any, rest ...).Tail(c string) string`.
  /// - Precondition: the text has this form; it is ours.
  init(_ text: Substring) {
    var groups: [(name: Name, parameters: [Parameter], isVariadic: Bool)] = []
    var rest = text
    while let opening = rest.firstIndex(of: "("), let closing = rest.firstIndex(of: ")") {
      let name = rest[..<opening].drop { $0 == "." }
      let parameters = rest[rest.index(after: opening)..<closing].split(separator: ",").map { $0.split(separator: " ") }
      let isVariadic = parameters.last?.last == "..."
      let typed = isVariadic ? parameters.dropLast() : parameters[...]
      groups.append(
        (
          Name(String(name)), typed.map { Parameter(name: Name(String($0[0])), type: Signature.type($0[1])) },
          isVariadic
        ))
      rest = rest[rest.index(after: closing)...]
    }
    precondition(!groups.isEmpty, "A signature has parentheses.")
    name = groups[0].name
    parameters = groups[0].parameters
    isVariadic = groups[0].isVariadic
    tails = groups.dropFirst().map { Tail(name: $0.name, parameters: $0.parameters, isVariadic: $0.isVariadic) }
    results = rest.split(separator: " ").map(Signature.type)
  }

  private static func type(_ word: Substring) -> ValueType? {
    let type = ValueType(rawValue: String(word))
    precondition(type != nil || word == "any", "`\(word)` is a type.")
    return type
  }
}
