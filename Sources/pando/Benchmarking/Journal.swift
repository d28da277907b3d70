package import PandoPrimitives
import Synchronization

/// What was sent in a run, by number, and what became of it. All moments are nanoseconds after the run began.
package final class Journal: Sendable {
  package struct Item: Sendable {
    package let id: TransactionID
    /// When it was due, whenever it was sent: waiting in the generator counts.
    package let dueAt: Int64
    /// What the node said that it was sent to; nil when none answered.
    package var answer: ResultCode?
    package var finalAt: Int64?
    /// The block that it was seen in.
    package var height: Height?

    package init(id: TransactionID, dueAt: Int64) {
      self.id = id
      self.dueAt = dueAt
    }
  }

  /// A final block as the watch saw it.
  package struct SeenBlock: Sendable {
    package let height: Height
    package let at: Int64
    package let transactionCount: Int
    /// How many of them are of this run.
    package let ownCount: Int

    package init(height: Height, at: Int64, transactionCount: Int, ownCount: Int) {
      self.height = height
      self.at = at
      self.transactionCount = transactionCount
      self.ownCount = ownCount
    }
  }

  private struct State {
    var items: [Item?]
    /// The place of each item, by the first eight bytes of its transaction's identifier.
    var indices: [UInt64: Int]
    var blocks: [SeenBlock] = []
    var waitingCount = 0

    /// The first word counts: the watch and the sender may both hear of it.
    mutating func settle(_ index: Int, at moment: Int64, _ height: Height) {
      guard items[index]?.finalAt == nil else { return }
      items[index]?.finalAt = moment
      items[index]?.height = height
      if items[index]?.answer == .pending { waitingCount -= 1 }
    }
  }

  private let firstNumber: Int
  private let state: Mutex<State>

  /// - Parameters:
  ///   - firstNumber: that of the run's first transaction.
  ///   - capacity: how many there are about.
  package init(firstNumber: Int, capacity: Int = 0) {
    self.firstNumber = firstNumber
    state = Mutex(
      State(items: Array(repeating: nil, count: capacity), indices: Dictionary(minimumCapacity: capacity)))
  }

  /// Notes what is about to be sent.
  package func sending(_ items: some Sequence<(number: Int, item: Item)>) {
    state.withLock { state in
      for (number, item) in items {
        let index = number - firstNumber
        if index >= state.items.count {
          state.items += Array(repeating: nil, count: index + 1 - state.items.count)
        }
        state.items[index] = item
        state.indices[item.id.hash.leadingWord] = index
      }
    }
  }

  /// Notes what a node said of transactions: −1 when it took one.
  package func answered(_ answers: some Sequence<(number: Int, code: ResultCode)>) {
    state.withLock { state in
      for (number, code) in answers {
        let index = number - firstNumber
        state.items[index]?.answer = code
        if code == .pending, state.items[index]?.finalAt == nil { state.waitingCount += 1 }
      }
    }
  }

  /// Notes a final block that holds these transactions, of this run and others.
  package func saw(_ ids: [TransactionID], inBlockAt height: Height, at moment: Int64) {
    state.withLock { state in
      var ownCount = 0
      for id in ids {
        guard let index = state.indices[id.hash.leadingWord], state.items[index]?.id == id else { continue }
        ownCount += 1
        state.settle(index, at: moment, height)
      }
      state.blocks.append(SeenBlock(height: height, at: moment, transactionCount: ids.count, ownCount: ownCount))
    }
  }

  /// Notes that a node told the sender of one transaction that it is final.
  package func final(_ number: Int, at moment: Int64, height: Height) {
    state.withLock { $0.settle(number - firstNumber, at: moment, height) }
  }

  /// How many were taken and are not final yet.
  package var waitingCount: Int { state.withLock { $0.waitingCount } }

  /// Everything that was sent, by number.
  package var items: [Item] { state.withLock { $0.items.compactMap(\.self) } }
  package var blocks: [SeenBlock] { state.withLock { $0.blocks } }
}
