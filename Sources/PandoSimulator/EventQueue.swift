import HeapModule

/// What is to happen and when. Of two things at one time the one that was planned first comes first.
struct EventQueue<Payload> {
  private struct Entry: Comparable {
    let time: UInt64
    let sequence: UInt64
    /// Where the payload lies; the heap moves small entries only.
    let slot: Int

    static func < (left: Entry, right: Entry) -> Bool { (left.time, left.sequence) < (right.time, right.sequence) }
  }

  private var heap = Heap<Entry>()
  private var slots: [Payload?] = []
  private var freeSlots: [Int] = []
  private var sequence: UInt64 = 0

  var count: Int { heap.count }
  var nextTime: UInt64? { heap.min?.time }

  mutating func add(_ payload: Payload, at time: UInt64) {
    sequence += 1
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = free
      slots[slot] = payload
    } else {
      slot = slots.count
      slots.append(payload)
    }
    heap.insert(Entry(time: time, sequence: sequence, slot: slot))
  }

  mutating func popFirst() -> (time: UInt64, payload: Payload)? {
    guard let entry = heap.popMin(), let payload = slots[entry.slot] else { return nil }
    slots[entry.slot] = nil
    freeSlots.append(entry.slot)
    return (entry.time, payload)
  }
}
