/// An array of a program, by reference.
@safe package final class ValueArray {
  private(set) package var count = 0
  private var capacity = 0
  private var base: UnsafeMutablePointer<Slot>
  private var memory: Memory?
  /// Whether it has, or had, arrays or maps among its elements.
  private(set) var hasContainers = false

  /// What it takes beside its elements.
  static let overhead = 64

  package init() { unsafe base = UnsafeMutablePointer.allocate(capacity: 0) }

  package convenience init(_ values: some Sequence<Value>) {
    self.init()
    for value in values { append(value) }
  }

  deinit {
    if hasContainers {
      Teardown.release(takeSlots())
    } else {
      for index in 0..<count { unsafe base[index].release() }
    }
    unsafe base.deallocate()
    memory?.release(ValueArray.overhead + capacity * MemoryLayout<Slot>.stride)
  }

  /// - Precondition: the index is one of the array's.
  package subscript(index: Int) -> Value {
    get { slot(at: index).value }
    set { replace(at: index, with: Slot(newValue)) }
  }

  package func append(_ value: Value) { append(Slot(value)) }

  /// A copy of the elements.
  package var values: [Value] { (0..<count).map { self[$0] } }

  // MARK: Slots

  /// The array keeps its reference: who wants one of its own retains it.
  @inline(__always) func slot(at index: Int) -> Slot {
    precondition(index >= 0 && index < count, "The index is one of the array's.")
    return unsafe base[index]
  }

  /// Takes the reference that `slot` has.
  @inline(__always) func replace(at index: Int, with slot: Slot) {
    precondition(index >= 0 && index < count, "The index is one of the array's.")
    let old = unsafe base[index]
    unsafe base[index] = slot
    if slot.isContainer { hasContainers = true }
    old.release()
  }

  /// Takes the reference that `slot` has.
  func append(_ slot: Slot) {
    if count == capacity { reserve(max(4, 2 * capacity)) }
    unsafe (base + count).initialize(to: slot)
    count += 1
    if slot.isContainer { hasContainers = true }
  }

  /// Adds nil until there are so many elements.
  func grow(to newCount: Int) {
    if newCount > capacity { reserve(max(newCount, 2 * capacity)) }
    while count < newCount {
      unsafe (base + count).initialize(to: Slot.nil)
      count += 1
    }
  }

  /// Makes room for so many elements.
  func reserve(_ newCapacity: Int) {
    guard newCapacity > capacity else { return }
    let old = unsafe base
    unsafe base = .allocate(capacity: newCapacity)
    unsafe base.moveInitialize(from: old, count: count)
    unsafe old.deallocate()
    memory?.take((newCapacity - capacity) * MemoryLayout<Slot>.stride)
    capacity = newCapacity
  }

  /// Empties the array: the references are the caller's.
  func takeSlots() -> [Slot] {
    let slots = (0..<count).map { unsafe base[$0] }
    count = 0
    return slots
  }

  /// From here on `memory` keeps account of it.
  /// - Returns: whether that is new.
  func adopt(_ memory: Memory) -> Bool {
    guard self.memory == nil else { return false }
    self.memory = memory
    memory.take(ValueArray.overhead + capacity * MemoryLayout<Slot>.stride)
    return true
  }
}
