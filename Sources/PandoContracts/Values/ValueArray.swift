/// An array of a program, by reference.
///
/// What changes lies behind a pointer that does not: a stored property that changes would be guarded at every access
/// against others at the same time, which took half the time of a loop over an array.
@safe package final class ValueArray {
  @unsafe struct Body {
    var count = 0
    var capacity = 0
    var elements: UnsafeMutablePointer<Slot>
    /// Whether it has, or had, arrays or maps among its elements.
    var hasContainers = false
  }

  let body: UnsafeMutablePointer<Body>
  private var memory: Memory?

  /// What it takes beside its elements.
  static let overhead = 96

  package init() {
    unsafe body = .allocate(capacity: 1)
    unsafe body.initialize(to: Body(elements: .allocate(capacity: 0)))
  }

  package convenience init(_ values: some Sequence<Value>) {
    self.init()
    for value in values { append(value) }
  }

  deinit {
    unsafe memory?.release(ValueArray.overhead + body.pointee.capacity * MemoryLayout<Slot>.stride)
    if hasContainers {
      Teardown.release(takeSlots())
    } else {
      for index in 0..<count { unsafe body.pointee.elements[index].release() }
    }
    unsafe body.pointee.elements.deallocate()
    unsafe body.deallocate()
  }

  @inline(__always) package var count: Int { unsafe body.pointee.count }
  var hasContainers: Bool { unsafe body.pointee.hasContainers }

  /// - Precondition: the index is one of the array's.
  package subscript(index: Int) -> Value {
    get { slot(at: index).value }
    set { replace(at: index, with: Slot(newValue)) }
  }

  /// Adds an element.
  package func append(_ value: Value) { append(Slot(value)) }

  /// A copy of the elements.
  package var values: [Value] { (0..<count).map { self[$0] } }

  // MARK: Slots

  /// The array keeps its reference: who wants one of its own retains it.
  @inline(__always) func slot(at index: Int) -> Slot {
    precondition(index >= 0 && index < count, "The index is one of the array's.")
    return unsafe body.pointee.elements[index]
  }

  /// Takes the reference that `slot` has.
  @inline(__always) func replace(at index: Int, with slot: Slot) {
    precondition(index >= 0 && index < count, "The index is one of the array's.")
    let place = unsafe body.pointee.elements + index
    let old = unsafe place.pointee
    unsafe place.pointee = slot
    if slot.isContainer { unsafe body.pointee.hasContainers = true }
    old.release()
  }

  /// Takes the reference that `slot` has.
  @inline(__always) func append(_ slot: Slot) {
    if unsafe body.pointee.count == body.pointee.capacity { reserve(max(4, 2 * count)) }
    unsafe (body.pointee.elements + count).initialize(to: slot)
    unsafe body.pointee.count += 1
    if slot.isContainer { unsafe body.pointee.hasContainers = true }
  }

  /// Adds nil until there are so many elements.
  func grow(to newCount: Int) {
    if unsafe newCount > body.pointee.capacity { reserve(max(newCount, 2 * count)) }
    while count < newCount { append(Slot.nil) }
  }

  /// Makes room for so many elements.
  @inline(never)
  private func reserve(_ newCapacity: Int) {
    let old = unsafe body.pointee
    unsafe body.pointee.elements = .allocate(capacity: newCapacity)
    unsafe body.pointee.elements.moveInitialize(from: old.elements, count: old.count)
    unsafe old.elements.deallocate()
    unsafe memory?.take((newCapacity - old.capacity) * MemoryLayout<Slot>.stride)
    unsafe body.pointee.capacity = newCapacity
  }

  /// Empties the array: the references are the caller's.
  func takeSlots() -> [Slot] {
    let slots = (0..<count).map { slot(at: $0) }
    unsafe body.pointee.count = 0
    return slots
  }

  /// From here on `memory` keeps account of it.
  /// - Returns: whether that is new.
  func adopt(_ memory: Memory) -> Bool {
    guard self.memory == nil else { return false }
    self.memory = memory
    unsafe memory.take(ValueArray.overhead + body.pointee.capacity * MemoryLayout<Slot>.stride)
    return true
  }
}
