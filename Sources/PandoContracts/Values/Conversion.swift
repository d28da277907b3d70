/// How operators and assignments see a value as another type.
package enum Conversion {
  /// A text as an integer: an empty one is 0.
  package static func int(_ text: ByteString) throws(Fault) -> Int64 {
    if text.isEmpty { return 0 }
    if let value = Int64(text.string) { return value }
    let digits = text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") ? text.bytes.dropFirst() : text.bytes[...]
    let isNumber = !digits.isEmpty && digits.allSatisfy(Lexer.isDigit)
    throw Fault(.value, "\(text) is not a valid integer : \(isNumber ? "value out of range" : "invalid syntax")")
  }

  /// A text as a float: decimal digits with an optional sign, point and exponent. Any other is 0. The standard library
  /// rounds to the nearest float, as IEEE 754 wants it.
  package static func float(_ text: ByteString) -> Float64 {
    let bytes = text.bytes
    var rest = bytes[...]
    func skipSign() {
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    }
    func skipDigits() -> Int {
      let count = rest.prefix(while: Lexer.isDigit).count
      rest.removeFirst(count)
      return count
    }
    skipSign()
    var digitCount = skipDigits()
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      digitCount += skipDigits()
    }
    guard digitCount > 0 else { return 0 }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      skipSign()
      guard skipDigits() > 0 else { return 0 }
    }
    return rest.isEmpty ? Float64(text.string) ?? 0 : 0
  }

  /// Any value as a float; what is no number is 0.
  package static func float(_ value: Value) -> Float64 {
    switch value {
    case .float(let value): value
    case .int(let value): Float64(value)
    case .money(let value): value.float
    case .string(let value): float(value)
    case .nil, .bool, .bytes, .array, .map: 0
    }
  }

  /// A value as money, without its fraction.
  package static func money(_ value: Value) throws(Fault) -> Money {
    switch value {
    case .money(let value): return value
    case .int(let value): return Money(value)
    case .float(let value):
      guard let money = Money(flooring: value) else {
        throw Fault(.value, "can't convert \(FloatText.shortest(value)) to decimal")
      }
      return money
    case .string(let value):
      guard let money = Money(value) else { throw Fault(.value, "can't convert \(value) to decimal") }
      return money.floor
    case .nil, .bool, .bytes, .array, .map: throw Fault(.type, "can't convert \(value.typeText) to decimal")
    }
  }

  /// The value that a variable of a type holds when it is given another.
  package static func assign(_ value: Value, to type: ValueType, _ name: Name) throws(Fault) -> Value {
    if type == .money { return .money(try money(value).floor) }
    guard let own = value.type, own != type else { return value }
    throw Fault(
      .type,
      "variable '\(name)' (type \(own.runtimeText)) cannot be represented by the type \(type.runtimeText)")
  }
}
