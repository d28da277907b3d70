/// A ``Value`` as registers and containers hold it: 16 bytes that are copied without asking what they are. Whoever
/// keeps a copy of a reference says so with ``retain()``, and with ``release()`` when it goes.
struct Slot {
  var bits: UInt64
  var tag: Tag

  enum Tag: UInt8 {
    case `nil`, bool, int, float
    /// A `$` variable that nothing has set.
    case unset
    // From here on `bits` is a reference.
    case money, string, bytes, array, map
  }

  @inline(__always) init(_ tag: Tag, _ bits: UInt64) {
    self.bits = bits
    self.tag = tag
  }

  @inline(__always) init(int: Int64) { self.init(.int, UInt64(bitPattern: int)) }
  @inline(__always) init(bool: Bool) { self.init(.bool, bool ? 1 : 0) }
  @inline(__always) init(float: Float64) { self.init(.float, float.bitPattern) }

  static let `nil` = Slot(.nil, 0)

  @inline(__always) var isReference: Bool { tag.rawValue >= Tag.money.rawValue }
  var isContainer: Bool { tag.rawValue >= Tag.array.rawValue }
  @inline(__always) var int: Int64 { Int64(bitPattern: bits) }
  @inline(__always) var bool: Bool { bits != 0 }
  @inline(__always) var float: Float64 { Float64(bitPattern: bits) }
}

/// A number that does not fit a slot.
final class MoneyBox {
  let value: Money
  init(_ value: Money) { self.value = value }
}

// MARK: References

extension Slot {
  /// A slot that holds a reference of its own to `object`.
  private init(_ tag: Tag, retaining object: AnyObject) {
    let address = unsafe UInt(bitPattern: Unmanaged.passRetained(object).toOpaque())
    self.init(tag, UInt64(address))
  }

  private var object: Unmanaged<AnyObject> {
    guard let address = unsafe UnsafeRawPointer(bitPattern: UInt(bits)) else {
      preconditionFailure("A reference is not null.")
    }
    return unsafe Unmanaged.fromOpaque(address)
  }

  /// - Precondition: the slot is a reference to a `Kind`.
  @inline(__always) func reference<Kind: AnyObject>(to kind: Kind.Type) -> Unmanaged<Kind> {
    unsafe Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: UInt(bits)).unsafelyUnwrapped)
  }

  @inline(__always) func retain() {
    if isReference { retainReference() }
  }

  @inline(__always) func release() {
    if isReference { releaseReference() }
  }

  @inline(never) private func retainReference() { _ = unsafe object.retain() }
  @inline(never) private func releaseReference() { unsafe object.release() }

  /// A slot with a reference of its own.
  init(_ value: Value) {
    switch value {
    case .nil: self = Slot.nil
    case .bool(let value): self.init(bool: value)
    case .int(let value): self.init(int: value)
    case .float(let value): self.init(float: value)
    case .money(let value): self.init(.money, retaining: MoneyBox(value))
    case .string(let value): self.init(.string, retaining: value.storage)
    case .bytes(let value): self.init(.bytes, retaining: value.storage)
    case .array(let value): self.init(.array, retaining: value)
    case .map(let value): self.init(.map, retaining: value)
    }
  }

  /// Its type; nil when it is nil.
  var type: ValueType? {
    switch tag {
    case .nil, .unset: nil
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

  @inline(__always) var isTrue: Bool { isReference ? value.isTrue : tag == .float ? float != 0 : bits != 0 }

  /// The value, which has a reference of its own.
  var value: Value {
    switch tag {
    case .nil, .unset: .nil
    case .bool: .bool(bool)
    case .int: .int(int)
    case .float: .float(float)
    case .money: .money(unsafe reference(to: MoneyBox.self).takeUnretainedValue().value)
    case .string: .string(ByteString(storage: unsafe reference(to: ByteStorage.self).takeUnretainedValue()))
    case .bytes: .bytes(ByteString(storage: unsafe reference(to: ByteStorage.self).takeUnretainedValue()))
    case .array: .array(unsafe reference(to: ValueArray.self).takeUnretainedValue())
    case .map: .map(unsafe reference(to: ValueMap.self).takeUnretainedValue())
    }
  }
}
