/// What stands before the bytes of a ``ByteStorage``.
struct ByteHeader {
  var count = 0
  let capacity: Int
  /// 0 until somebody asks.
  var hash: UInt32 = 0
  /// Whether runs and threads share it: then it belongs to none, and never changes.
  var isShared = false
  /// What keeps account of the memory; nil as long as no run has seen it.
  var memory: Memory?
}

/// The bytes of a ``ByteString``, in one piece of memory with what is known of them.
///
/// They never change while two can see them. Whoever holds the only reference may ``append(_:to:)`` to them, which
/// makes a loop that lengthens a text linear.
@safe final class ByteStorage: ManagedBuffer<ByteHeader, UInt8> {
  // SAFETY: it is shared.
  nonisolated(unsafe) static let empty = {
    let storage = make(capacity: 0)
    storage.share()
    return storage
  }()

  /// What it takes beside its bytes.
  static let overhead = 64

  /// A storage with room and nothing in it.
  static func make(capacity: Int) -> ByteStorage {
    let buffer = create(minimumCapacity: capacity) { _ in ByteHeader(capacity: capacity) }
    return unsafe unsafeDowncast(buffer, to: ByteStorage.self)
  }

  deinit { unsafe head.pointee.memory?.release(ByteStorage.overhead + head.pointee.capacity) }

  /// Valid as long as the storage is, as are those below.
  @inline(__always) private var head: UnsafeMutablePointer<ByteHeader> {
    unsafe withUnsafeMutablePointerToHeader { unsafe $0 }
  }

  @inline(__always) private var start: UnsafeMutablePointer<UInt8> {
    unsafe withUnsafeMutablePointerToElements { unsafe $0 }
  }

  @inline(__always) var count: Int { unsafe head.pointee.count }

  var bytes: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: start, count: count) }

  /// The room behind the bytes.
  var spare: UnsafeMutableBufferPointer<UInt8> {
    unsafe UnsafeMutableBufferPointer(start: start + count, count: head.pointee.capacity - count)
  }

  /// Takes bytes that were written into ``spare`` for its own.
  func grow(to newCount: Int) {
    precondition(unsafe newCount >= count && newCount <= head.pointee.capacity, "What was written has room.")
    unsafe head.pointee.count = newCount
    unsafe head.pointee.hash = 0
  }

  /// The bytes for which there will be new room when others are added: 0 when there is room.
  func growth(adding byteCount: Int) -> Int {
    unsafe spare.count < byteCount ? max(count + byteCount, 2 * count) : 0
  }

  /// Adds bytes to a storage that nobody else sees. It moves when it has no room.
  static func append(_ addition: ByteStorage, to storage: inout ByteStorage) {
    let capacity = storage.growth(adding: addition.count)
    if capacity > 0 {
      let old = storage
      storage = make(capacity: capacity)
      if let memory = unsafe old.head.pointee.memory { storage.adopt(memory) }
      storage.add(old)
    }
    storage.add(addition)
  }

  /// - Precondition: there is room.
  private func add(_ addition: ByteStorage) {
    let end = unsafe start + count
    grow(to: count + addition.count)
    unsafe end.update(from: addition.start, count: addition.count)
  }

  /// One text and then another, in a new storage.
  static func joined(_ first: ByteStorage, _ second: ByteStorage) -> ByteStorage {
    let storage = make(capacity: first.count + second.count)
    storage.add(first)
    storage.add(second)
    return storage
  }

  /// From here on `memory` keeps account of it.
  func adopt(_ memory: Memory) {
    guard unsafe head.pointee.memory == nil, unsafe !head.pointee.isShared else { return }
    unsafe head.pointee.memory = memory
    unsafe memory.take(ByteStorage.overhead + head.pointee.capacity)
  }

  /// From here on several threads may see it, and no run has it on its account: the constants of a program are paid for
  /// by whoever keeps the program, and a run takes the same memory whether or not others went before it.
  func share() {
    guard unsafe !head.pointee.isShared else { return }
    _ = hash
    unsafe head.pointee.isShared = true
  }

  /// Differs from process to process, so that nobody can choose texts that collide; nothing that a program sees depends
  /// on it.
  @inline(__always) var hash: UInt32 {
    let known = unsafe head.pointee.hash
    return known != 0 ? known : computeHash()
  }

  @inline(never)
  private func computeHash() -> UInt32 {
    var hasher = Hasher()
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    let hash = UInt32(truncatingIfNeeded: hasher.finalize()) | 0x8000_0000
    unsafe head.pointee.hash = hash
    return hash
  }

  func equals(_ other: ByteStorage) -> Bool {
    unsafe self === other || (count == other.count && bytes.elementsEqual(other.bytes))
  }

  func precedes(_ other: ByteStorage) -> Bool { unsafe bytes.lexicographicallyPrecedes(other.bytes) }
}
