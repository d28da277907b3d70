/// An amount beyond 64 bits, by reference, so that a ``Slot`` can hold it and a run has it on its account.
///
/// SAFETY: what the amount is does not change; the account is that of the one run that has seen it.
final class WideMoney: @unchecked Sendable {
  let isNegative: Bool
  let magnitude: Natural
  /// Nil as long as no run has seen it.
  private var memory: Memory?

  /// What it takes beside its words.
  static let overhead = 96

  init(isNegative: Bool, magnitude: Natural) {
    self.isNegative = isNegative
    self.magnitude = magnitude
  }

  deinit { memory?.release(byteCount) }

  private var byteCount: Int { WideMoney.overhead + magnitude.limbs.count * MemoryLayout<UInt64>.stride }

  /// From here on `memory` keeps account of it.
  func adopt(_ memory: Memory) {
    guard self.memory == nil else { return }
    self.memory = memory
    memory.take(byteCount)
  }
}

extension WideMoney: Hashable {
  static func == (left: WideMoney, right: WideMoney) -> Bool {
    left === right || (left.isNegative == right.isNegative && left.magnitude == right.magnitude)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(isNegative)
    hasher.combine(magnitude)
  }
}
