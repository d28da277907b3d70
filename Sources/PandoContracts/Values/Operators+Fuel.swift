extension Operators {
  /// What applying an operator costs beside the operation: it grows with what is looked at or made. Money has a bounded
  /// size.
  package static func fuel(
    _ binary: BinaryOperator, _ left: Value, _ right: Value, _ schedule: FuelSchedule
  ) -> Int {
    switch (left, right) {
    case (.string(let first), .string(let second)):
      switch binary {
      case .add: return (first.count + second.count) / schedule.bytesPerFuel
      case .or, .and: return 0
      default: return min(first.count, second.count) / schedule.bytesPerFuel
      }
    case (.string(let text), .int), (.int, .string(let text)), (.string(let text), .float),
      (.float, .string(let text)), (.string(let text), .money), (.money, .string(let text)):
      return text.count / schedule.bytesPerFuel
    case (.money, .money): return 1
    default: return 0
    }
  }
}
