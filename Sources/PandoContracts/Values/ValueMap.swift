/// A map of a program, by reference, from texts to values. Its entries stay in the order in which they were added; none
/// is ever removed. What changes lies behind a pointer; see ``ValueArray``.
@safe package final class ValueMap {
  @unsafe struct Entry {
    let key: Unmanaged<ByteStorage>
    var slot: Slot
  }

  @unsafe struct Body {
    var count = 0
    var capacity = 0
    var entries: UnsafeMutablePointer<Entry>
    /// A table of open addressing with a power of two of places, at most half of them taken; none while there are few
    /// entries. A place is 0, or has 1 + the number of an entry in as many low bits as numbers of places have, and
    /// above them what the entry's hash has there.
    var places: UnsafeMutablePointer<UInt32>
    var placeCount = 0
    /// The number of the entry that was found last: what is read is often what is written next.
    var recent = 0
    /// Whether it has, or had, arrays or maps among its values.
    var hasContainers = false
  }

  private let body: UnsafeMutablePointer<Body>
  private var memory: Memory?

  /// What it takes beside its entries, and for each, with its places in the table.
  static let overhead = 128
  static let entryOverhead = 48
  /// Up to so many entries are looked through one by one.
  private static let scanMax = 8

  package init() {
    unsafe body = .allocate(capacity: 1)
    unsafe body.initialize(to: Body(entries: .allocate(capacity: 0), places: .allocate(capacity: 0)))
  }

  package convenience init(_ pairs: some Sequence<(key: ByteString, value: Value)>) {
    self.init()
    for pair in pairs { self[pair.key] = pair.value }
  }

  deinit {
    unsafe memory?.release(ValueMap.overhead + body.pointee.capacity * ValueMap.entryOverhead)
    Teardown.release(takeSlots())
    unsafe body.pointee.entries.deallocate()
    unsafe body.pointee.places.deallocate()
    unsafe body.deallocate()
  }

  @inline(__always) package var count: Int { unsafe body.pointee.count }
  var hasContainers: Bool { unsafe body.pointee.hasContainers }

  /// Nil where there is no such key; assigning nil changes nothing, since nothing is ever removed.
  package subscript(key: ByteString) -> Value? {
    get { index(of: key.storage).map { slot(at: $0).value } }
    set { if let newValue { set(key.storage, to: Slot(newValue)) } }
  }

  /// - Precondition: the index is less than ``count``.
  package func key(at index: Int) -> ByteString {
    precondition(index >= 0 && index < count, "The index is one of the map's.")
    return unsafe ByteString(storage: body.pointee.entries[index].key.takeUnretainedValue())
  }

  /// - Precondition: the index is less than ``count``.
  package func value(at index: Int) -> Value { slot(at: index).value }

  /// A copy of the entries.
  package var pairs: [(key: ByteString, value: Value)] { (0..<count).map { (key(at: $0), value(at: $0)) } }

  // MARK: Slots

  func slot(at index: Int) -> Slot {
    precondition(index >= 0 && index < count, "The index is one of the map's.")
    return unsafe body.pointee.entries[index].slot
  }

  /// Takes the reference that `slot` has.
  func replace(at index: Int, with slot: Slot) {
    precondition(index >= 0 && index < count, "The index is one of the map's.")
    let old = unsafe body.pointee.entries[index].slot
    unsafe body.pointee.entries[index].slot = slot
    if slot.isContainer { unsafe body.pointee.hasContainers = true }
    old.release()
  }

  /// The map keeps its reference: who wants one of its own retains it. Nil where there is no such key.
  func slot(of key: ByteStorage) -> Slot { index(of: key).map { slot(at: $0) } ?? Slot.nil }

  /// Takes the reference that `slot` has.
  func set(_ key: ByteStorage, to slot: Slot) {
    if let index = index(of: key) { replace(at: index, with: slot) } else { add(key, slot) }
  }

  /// Takes the reference that `slot` has.
  /// - Precondition: there is no such key.
  func add(_ key: ByteStorage, _ slot: Slot) {
    if unsafe count == body.pointee.capacity { reserve(max(4, 2 * count)) }
    unsafe (body.pointee.entries + count).initialize(to: Entry(key: .passRetained(key), slot: slot))
    unsafe body.pointee.count += 1
    if slot.isContainer { unsafe body.pointee.hasContainers = true }
    if count > ValueMap.scanMax { enter() }
  }

  /// The number of the entry with this key.
  func index(of key: ByteStorage) -> Int? {
    let recent = unsafe body.pointee.recent
    if recent < count, unsafe isSame(body.pointee.entries[recent].key, key) { return recent }
    guard let index = search(for: key) else { return nil }
    unsafe body.pointee.recent = index
    return index
  }

  private func search(for key: ByteStorage) -> Int? {
    let body = unsafe self.body.pointee
    guard unsafe body.placeCount > 0 else {
      for index in unsafe 0..<body.count where unsafe isEqual(body.entries[index].key, key) { return index }
      return nil
    }
    let hash = key.hash
    let mask = UInt32(truncatingIfNeeded: unsafe body.placeCount - 1)
    var position = hash & mask
    while true {
      let place = unsafe body.places[Int(position)]
      if place == 0 { return nil }
      if (place ^ hash) & ~mask == 0 {
        let index = Int(place & mask) - 1
        if unsafe isEqual(body.entries[index].key, key) { return index }
      }
      position = (position &+ 1) & mask
    }
  }

  @inline(__always)
  private func isSame(_ left: Unmanaged<ByteStorage>, _ right: ByteStorage) -> Bool {
    unsafe left.toOpaque() == Unmanaged.passUnretained(right).toOpaque()
  }

  @inline(__always)
  private func isEqual(_ left: Unmanaged<ByteStorage>, _ right: ByteStorage) -> Bool {
    unsafe isSame(left, right) || left._withUnsafeGuaranteedRef { $0.equals(right) }
  }

  private func reserve(_ newCapacity: Int) {
    let old = unsafe body.pointee
    unsafe body.pointee.entries = .allocate(capacity: newCapacity)
    unsafe body.pointee.entries.moveInitialize(from: old.entries, count: old.count)
    unsafe old.entries.deallocate()
    unsafe memory?.take((newCapacity - old.capacity) * ValueMap.entryOverhead)
    unsafe body.pointee.capacity = newCapacity
  }

  /// Finds the last entry its place in the table.
  private func enter() {
    guard unsafe 2 * count > body.pointee.placeCount else { return place(count - 1) }
    unsafe body.pointee.places.deallocate()
    let placeCount = unsafe max(32, 2 * body.pointee.placeCount)
    unsafe body.pointee.places = .allocate(capacity: placeCount)
    unsafe body.pointee.places.initialize(repeating: 0, count: placeCount)
    unsafe body.pointee.placeCount = placeCount
    for index in 0..<count { place(index) }
  }

  private func place(_ index: Int) {
    let hash = unsafe body.pointee.entries[index].key._withUnsafeGuaranteedRef { $0.hash }
    let mask = UInt32(truncatingIfNeeded: unsafe body.pointee.placeCount - 1)
    var position = hash & mask
    while unsafe body.pointee.places[Int(position)] != 0 { position = (position &+ 1) & mask }
    unsafe body.pointee.places[Int(position)] = (hash & ~mask) | UInt32(index + 1)
  }

  /// Empties the map for good: the references to values are the caller's.
  func takeSlots() -> [Slot] {
    for index in 0..<count { unsafe body.pointee.entries[index].key.release() }
    let slots = (0..<count).map { slot(at: $0) }
    unsafe body.pointee.count = 0
    unsafe body.pointee.placeCount = 0
    return slots
  }

  /// From here on `memory` keeps account of it.
  /// - Returns: whether that is new.
  func adopt(_ memory: Memory) -> Bool {
    guard self.memory == nil else { return false }
    self.memory = memory
    unsafe memory.take(ValueMap.overhead + body.pointee.capacity * ValueMap.entryOverhead)
    return true
  }
}
