import PandoPrimitives

/// Reads the syntax of RE2, but for names of scripts and `\C`; `\u` and `\U` with four and eight digits are characters.
struct RegularExpressionParser {
  private typealias Node = RegularExpressionNode
  private typealias SyntaxError = RegularExpression.SyntaxError

  private static let depthMax = 100
  private static let repetitionMax = 1000

  private struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotTakesLineBreaks = false
  }

  private let scalars: [Unicode.Scalar]
  private var offset = 0
  private var depth = 0
  private var flags = Flags()

  private init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  static func node(of pattern: [UInt8]) throws(RegularExpression.SyntaxError) -> RegularExpressionNode {
    var reader = ScalarReader(pattern)
    var scalars: [Unicode.Scalar] = []
    while let scalar = reader.next() {
      guard !reader.isInvalid else { throw SyntaxError(message: "invalid UTF-8") }
      scalars.append(scalar)
    }
    var parser = RegularExpressionParser(scalars)
    let node = try parser.alternatives()
    guard parser.offset == scalars.count else { throw parser.failure("unexpected )") }
    return node
  }

  private func failure(_ text: String) -> SyntaxError { SyntaxError(message: "error parsing regexp: \(text)") }

  private var current: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

  private mutating func take(_ text: String) -> Bool {
    guard scalars[offset...].starts(with: text.unicodeScalars) else { return false }
    offset += text.unicodeScalars.count
    return true
  }

  // MARK: Structure

  private mutating func alternatives() throws(SyntaxError) -> Node {
    guard depth < RegularExpressionParser.depthMax else { throw failure("expression nests too deeply") }
    depth += 1
    defer { depth -= 1 }
    var nodes = [try sequence()]
    while take("|") { nodes.append(try sequence()) }
    return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
  }

  private mutating func sequence() throws(SyntaxError) -> Node {
    var nodes: [Node] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      if take("\\Q") {
        nodes += try quoted()
        continue
      }
      guard let atom = try atom() else { continue }
      nodes.append(try repeated(atom))
    }
    return .sequence(nodes)
  }

  /// What stands between `\Q` and `\E` stands for itself; only its last character can be repeated.
  private mutating func quoted() throws(SyntaxError) -> [Node] {
    var nodes: [Node] = []
    while offset < scalars.count, !take("\\E") {
      nodes.append(literal(scalars[offset]))
      offset += 1
      if take("\\E") {
        nodes.append(try repeated(nodes.removeLast()))
        break
      }
    }
    return nodes
  }

  private mutating func repeated(_ atom: Node) throws(SyntaxError) -> Node {
    guard let (range, isOpen) = try repetition() else { return atom }
    _ = take("?")
    guard try repetition() == nil else { throw failure("invalid nested repetition operator") }
    return .repetition(atom, range, isOpen: isOpen)
  }

  private mutating func repetition() throws(SyntaxError) -> (ClosedRange<Int>, isOpen: Bool)? {
    if take("*") { return (0...0, true) }
    if take("+") { return (1...1, true) }
    if take("?") { return (0...1, false) }
    guard current == "{" else { return nil }
    let start = offset
    offset += 1
    guard let low = number() else { return literalBrace(start) }
    var high: Int? = low
    if take(",") { high = number() }
    guard take("}") else { return literalBrace(start) }
    guard low <= RegularExpressionParser.repetitionMax, (high ?? low) <= RegularExpressionParser.repetitionMax,
      low <= (high ?? low)
    else { throw failure("invalid repeat count") }
    return (low...(high ?? low), high == nil)
  }

  /// A brace that begins no count stands for itself.
  private mutating func literalBrace(_ start: Int) -> (ClosedRange<Int>, isOpen: Bool)? {
    offset = start
    return nil
  }

  private mutating func number() -> Int? {
    var number: Int?
    while let scalar = current, CharacterSet(CharacterSet.digits).contains(scalar) {
      number = min((number ?? 0) * 10 + Int(scalar.value - 0x30), RegularExpressionParser.repetitionMax + 1)
      offset += 1
    }
    return number
  }

  /// Nil for what only changes flags.
  private mutating func atom() throws(SyntaxError) -> Node? {
    guard let scalar = current else { return nil }
    offset += 1
    switch scalar {
    case "(": return try group()
    case "[": return .character(try brackets())
    case ".":
      var set = CharacterSet("\n")
      set.isNegated = true
      return .character(flags.dotTakesLineBreaks ? CharacterSet(CharacterSet.all) : set)
    case "^": return .assertion(flags.isMultiline ? .lineBegin : .textBegin)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    case "*", "+", "?": throw failure("missing argument to repetition operator: `\(scalar)`")
    case "\\": return try escape()
    default: return literal(scalar)
    }
  }

  private func literal(_ scalar: Unicode.Scalar) -> Node {
    var set = CharacterSet(scalar)
    set.ignoresCase = flags.ignoresCase
    return .character(set)
  }

  private mutating func group() throws(SyntaxError) -> Node? {
    let outer = flags
    if take("?P<") || (scalars[offset...].starts(with: "?<".unicodeScalars) && take("?<")) {
      let start = offset
      while let scalar = current, CharacterSet.word.contains(scalar) { offset += 1 }
      guard offset > start, take(">") else { throw failure("invalid named capture") }
    } else if take("?") {
      try readFlags()
      if take(")") { return nil }
      guard take(":") else { throw failure("missing argument to flags") }
    }
    let node = try alternatives()
    guard take(")") else { throw failure("missing closing )") }
    flags = outer
    return node
  }

  private mutating func readFlags() throws(SyntaxError) {
    var value = true
    while let scalar = current, scalar != ":", scalar != ")" {
      switch scalar {
      case "-" where value: value = false
      case "i": flags.ignoresCase = value
      case "m": flags.isMultiline = value
      case "s": flags.dotTakesLineBreaks = value
      // Greed does not change whether there is a match.
      case "U": break
      default: throw failure("invalid or unsupported Perl syntax: `(?\(scalar)`")
      }
      offset += 1
    }
  }

  // MARK: Escapes and sets

  private mutating func escape() throws(SyntaxError) -> Node {
    switch current {
    case "A":
      offset += 1
      return .assertion(.textBegin)
    case "z":
      offset += 1
      return .assertion(.textEnd)
    case "b":
      offset += 1
      return .assertion(.wordBoundary)
    case "B":
      offset += 1
      return .assertion(.noWordBoundary)
    default:
      if let items = try setEscape() { return .character(CharacterSet(items)) }
      return literal(try characterEscape())
    }
  }

  /// `\d`, `\pL` and the like, behind the backslash.
  private mutating func setEscape() throws(SyntaxError) -> [CharacterSet.Item]? {
    guard let scalar = current else { throw failure("trailing backslash at end of expression") }
    let items: [CharacterSet.Item]
    switch scalar {
    case "d", "D": items = CharacterSet.digits
    case "s", "S": items = CharacterSet.spaces
    case "w", "W": items = CharacterSet.words
    case "p", "P":
      offset += 1
      return try category(isNegated: scalar == "P")
    default: return nil
    }
    offset += 1
    return scalar.properties.isUppercase ? [.not(items)] : items
  }

  private mutating func category(isNegated: Bool) throws(SyntaxError) -> [CharacterSet.Item] {
    var name = ""
    var isNegated = isNegated
    if take("{") {
      if take("^") { isNegated.toggle() }
      while let scalar = current, scalar != "}" {
        name.unicodeScalars.append(scalar)
        offset += 1
      }
      guard take("}") else { throw failure("invalid character class range") }
    } else if let scalar = current {
      name.unicodeScalars.append(scalar)
      offset += 1
    }
    guard CharacterSet.isCategory(name) else { throw failure("invalid character class range: `\\p{\(name)}`") }
    return isNegated ? [.not([.category(name)])] : [.category(name)]
  }

  /// A character that is written as an escape, behind the backslash.
  private mutating func characterEscape() throws(SyntaxError) -> Unicode.Scalar {
    guard let scalar = current else { throw failure("trailing backslash at end of expression") }
    offset += 1
    switch scalar {
    case "a": return "\u{7}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{B}"
    case "x":
      guard take("{") else { return try hexadecimal(2) }
      let digits = scalars[offset...].prefix { $0 != "}" }.count
      let value = try hexadecimal(digits)
      guard take("}") else { throw failure("invalid escape sequence") }
      return value
    case "u": return try hexadecimal(4)
    case "U": return try hexadecimal(8)
    case "0"..."7":
      var value = scalar.value - 0x30
      // One digit alone, but for zero, would be a reference to a group.
      guard value == 0 || current.map({ ("0"..."7").contains($0) }) == true else {
        throw failure("invalid escape sequence: `\\\(scalar)`")
      }
      for _ in 0..<2 {
        guard let digit = current, ("0"..."7").contains(digit) else { break }
        value = value * 8 + digit.value - 0x30
        offset += 1
      }
      return Unicode.Scalar(value) ?? "\u{FFFD}"
    default:
      guard scalar.isASCII, !CharacterSet.word.contains(scalar) else {
        throw failure("invalid escape sequence: `\\\(scalar)`")
      }
      return scalar
    }
  }

  private mutating func hexadecimal(_ count: Int) throws(SyntaxError) -> Unicode.Scalar {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = current, digit.isASCII, let number = Hexadecimal.value(of: UInt8(digit.value)) else { break }
      value = value << 4 | UInt32(number)
      offset += 1
      guard value <= 0x10FFFF else { break }
    }
    guard count > 0, Hexadecimal.value(of: UInt8(scalars[offset - 1].value & 0x7F)) != nil,
      let scalar = Unicode.Scalar(value)
    else { throw failure("invalid escape sequence") }
    return scalar
  }

  /// A set between brackets, behind the first.
  private mutating func brackets() throws(SyntaxError) -> CharacterSet {
    var set = CharacterSet()
    set.isNegated = take("^")
    set.ignoresCase = flags.ignoresCase
    var isFirst = true
    while let scalar = current, scalar != "]" || isFirst {
      isFirst = false
      if take("[:") {
        let negated = take("^")
        var name = ""
        while let letter = current, letter != ":" {
          name.unicodeScalars.append(letter)
          offset += 1
        }
        guard take(":]"), let items = CharacterSet.posix(name) else { throw failure("invalid character class range") }
        set.add(negated ? [.not(items)] : items)
        continue
      }
      if scalar == "\\" {
        offset += 1
        if let items = try setEscape() {
          set.add(items)
          continue
        }
        offset -= 1
      }
      set.add([.range(try range())])
    }
    guard take("]") else { throw failure("missing closing ]") }
    return set
  }

  /// One character, or two with a minus between them.
  private mutating func range() throws(SyntaxError) -> ClosedRange<Unicode.Scalar> {
    let low = try bracketCharacter()
    guard current == "-", offset + 1 < scalars.count, scalars[offset + 1] != "]" else { return low...low }
    offset += 1
    let high = try bracketCharacter()
    guard low <= high else { throw failure("invalid character class range") }
    return low...high
  }

  private mutating func bracketCharacter() throws(SyntaxError) -> Unicode.Scalar {
    guard let scalar = current else { throw failure("missing closing ]") }
    offset += 1
    return scalar == "\\" ? try characterEscape() : scalar
  }
}
