import PandoContracts

/// Repeatable chance (SplitMix64).
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number below `upper`; the same whatever the standard library makes of random numbers.
  mutating func pick(_ upper: Int) -> Int { Int(next() % UInt64(upper)) }
}

/// Makes trees as the parser makes them, of every kind of node.
struct TreeGenerator {
  private var chance: Chance
  private var nothing: SourceRange { SourceRange(0, 0) }

  init(seed: UInt64) { chance = Chance(seed: seed) }

  private mutating func pick(_ upper: Int) -> Int { Int.random(in: 0..<upper, using: &chance) }
  private mutating func flip(_ one: Int = 2) -> Bool { pick(one) == 0 }
  private mutating func any<T>(_ values: [T]) -> T { values[pick(values.count)] }

  private mutating func many<T>(_ range: ClosedRange<Int>, _ make: (inout TreeGenerator) -> T) -> [T] {
    (0..<Int.random(in: range, using: &chance)).map { _ in make(&self) }
  }

  // MARK: Layout

  private mutating func comment(isFirst: Bool, line: Bool? = nil) -> Comment {
    let isLine = line ?? flip()
    return Comment(
      isLine ? any(["// why", "//", "// \"quoted", "// é }"]) : any(["/* a */", "/* a\n   b */", "/***/"]),
      isAfterBlankLine: !isFirst && flip(4))
  }

  private mutating func list<Content>(
    _ count: ClosedRange<Int>, comments: Bool = true, _ make: (inout TreeGenerator) -> Content
  ) -> ItemList<Content> {
    var items: [Item<Content>] = []
    for content in many(count, make) {
      var layout = Layout()
      if comments {
        var leading: [Comment] = []
        for _ in 0..<(flip(5) ? 1 + pick(2) : 0) {
          leading.append(comment(isFirst: items.isEmpty && leading.isEmpty))
        }
        layout = Layout(
          leading: leading,
          // Of several on one line, only the last can end it, and none before it can go on on the next.
          trailing: flip(6) ? (flip(3) ? [Comment("/* x */")] : []) + [comment(isFirst: true)] : [],
          isAfterBlankLine: !(items.isEmpty && leading.isEmpty) && flip(4))
      }
      items.append(Item(content, nothing, layout))
    }
    var closing: [Comment] = []
    if comments, flip(8) { closing.append(comment(isFirst: items.isEmpty)) }
    return ItemList(items, closing: closing, nothing)
  }

  // MARK: Declarations

  mutating func tree() -> SyntaxTree {
    SyntaxTree(list(0...3) { $0.flip() ? .contract($0.contract()) : .function($0.function(depth: 3)) })
  }

  private mutating func name() -> Identifier {
    Identifier(any(["a", "b", "amount", "x1", "Total", "camelCase", "n_1"]), nothing)
  }

  private mutating func callee() -> Identifier {
    Identifier(any(["Foo", "@1Bar", "@Baz", "_inner", "größe", "DBFind"]), nothing)
  }

  private mutating func type() -> TypeReference { TypeReference(any(DeclaredType.allCases), nothing) }

  private mutating func contract() -> Contract {
    Contract(name: callee(), members: list(0...5) { $0.member() })
  }

  private mutating func member() -> Member {
    switch pick(7) {
    case 0:
      return .data(
        list(0...3) {
          Field(names: $0.many(1...3) { $0.name() }, type: $0.type(), tags: $0.flip() ? $0.text() : nil)
        })
    case 1: return .settings(list(0...3) { Setting(name: $0.name(), value: $0.literal()) })
    case 2: return .function(function(depth: 3))
    case 3:
      let statement = statement(depth: 1)
      // A function among the members is one of the contract.
      if case .function(let function) = statement { return .function(function) }
      return .statement(statement)
    default: return .section(Section(any(Section.Kind.allCases), nothing, body: block(depth: 3)))
    }
  }

  private mutating func parameters() -> ParameterList {
    ParameterList(many(0...3) { Parameter($0.name(), $0.type()) }, variadic: flip(4) ? name() : nil)
  }

  private mutating func function(depth: Int) -> Function {
    Function(
      name: callee(), parameters: parameters(),
      tails: flip(4) ? many(1...2) { Tail(name: $0.name(), parameters: $0.parameters()) } : [],
      results: many(0...2) { $0.type() }, body: block(depth: depth))
  }

  // MARK: Statements

  private mutating func block(depth: Int) -> Block {
    list(0...(depth > 0 ? 4 : 1)) { $0.statement(depth: depth - 1) }
  }

