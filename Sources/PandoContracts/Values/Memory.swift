/// Keeps account of the memory that the values of a run take.
package final class Memory {
  private(set) package var used = 0
  package let limit: Int

  package init(limit: Int) { self.limit = limit }

  package var isExceeded: Bool { used > limit }

  /// Whether so many bytes can be taken, for who is about to.
  func hasRoom(for byteCount: Int) -> Bool { byteCount <= limit - used }

  func take(_ byteCount: Int) { used += byteCount }
  func release(_ byteCount: Int) { used -= byteCount }
}
