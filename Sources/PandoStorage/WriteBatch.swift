/// Changes that happen together or not at all, in order: of two changes to one key the later wins.
package struct WriteBatch: Sendable {
  package enum Operation: Hashable, Sendable {
    case put(key: [UInt8], value: [UInt8])
    case delete(key: [UInt8])
  }

  package private(set) var operations: [Operation] = []

  package init() {}

  package var isEmpty: Bool { operations.isEmpty }

  /// The key has this value from now on. An empty value is a value.
  package mutating func put(_ key: [UInt8], _ value: [UInt8]) { operations.append(.put(key: key, value: value)) }

  /// The key has no value from now on; it need not have had one.
  package mutating func delete(_ key: [UInt8]) { operations.append(.delete(key: key)) }

  /// All changes of `other`, after those already here.
  package mutating func append(_ other: WriteBatch) { operations.append(contentsOf: other.operations) }

  package mutating func reserveCapacity(_ count: Int) { operations.reserveCapacity(count) }
}
