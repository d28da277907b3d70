/// The bytes of a ``ByteString``.
///
/// They never change while two can see them. Whoever holds the only reference may ``append(_:)`` to them, which makes a
/// loop that lengthens a text linear.
// SAFETY: only who holds the sole reference writes; what several threads share, the constants of a program, has at
// least two, and its hash is computed when it is loaded.
@safe final class ByteStorage: @unchecked Sendable {
  /// See ``ValueArray`` on why it is apart.
  @unsafe struct Body {
    var count = 0
    var capacity: Int
    var bytes: UnsafeMutablePointer<UInt8>
    /// 0 until somebody asks.
    var hash = 0
  }

  private let body: UnsafeMutablePointer<Body>
  /// What keeps account of its memory; nil as long as no run has seen it.
  private var memory: Memory?

  static let empty = {
    let storage = ByteStorage(capacity: 0)
    _ = storage.hash
    return storage
  }()

  /// A storage with room and nothing in it.
  init(capacity: Int) {
    unsafe body = .allocate(capacity: 1)
    let capacity = max(capacity, 8)
    unsafe body.initialize(to: Body(capacity: capacity, bytes: .allocate(capacity: capacity)))
  }

  deinit {
    unsafe memory?.release(ByteStorage.overhead + body.pointee.capacity)
    unsafe body.pointee.bytes.deallocate()
    unsafe body.deallocate()
  }

  /// What it takes beside its bytes.
  static let overhead = 80

  @inline(__always) var count: Int { unsafe body.pointee.count }

  /// Valid as long as the storage is.
  var bytes: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: body.pointee.bytes, count: count) }

  /// The room behind the bytes.
  var spare: UnsafeMutableBufferPointer<UInt8> {
    unsafe UnsafeMutableBufferPointer(start: body.pointee.bytes + count, count: body.pointee.capacity - count)
  }

  /// Takes bytes that were written into ``spare`` for its own.
  func grow(to newCount: Int) {
    precondition(unsafe newCount >= count && newCount - count <= spare.count, "What was written has room.")
    unsafe body.pointee.count = newCount
    unsafe body.pointee.hash = 0
  }

  /// - Precondition: nobody else sees this storage.
  func append(_ other: ByteStorage) {
    let added = other.count
    if unsafe spare.count < added { unsafe enlarge(to: max(count + added, 2 * body.pointee.capacity)) }
    unsafe (body.pointee.bytes + count).update(from: other.body.pointee.bytes, count: added)
    unsafe body.pointee.count += added
    unsafe body.pointee.hash = 0
  }

  private func enlarge(to newCapacity: Int) {
    let old = unsafe body.pointee
    unsafe body.pointee.bytes = .allocate(capacity: newCapacity)
    unsafe body.pointee.bytes.update(from: old.bytes, count: old.count)
    unsafe old.bytes.deallocate()
    unsafe memory?.take(newCapacity - old.capacity)
    unsafe body.pointee.capacity = newCapacity
  }

  /// From here on `memory` keeps account of it.
  func adopt(_ memory: Memory) {
    guard self.memory == nil, self !== ByteStorage.empty else { return }
    self.memory = memory
    unsafe memory.take(ByteStorage.overhead + body.pointee.capacity)
  }

  /// Differs from process to process, so that nobody can choose texts that collide; nothing that a program sees depends
  /// on it.
  var hash: Int {
    let known = unsafe body.pointee.hash
    if known != 0 { return known }
    var hasher = Hasher()
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    let hash = hasher.finalize() | 1
    unsafe body.pointee.hash = hash
    return hash
  }

  func equals(_ other: ByteStorage) -> Bool {
    unsafe self === other || (count == other.count && bytes.elementsEqual(other.bytes))
  }

  func precedes(_ other: ByteStorage) -> Bool { unsafe bytes.lexicographicallyPrecedes(other.bytes) }
}
