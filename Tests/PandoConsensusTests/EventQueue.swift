/// What happens later, in order of time; at one time in the order of adding.
struct EventQueue<Item> {
  private var heap: [(time: UInt64, number: UInt64, item: Item)] = []
  private var count: UInt64 = 0

  var nextTime: UInt64? { heap.first?.time }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    (heap[left].time, heap[left].number) < (heap[right].time, heap[right].number)
  }

  mutating func add(_ item: Item, at time: UInt64) {
    heap.append((time, count, item))
    count += 1
    var child = heap.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeFirst() -> Item? {
    guard !heap.isEmpty else { return nil }
    heap.swapAt(0, heap.count - 1)
    let first = heap.removeLast().item
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
      guard let least = children.min(by: { precedes($0, $1) }), precedes(least, parent) else { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
