// SAFETY: what the storage holds does not change once two can see it.
/// A text or bytes in a program: immutable to all who see it. Copies share their storage.
package struct ByteString: @unchecked Sendable {
  let storage: ByteStorage

  init(storage: ByteStorage) { self.storage = storage }

  package init() { unsafe storage = ByteStorage.empty }

  package init(_ bytes: some Swift.Collection<UInt8>) {
    let storage = ByteStorage.make(capacity: bytes.count)
    let buffer = unsafe storage.spare
    let (_, end) = unsafe buffer.initialize(from: bytes)
    precondition(end == bytes.count, "A collection has as many bytes as it says.")
    storage.grow(to: bytes.count)
    self.storage = storage
  }

  package init(_ text: String) { self.init(text.utf8) }

  package var count: Int { storage.count }
  package var isEmpty: Bool { storage.count == 0 }

  /// A copy of the bytes.
  package var bytes: [UInt8] { unsafe Array(storage.bytes) }

  /// The text; bytes that are no UTF-8 are replaced.
  package var string: String { unsafe String(decoding: storage.bytes, as: UTF8.self) }

  /// The text; nil when it is no UTF-8.
  package var validString: String? { unsafe String(validating: storage.bytes, as: UTF8.self) }

  /// Lets `body` look at the bytes without copying them.
  package func withBytes<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = unsafe storage.bytes
    return try body(unsafe Span(_unsafeElements: bytes))
  }

  package subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "The byte \(index) is one of \(count).")
    return unsafe storage.bytes[index]
  }

  /// This text and then another.
  package static func + (left: ByteString, right: ByteString) -> ByteString {
    ByteString(storage: ByteStorage.joined(left.storage, right.storage))
  }
}

extension ByteString: Hashable, Comparable {
  package static func == (left: ByteString, right: ByteString) -> Bool { left.storage.equals(right.storage) }
  package static func < (left: ByteString, right: ByteString) -> Bool { left.storage.precedes(right.storage) }
  package func hash(into hasher: inout Hasher) { hasher.combine(storage.hash) }
}

extension ByteString: ExpressibleByStringLiteral, CustomStringConvertible {
  package init(stringLiteral text: String) { self.init(text) }
  package var description: String { string }
}
