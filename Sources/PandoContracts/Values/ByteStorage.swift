/// The bytes of a ``ByteString``.
///
/// They never change while two can see them. Whoever holds the only reference may ``append(_:)`` to them, which makes a
/// loop that lengthens a text linear.
// SAFETY: only who holds the sole reference writes; what several threads share, the constants of a program, has at least
// two, and its hash is computed when it is loaded.
@safe final class ByteStorage: @unchecked Sendable {
  private(set) var count = 0
  private var capacity: Int
  private var base: UnsafeMutablePointer<UInt8>
  /// 0 until somebody asks.
  private var knownHash = 0
  /// What keeps account of its memory; nil as long as no run has seen it.
  private var memory: Memory?

  static let empty = {
    let storage = ByteStorage(capacity: 0)
    _ = storage.hash
    return storage
  }()

  /// A storage with room and nothing in it.
  init(capacity: Int) {
    self.capacity = max(capacity, 8)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit {
    unsafe base.deallocate()
    memory?.release(ByteStorage.overhead + capacity)
  }

  /// What it takes beside its bytes.
  static let overhead = 48

  /// Valid as long as the storage is.
  var bytes: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: base, count: count) }

  /// The room behind the bytes.
  var spare: UnsafeMutableBufferPointer<UInt8> {
    unsafe UnsafeMutableBufferPointer(start: base + count, count: capacity - count)
  }

  /// Takes bytes that were written into ``spare`` for its own.
  func grow(to newCount: Int) {
    precondition(newCount >= count && newCount <= capacity, "What was written has room.")
    count = newCount
    knownHash = 0
  }

  /// - Precondition: nobody else sees this storage.
  func append(_ other: ByteStorage) {
    let added = other.count
    if capacity - count < added { enlarge(to: max(count + added, 2 * capacity)) }
    unsafe (base + count).update(from: other.base, count: added)
    count += added
    knownHash = 0
  }

  private func enlarge(to newCapacity: Int) {
    let old = unsafe base
    unsafe base = .allocate(capacity: newCapacity)
    unsafe base.update(from: old, count: count)
    unsafe old.deallocate()
    memory?.take(newCapacity - capacity)
    capacity = newCapacity
  }

  /// From here on `memory` keeps account of it.
  func adopt(_ memory: Memory) {
    guard self.memory == nil, self !== ByteStorage.empty else { return }
    self.memory = memory
    memory.take(ByteStorage.overhead + capacity)
  }

  /// Differs from process to process, so that nobody can choose texts that collide; nothing that a program sees depends
  /// on it.
  var hash: Int {
    if knownHash != 0 { return knownHash }
    var hasher = Hasher()
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    knownHash = hasher.finalize() | 1
    return knownHash
  }

  func equals(_ other: ByteStorage) -> Bool {
    unsafe self === other || (count == other.count && bytes.elementsEqual(other.bytes))
  }

  func precedes(_ other: ByteStorage) -> Bool { unsafe bytes.lexicographicallyPrecedes(other.bytes) }
}
