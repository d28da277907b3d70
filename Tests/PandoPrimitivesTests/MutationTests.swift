import PandoPrimitives
import Testing

/// The property that makes an encoding canonical: whatever is accepted is exactly what would be written.
@Suite struct MutationTests {
  /// With the 33 types, a little over 10^5 in all.
  private static let mutationsPerType = 3_100

  @Test(arguments: mirroredTypes)
  func acceptedBytesAreTheOnesThatWouldBeWritten(_ type: MirroredType) throws {
    try mutate(type.type)
  }

  private func mutate<M: ProtobufMirrored>(_ type: M.Type) throws {
    var generator = SeededGenerator(seed: 2)
    var samples = (0..<31).map { _ in M.random(&generator).canonicalBytes }
    samples.sort { $0.count < $1.count }
    samples.removeLast(samples.count / 2)  // Small ones, so that a mutation often hits a tag or a length.
    for _ in 0..<MutationTests.mutationsPerType {
      var bytes = generator.element(of: samples)
      for _ in 0...Int.random(in: 0...2, using: &generator) { generator.mutate(&bytes) }
      guard let value = try? M(canonicalBytes: bytes) else { continue }
      try #require(value.canonicalBytes == bytes)
    }
  }

  @Test(arguments: mirroredTypes)
  func randomBytesAreRefusedOrRewrittenAsTheyAre(_ type: MirroredType) throws {
    try feed(type.type)
  }

  private func feed<M: ProtobufMirrored>(_ type: M.Type) throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let bytes = generator.bytes(0...200)
      guard let value = try? M(canonicalBytes: bytes) else { continue }
      try #require(value.canonicalBytes == bytes)
    }
  }

  @Test(arguments: mirroredTypes)
  func everyTruncationIsRefused(_ type: MirroredType) throws {
    try truncate(type.type)
  }

  /// Cut bytes may be another value's, when only optional fields at the end are lost; never this one's.
  private func truncate<M: ProtobufMirrored>(_ type: M.Type) throws {
    var generator = SeededGenerator(seed: 4)
    let value = M.random(&generator)
    let bytes = value.canonicalBytes
    for count in 0..<min(bytes.count, 2_000) {
      guard let other = try? M(canonicalBytes: Array(bytes.prefix(count))) else { continue }
      try #require(other != value && other.canonicalBytes == Array(bytes.prefix(count)))
    }
  }
}

extension SeededGenerator {
  /// Changes one thing about `bytes`.
  fileprivate mutating func mutate(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes.append(UInt8.random(in: 0...255, using: &self)) }
    let position = Int.random(in: 0..<bytes.count, using: &self)
    switch Int.random(in: 0..<9, using: &self) {
    case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
    case 1: bytes[position] = UInt8.random(in: 0...255, using: &self)
    case 2: bytes[position] = element(of: [0, 1, 0x7f, 0x80, 0xff])
    case 3: bytes.insert(UInt8.random(in: 0...255, using: &self), at: position)
    case 4: bytes.remove(at: position)
    case 5: bytes.removeLast(min(bytes.count, Int.random(in: 1...4, using: &self)))
    case 6: bytes.append(contentsOf: bytes[position...].prefix(40))
    case 7:
      // A varint in one byte more than it needs.
      bytes[position] |= 0x80
      bytes.insert(0, at: position + 1)
    default:
      // A field with an empty value.
      bytes.insert(contentsOf: [UInt8.random(in: 1..<16, using: &self) << 3 | (boolean() ? 2 : 0), 0], at: position)
    }
  }
}
