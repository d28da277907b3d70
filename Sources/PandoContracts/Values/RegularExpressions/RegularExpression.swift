/// A regular expression in the syntax of RE2 that is searched for in time proportional to text times expression: all
/// ways to match are followed at once (Thompson's construction), none is tried and taken back.
struct RegularExpression {
  /// Why a text is none.
  struct SyntaxError: Error {
    let message: String
  }

  enum Instruction {
    case match
    /// Goes on when the next character is in the set.
    case character(CharacterSet)
    /// Goes on where an assertion holds.
    case assertion(Assertion)
    /// Goes on here and there.
    case split(Int)
    case jump(Int)
  }

  /// A condition on a place between characters.
  enum Assertion {
    case textBegin, textEnd, lineBegin, lineEnd, wordBoundary, noWordBoundary
  }

  static let patternByteCountMax = 4096
  static let instructionCountMax = 10_000

  private var program: [Instruction] = []
  /// Parts that were put together; a part may be empty and repeated often.
  private var partCount = 0

  var instructionCount: Int { program.count }

  init(_ pattern: [UInt8]) throws(SyntaxError) {
    guard pattern.count <= RegularExpression.patternByteCountMax else {
      throw SyntaxError(message: "expression too large")
    }
    try append(RegularExpressionParser.node(of: pattern))
    program.append(.match)
  }

  // MARK: Compiling

  private mutating func append(_ node: RegularExpressionNode) throws(SyntaxError) {
    partCount += 1
    guard program.count < RegularExpression.instructionCountMax,
      partCount < 2 * RegularExpression.instructionCountMax
    else { throw SyntaxError(message: "expression too large") }
    switch node {
    case .character(let set): program.append(.character(set))
    case .assertion(let assertion): program.append(.assertion(assertion))
    case .sequence(let nodes):
      for node in nodes { try append(node) }
    case .alternatives(let nodes):
      var exits: [Int] = []
      for (index, node) in nodes.enumerated() {
        guard index < nodes.count - 1 else {
          try append(node)
          continue
        }
        let split = program.count
        program.append(.split(0))
        try append(node)
        exits.append(program.count)
        program.append(.jump(0))
        program[split] = .split(program.count)
      }
      for exit in exits { program[exit] = .jump(program.count) }
    case .repetition(let node, let range, let isOpen):
      for _ in 0..<range.lowerBound { try append(node) }
      if isOpen {
        let split = program.count
        program.append(.split(0))
        try append(node)
        program.append(.jump(split))
        program[split] = .split(program.count)
        return
      }
      var splits: [Int] = []
      for _ in range.lowerBound..<range.upperBound {
        splits.append(program.count)
        program.append(.split(0))
        try append(node)
      }
      for split in splits { program[split] = .split(program.count) }
    }
  }

  // MARK: Searching

  /// Whether it matches somewhere in a text.
  func matches(_ text: [UInt8]) -> Bool {
    var reader = ScalarReader(text)
    var threads = ThreadList(program.count)
    var next = ThreadList(program.count)
    var before: Unicode.Scalar?
    var after = reader.next()
    while true {
      // A match may begin anywhere.
      if follow(0, before, after, &threads) { return true }
      guard let scalar = after else { return false }
      after = reader.next()
      next.removeAll()
      for place in threads.places {
        guard case .character(let set) = program[place], set.contains(scalar) else { continue }
        if follow(place + 1, scalar, after, &next) { return true }
      }
      swap(&threads, &next)
      before = scalar
    }
  }

  /// Adds a place and all that follow from it without a character. Tells whether the match is among them.
  private func follow(
    _ start: Int, _ before: Unicode.Scalar?, _ after: Unicode.Scalar?, _ threads: inout ThreadList
  ) -> Bool {
    var waiting = [start]
    while let place = waiting.popLast() {
      guard threads.insert(place) else { continue }
      switch program[place] {
      case .match: return true
      case .character: break
      case .jump(let target): waiting.append(target)
      case .split(let target): waiting += [target, place + 1]
      case .assertion(let assertion):
        if assertion.holds(before, after) { waiting.append(place + 1) }
      }
    }
    return false
  }

  /// The places in a program that are reached, each once.
  private struct ThreadList {
    private(set) var places: [Int] = []
    private var isReached: [Bool]

    init(_ count: Int) { isReached = Array(repeating: false, count: count) }

    mutating func insert(_ place: Int) -> Bool {
      if isReached[place] { return false }
      isReached[place] = true
      places.append(place)
      return true
    }

    mutating func removeAll() {
      for place in places { isReached[place] = false }
      places.removeAll(keepingCapacity: true)
    }
  }
}

extension RegularExpression.Assertion {
  fileprivate func holds(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
    func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(CharacterSet.word.contains) ?? false }
    switch self {
    case .textBegin: return before == nil
    case .textEnd: return after == nil
    case .lineBegin: return before == nil || before == "\n"
    case .lineEnd: return after == nil || after == "\n"
    case .wordBoundary: return isWord(before) != isWord(after)
    case .noWordBoundary: return isWord(before) == isWord(after)
    }
  }
}

/// What an expression consists of.
indirect enum RegularExpressionNode {
  case character(CharacterSet)
  case assertion(RegularExpression.Assertion)
  case sequence([RegularExpressionNode])
  case alternatives([RegularExpressionNode])
  /// At least, and at most, so many times; any number of times beyond the least when it is open.
  case repetition(RegularExpressionNode, ClosedRange<Int>, isOpen: Bool)
}
