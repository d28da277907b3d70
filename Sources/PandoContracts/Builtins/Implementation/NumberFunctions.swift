import PandoPrimitives

/// `Int`, `Round`, `Div` and the like: `Builtin.numberFunctions`.
enum NumberFunctions {
  static let all: [(Name, Builtin.Implementation)] = [
    ("Int", int), ("Float", float), ("Money", money), ("FormatMoney", formatMoney), ("Floor", floor),
    ("Round", round), ("Log", log), ("Log10", log10), ("Pow", power), ("Sqrt", squareRoot), ("MathMod", remainder),
    ("MathModDecimal", moneyRemainder), ("SqrtDecimal", moneySquareRoot), ("Div", divide),
    ("GreaterThan", greaterThan), ("GreaterThanOrEqual", greaterThanOrEqual), ("LessThan", lessThan),
    ("LessThanOrEqual", lessThanOrEqual), ("Random", random), ("RandomFloat", randomFloat),
    ("RandomDecimal", randomMoney),
  ]

  // MARK: Conversions

  private static func int(_ call: inout BuiltinCall) throws(Fault) -> Value {
    switch call.arguments[0] {
    case .int(let value): return .int(value)
    case .nil: return 0
    case .float(let value):
      guard let int = Int64(exactly: value.rounded(.towardZero)) else { throw notInteger(call.arguments[0]) }
      return .int(int)
    case .string(let value):
      try call.charge(bytes: value.count)
      return .int(try value.integer())
    case .money(let value):
      guard let int = value.int else { throw notInteger(call.arguments[0]) }
      return .int(int)
    default: throw notInteger(call.arguments[0])
    }
  }

  private static func notInteger(_ value: Value) -> Fault { Fault(.value, value.text + " is not a valid integer") }

  private static func float(_ call: inout BuiltinCall) throws(Fault) -> Value {
    if case .string(let text) = call.arguments[0] { try call.charge(bytes: text.count) }
    return .float(call.arguments[0].looseFloat)
  }

  private static func money(_ call: inout BuiltinCall) throws(Fault) -> Value {
    switch call.arguments[0] {
    case .money, .int, .float, .string:
      if case .string(let text) = call.arguments[0] { try call.charge(bytes: text.count) }
      return try Operators.assign(call.arguments[0], to: .money, variable: "Money")
    case .nil: throw Fault(.value, "can't convert  to decimal")
    default: throw Fault(.type, "can't convert a value of type \(call.arguments[0].typeText) to decimal")
    }
  }

  private static func formatMoney(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let text = try digits(call, 0)
    var digitCount = try call.int(1)
    guard digitCount >= 0 else { throw Fault(.value, "digit must be positive") }
    if text.isEmpty { return "0" }
    guard !text.contains(UInt8(ascii: ".")) else {
      throw Fault(.value, "wrong money format " + ByteString(text))
    }
    if digitCount == 0 { digitCount = try ecosystemDigitCount(&call) }
    guard digitCount <= decimalCountMax else { throw Fault(.value, "digit must be at most \(decimalCountMax)") }
    guard let decimal = try? Decimal(text) else {
      throw Fault(.value, "can't convert " + ByteString(text) + " to decimal")
    }
    return .text(decimal.shifted(rightBy: Int(digitCount)).description)
  }

  private static let decimalCountMax = 1000

  /// How many decimals the token of the ecosystem has: its parameter `digits`.
  private static func ecosystemDigitCount(_ call: inout BuiltinCall) throws(Fault) -> Int64 {
    let parameter = try call.host.parameter(.ecosystem(call.host.facts.ecosystem, "digits"))
    guard let parameter, let count = try? NumberText.integer(parameter.bytes), count >= 0 else { return 0 }
    return count
  }

  // MARK: Floats

  private static func number(_ call: inout BuiltinCall, _ index: Int) throws(Fault) -> Float64 {
    switch call.arguments[index] {
    case .float(let value): return value
    case .int(let value): return Float64(value)
    case .string(let value):
      try call.charge(bytes: value.count)
      guard let float = NumberText.float(value.bytes) else { throw Fault(.value, "incorrect float value") }
      return float
    default: throw Fault(.type, "incorrect float value")
    }
  }

