/// What a program works with. Scalars need no memory of their own. Arrays and maps are references: two variables may
/// hold the same one.
package enum Value {
  case `nil`
  case bool(Bool)
  /// Wraps around, as two's complement does.
  case int(Int64)
  /// IEEE 754 binary64. Only operations that the standard rounds correctly are used, so all machines agree.
  case float(Float64)
  case money(Money)
  /// Mostly UTF-8, but a function may cut it anywhere.
  case string(ByteString)
  case bytes(ByteString)
  case array(ValueArray)
  case map(ValueMap)

  /// Its type; nil when it is nil.
  package var type: ValueType? {
    switch self {
    case .nil: nil
    case .bool: .bool
    case .int: .int
    case .float: .float
    case .money: .money
    case .string: .string
    case .bytes: .bytes
    case .array: .array
    case .map: .map
    }
  }

  /// What messages and `GetType` call its type.
  package var typeText: String { type.map(\.runtimeText) ?? "nil" }

  /// Whether it counts as true. Text does unless it is empty, whatever it says.
  package var isTrue: Bool {
    switch self {
    case .nil: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .float(let value): value != 0
    case .money(let value): !value.isZero
    case .string(let value), .bytes(let value): !value.isEmpty
    case .array(let value): value.count > 0
    case .map(let value): value.count > 0
    }
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  package init(stringLiteral text: String) { self = .string(ByteString(text)) }
  package init(integerLiteral value: Int64) { self = .int(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension ValueType {
  /// What messages call it.
  package var runtimeText: String {
    switch self {
    case .bool: "bool"
    case .bytes: "[]uint8"
    case .int: "int64"
    case .array: "[]interface {}"
    case .map: "*types.Map"
    case .money: "decimal.Decimal"
    case .float: "float64"
    case .string: "string"
    }
  }

  /// What a variable of this type holds before it is assigned. Arrays and maps are new ones each time.
  package var zero: Value {
    switch self {
    case .bool: .bool(false)
    case .bytes: .bytes(ByteString())
    case .int: .int(0)
    case .array: .array(ValueArray())
    case .map: .map(ValueMap())
    case .money: .money(Money.zero)
    case .float: .float(0)
    case .string: .string(ByteString())
    }
  }
}
