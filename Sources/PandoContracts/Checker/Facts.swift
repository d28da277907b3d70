/// What a body does that only shows its meaning together with other bodies.
struct Facts: Sendable {
  /// A call of something that the sources declare.
  struct Call: Sendable {
    enum Target: Hashable, Sendable {
      /// An index in the list of bodies.
      case body(Int)
      /// An index in `Program.contracts`.
      case contract(Int)
    }

    let target: Target
    let name: Name
    let range: SourceRange
    /// Whether whoever begins the body comes to this call.
    let isCertain: Bool
  }

  /// Something that happens to `$` variables, in the order of the run.
  enum Event: Sendable {
    case set(Name)
    case read(Name, SourceRange)
    /// A body is run.
    case call(Int)
    /// A loop begins: what it does later it may have done before.
    case loop([Event])
  }

  var calls: [Call] = []
  /// Calls of built-in functions that write.
  var writes: [(name: Name, range: SourceRange)] = []
  var events: [Event] = []

  /// Makes a loop of the events from `start` on: what it sets later, it may have set before.
  mutating func beginLoop(at start: Int) {
    let inner = events[start...].flatMap { event -> [Event] in
      switch event {
      case .set, .call: [event]
      case .loop(let inner): inner
      case .read: []
      }
    }
    events.insert(.loop(inner), at: start)
  }
}

/// A body and whose it is.
struct Body: Sendable {
  let name: Name
  let source: Int
  /// The contract it is in, an index in `Program.contracts`.
  let contract: Int?
  let section: Section.Kind?
  var facts = Facts()
}