  private static func finite(_ value: Float64) throws(Fault) -> Value {
    guard value.isFinite else { throw Fault(.arithmetic, "incorrect float result") }
    return .float(value)
  }

  private static func whole(_ value: Float64) throws(Fault) -> Value {
    guard let int = Int64(exactly: value) else { throw Fault(.arithmetic, "incorrect float result") }
    return .int(int)
  }

  private static func floor(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try whole(number(&call, 0).rounded(.down))
  }

  private static func round(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try whole(number(&call, 0).rounded(.toNearestOrAwayFromZero))
  }

  private static func log(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try finite(FloatMath.log(number(&call, 0)))
  }

  private static func log10(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try finite(FloatMath.log10(number(&call, 0)))
  }

  private static func power(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try finite(FloatMath.power(number(&call, 0), number(&call, 1)))
  }

  private static func squareRoot(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try finite(number(&call, 0).squareRoot())
  }

  private static func remainder(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .float(try call.float(0).truncatingRemainder(dividingBy: call.float(1)))
  }

  // MARK: Decimals

  private static func moneyRemainder(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .money(try call.money(0).remainder(dividingBy: call.money(1)))
  }

  private static func moneySquareRoot(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .money(Money(ByteString(try digits(call, 0)))?.squareRoot ?? .zero)
  }

  private static func divide(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (dividend, divisor) = (try decimal(&call, 0), try decimal(&call, 1))
    guard let quotient = dividend.divided(by: divisor) else { throw .dividedByZero }
    return .text(quotient.description)
  }

  /// A text of digits with which something is worked out: that takes longer than looking at it.
  private static func digits(_ call: BuiltinCall, _ index: Int) throws(Fault) -> [UInt8] {
    let text = try call.string(index)
    try call.charge(elements: text.count)
    return text.bytes
  }

  /// What is no decimal number counts as 0.
  private static func decimal(_ call: inout BuiltinCall, _ index: Int) throws(Fault) -> Decimal {
    let text = try digits(call, index)
    return (try? Decimal(text)) ?? .zero
  }

  private static func greaterThan(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .bool(try decimal(&call, 0) > decimal(&call, 1))
  }

  private static func greaterThanOrEqual(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .bool(try decimal(&call, 0) >= decimal(&call, 1))
  }

  private static func lessThan(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .bool(try decimal(&call, 0) < decimal(&call, 1))
  }

  private static func lessThanOrEqual(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .bool(try decimal(&call, 0) <= decimal(&call, 1))
  }

  // MARK: Random numbers

  private static func wrongRange(_ call: BuiltinCall) -> Fault {
    Fault(
      .value, "wrong random parameters min: " + call.arguments[0].text + ", max: " + call.arguments[1].text)
  }

  /// The next 64 bits of a sequence that follows from the transaction: SHA-256 of its hash and their number.
  private static func draw(_ call: inout BuiltinCall) -> UInt64 {
    let number = call.run.drawCount
    call.run.drawCount = number &+ 1
    let seed = Array("pando/v1/needle-random".utf8) + [0] + call.host.facts.transactionHash.bytes
    let digest = Hash(sha256: seed + (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }).bytes
    return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func random(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (low, high) = (try call.int(0), try call.int(1))
    guard low >= 0, low < high else { throw wrongRange(call) }
    // The high half of the product is less than the width; each number is as likely as the next to one part in 2⁶⁴.
    let offset = draw(&call).multipliedFullWidth(by: UInt64(high - low)).high
    return .int(low + Int64(offset))
  }

  private static func randomFloat(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (low, high) = (try call.float(0), try call.float(1))
    guard low >= 0, low < high, high.isFinite else { throw wrongRange(call) }
    let fraction = Float64(draw(&call) >> 11) / Float64(1 << 53)
    let value = low + fraction * (high - low)
    return .float(value < high ? value : low)
  }

  private static func randomMoney(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (low, high) = (try call.money(0), try call.money(1))
    guard !low.isNegative, low < high else { throw wrongRange(call) }
    return .money(try low + draw(&call).fraction(of: high - low))
  }
}

extension UInt64 {
  /// So many 2⁶⁴ths of an amount, rounded down.
  fileprivate func fraction(of width: Money) throws(Fault) -> Money {
    let half = Money(Int64(self >> 1))
    return try (half * width).divided(by: Money(Int64.max) + Money(1))
  }
}
