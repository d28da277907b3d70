/// A map of a program, by reference, from texts to values. Its entries stay in the order in which they were added.
package final class ValueMap {
  private struct Entry {
    let key: ByteStorage
    var slot: Slot
  }

  private var entries: [Entry] = []
  /// A table of open addressing with a power of two of places: 1 + an index of `entries`, or 0. Empty while there are few
  /// entries.
  private var places: [UInt32] = []
  private var memory: Memory?
  /// Whether it has, or had, arrays or maps among its values.
  private(set) var hasContainers = false

  /// What it takes beside its entries, and for each.
  static let overhead = 96
  static let entryOverhead = 32
  /// Up to so many entries are looked through one by one.
  private static let scanMax = 8

  package init() {}

  package convenience init(_ pairs: some Sequence<(key: ByteString, value: Value)>) {
    self.init()
    for pair in pairs { self[pair.key] = pair.value }
  }

  deinit {
    memory?.release(ValueMap.overhead + entries.count * ValueMap.entryOverhead)
    Teardown.release(takeSlots())
  }

  package var count: Int { entries.count }

  /// Nil where there is no such key; assigning nil changes nothing, since nothing is ever removed.
  package subscript(key: ByteString) -> Value? {
    get { index(of: key.storage).map { entries[$0].slot.value } }
    set { if let newValue { set(key.storage, to: Slot(newValue)) } }
  }

  /// - Precondition: the index is less than ``count``.
  package func key(at index: Int) -> ByteString { ByteString(storage: entries[index].key) }
  /// - Precondition: the index is less than ``count``.
  package func value(at index: Int) -> Value { entries[index].slot.value }

  /// A copy of the entries.
  package var pairs: [(key: ByteString, value: Value)] {
    entries.map { (ByteString(storage: $0.key), $0.slot.value) }
  }

  // MARK: Slots

  /// The map keeps its reference: who wants one of its own retains it. Nil slot where there is no such key.
  func slot(of key: ByteStorage) -> Slot {
    guard let index = index(of: key) else { return Slot.nil }
    return entries[index].slot
  }

  /// Takes the reference that `slot` has.
  func set(_ key: ByteStorage, to slot: Slot) {
    if slot.isContainer { hasContainers = true }
    if let index = index(of: key) {
      let old = entries[index].slot
      entries[index].slot = slot
      old.release()
      return
    }
    entries.append(Entry(key: key, slot: slot))
    memory?.take(ValueMap.entryOverhead)
    if entries.count > ValueMap.scanMax { index(entries.count - 1) }
  }

  func slot(at index: Int) -> Slot { entries[index].slot }

  /// Empties the map for good: the references are the caller's.
  func takeSlots() -> [Slot] {
    let slots = entries.map(\.slot)
    entries = []
    places = []
    return slots
  }

  private func index(of key: ByteStorage) -> Int? {
    if places.isEmpty { return entries.firstIndex { $0.key.equals(key) } }
    let mask = places.count - 1
    var place = key.hash & mask
    while places[place] != 0 {
      let index = Int(places[place]) - 1
      if entries[index].key.equals(key) { return index }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Finds the last entry its place.
  private func index(_ index: Int) {
    if 2 * entries.count > places.count {
      places = Array(repeating: 0, count: max(32, 2 * places.count))
      for index in entries.indices { place(index) }
    } else {
      place(index)
    }
  }

  private func place(_ index: Int) {
    let mask = places.count - 1
    var place = entries[index].key.hash & mask
    while places[place] != 0 { place = (place + 1) & mask }
    places[place] = UInt32(index + 1)
  }

  /// From here on `memory` keeps account of it.
  /// - Returns: whether that is new.
  func adopt(_ memory: Memory) -> Bool {
    guard self.memory == nil else { return false }
    self.memory = memory
    memory.take(ValueMap.overhead + entries.count * ValueMap.entryOverhead)
    return true
  }
}
