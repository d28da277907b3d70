/// A ``Value`` as registers and containers hold it: 16 bytes that are copied without asking what they are. Whoever
/// keeps a copy of a reference says so with ``retain()``, and with ``release()`` when it goes.
struct Slot {
  var bits: UInt64
  var tag: Tag

  enum Tag: UInt8 {
    case `nil`, bool, int, float
    /// A `$` variable that nothing has set.
    case unset
    /// An amount of 64 bits.
    case money
    // From here on `bits` is a reference.
    case string, bytes, array, map
    /// An amount beyond 64 bits.
    case wideMoney
  }

  @inline(__always) init(_ tag: Tag, _ bits: UInt64) {
    self.bits = bits
    self.tag = tag
  }

  @inline(__always) init(int: Int64) { self.init(.int, UInt64(bitPattern: int)) }
  @inline(__always) init(bool: Bool) { self.init(.bool, bool ? 1 : 0) }
  @inline(__always) init(float: Float64) { self.init(.float, float.bitPattern) }

  static let `nil` = Slot(.nil, 0)

  @inline(__always) var isReference: Bool { tag.rawValue >= Tag.string.rawValue }
  @inline(__always) var isContainer: Bool { tag == .array || tag == .map }
  @inline(__always) var int: Int64 { Int64(bitPattern: bits) }
  @inline(__always) var bool: Bool { bits != 0 }
  @inline(__always) var float: Float64 { Float64(bitPattern: bits) }
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
    case .money(let value):
      switch value.storage {
      case .word(let word): self.init(.money, UInt64(bitPattern: word))
      case .wide(let wide): self.init(.wideMoney, retaining: wide)
      }
    case .string(let value): self.init(.string, retaining: value.storage)
    case .bytes(let value): self.init(.bytes, retaining: value.storage)
    case .array(let value): self.init(.array, retaining: value)
    case .map(let value): self.init(.map, retaining: value)
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
    case .money: .money(Money(int))
    case .wideMoney: .money(Money(unsafe reference(to: WideMoney.self).takeUnretainedValue()))
    case .string: .string(ByteString(storage: unsafe reference(to: ByteStorage.self).takeUnretainedValue()))
    case .bytes: .bytes(ByteString(storage: unsafe reference(to: ByteStorage.self).takeUnretainedValue()))
    case .array: .array(unsafe reference(to: ValueArray.self).takeUnretainedValue())
    case .map: .map(unsafe reference(to: ValueMap.self).takeUnretainedValue())
    }
  }
}
