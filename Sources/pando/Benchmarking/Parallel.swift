import Foundation

/// Work on the processors of this machine.
enum Parallel {
  /// Makes `count` values, each from its number, on all processors; they are in order.
  @concurrent static func map<T: Sendable>(
    _ count: Int, _ make: @escaping @Sendable (Int) throws -> T
  ) async throws -> [T] {
    let share = max(1_000, count / (4 * ProcessInfo.processInfo.activeProcessorCount))
    return try await withThrowingTaskGroup(of: (Int, [T]).self) { group in
      var parts: [[T]] = []
      for start in stride(from: 0, to: count, by: share) {
        let part = parts.count
        parts.append([])
        group.addTask {
          try Task.checkCancellation()
          return (part, try (start..<min(start + share, count)).map(make))
        }
      }
      for try await (part, values) in group { parts[part] = values }
      return Array(parts.joined())
    }
  }
}