  private mutating func statement(depth: Int) -> Statement {
    switch pick(depth > 0 ? 13 : 8) {
    case 0: return .variables(many(1...4) { Parameter($0.name(), $0.type()) })
    case 1, 2:
      if flip(3) {
        return .assignment([Target(variable(), index: expression(depth: 1))], [expression(depth: 2)])
      }
      return .assignment(many(1...2) { Target($0.variable()) }, many(1...2) { $0.expression(depth: 3) })
    case 3: return .call(Expression(.call(call(depth: 2)), nothing))
    case 4: return flip() ? .break : .continue
    case 5: return .return(many(0...2) { $0.expression(depth: 2) })
    case 6: return .stop(any(Statement.Stop.allCases), expression(depth: 2))
    case 7: return .call(Expression(.call(call(depth: 3)), nothing))
    case 8, 9: return .loop(condition(), block(depth: depth))
    case 10: return .function(function(depth: depth))
    default:
      return .conditional(
        Conditional(
          many(1...3) { Conditional.Branch($0.condition(), $0.block(depth: depth)) },
          otherwise: flip() ? block(depth: depth) : nil))
    }
  }

  /// A condition does not begin with a map literal: its brace would be that of the block.
  private mutating func condition() -> Expression {
    let condition = expression(depth: 2)
    return Printer.text(condition).hasPrefix("{") ? Expression(.group(condition), nothing) : condition
  }

  // MARK: Expressions

  private mutating func variable() -> Variable { Variable(name(), isExtended: flip(3)) }

  private mutating func text() -> Text {
    Text(
      spelling: any([
        "\"\"", "\"text\"", "\"a \\\"b\\\" \\n \\x\"", "``", "`raw \\ \"`", "`two\nlines`", "\"é // no comment\"",
        "\"\\\\\"",
      ]), nothing)
  }

  private mutating func literal() -> Literal {
    switch pick(6) {
    case 0: .integer(any([0, 1, 42, .max]))
    case 1: .float(any(["0.5", "5.", ".5", "1.25"]))
    case 2, 3: .text(text())
    case 4: .bool(flip())
    default: .nil
    }
  }

  mutating func expression(depth: Int) -> Expression { expression(precedenceMin: 0, depth: depth) }

  /// An expression that can be an operand where operators of at least `precedenceMin` are read.
  private mutating func expression(precedenceMin: Int, depth: Int) -> Expression {
    let levels = [10, 15, 20, 22, 25, 30].filter { $0 >= precedenceMin }
    guard depth > 0, !levels.isEmpty, flip() else { return operand(depth: depth) }
    let level = any(levels)
    let operators = BinaryOperator.allCases.filter { $0.precedence == level }
    let first = expression(precedenceMin: level + 1, depth: depth - 1)
    let links = many(1...3) {
      Expression.Link(
        $0.any(operators), $0.expression(precedenceMin: level + 1, depth: depth - 1), isBroken: $0.flip(6))
    }
    return Expression(.binary(first, links), nothing)
  }

  private mutating func operand(depth: Int) -> Expression {
    let kind: Expression.Kind =
      switch pick(depth > 0 ? 10 : 3) {
      case 0: .literal(literal())
      case 1, 2: .variable(variable())
      case 3: .element(variable(), expression(depth: depth - 1))
      case 4, 5: .call(call(depth: depth - 1))
      case 6: .unary(any(UnaryOperator.allCases), operand(depth: depth - 1))
      case 7: .group(expression(depth: depth - 1))
      case 8: .array(collection { $0.element(depth: depth - 1) })
      default: .map(collection { $0.entry(depth: depth - 1) })
      }
    return Expression(kind, nothing)
  }

  private mutating func call(depth: Int) -> Call {
    Call(
      callee(), arguments(depth: depth),
      tails: flip(4) ? many(1...2) { TailCall($0.name(), $0.arguments(depth: depth)) } : [])
  }

  private mutating func arguments(depth: Int) -> Arguments {
    let values = many(0...3) { $0.expression(depth: depth) }
    return Arguments(
      values, isSpread: !values.isEmpty && flip(5), isBroken: !values.isEmpty && flip(6), nothing)
  }

  private mutating func collection<Content>(
    _ make: (inout TreeGenerator) -> Content
  ) -> Expression.Collection<Content> {
    let isBroken = flip(4)
    let list = list(0...3, comments: isBroken, make)
    return Expression.Collection(list, isBroken: isBroken && !(list.items.isEmpty && list.closing.isEmpty))
  }

  private mutating func element(depth: Int) -> Expression.Element {
    flip(5) ? .entry(entry(depth: depth)) : .value(elementValue(depth: depth))
  }

  private mutating func entry(depth: Int) -> Expression.Entry {
    let key: Expression.Key = flip() ? .text(text()) : .name(any(["key", "$key", "action", "money", "if"]), nothing)
    return Expression.Entry(key, elementValue(depth: depth))
  }

  private mutating func elementValue(depth: Int) -> Expression {
    let kind: Expression.Kind =
      switch pick(depth > 0 ? 4 : 2) {
      case 0: .literal(literal())
      case 1: .variable(variable())
      case 2: .array(collection { $0.element(depth: depth - 1) })
      default: .map(collection { $0.entry(depth: depth - 1) })
      }
    return Expression(kind, nothing)
  }
}
