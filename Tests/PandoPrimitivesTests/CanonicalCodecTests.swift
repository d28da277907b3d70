import PandoPrimitives
import Testing

/// The parts of the codec that no message type uses in every way.
@Suite struct CanonicalCodecTests {
  @Test func signedNumbersTravelInZigzag() throws {
    for (value, bytes) in [
      (-1, [0x08, 0x01]), (1, [0x08, 0x02]), (-2, [0x08, 0x03]), (0, []),
      (Int64.max, [0x08, 0xfe] + [UInt8](repeating: 0xff, count: 8) + [0x01]),
      (Int64.min, [0x08, 0xff] + [UInt8](repeating: 0xff, count: 8) + [0x01]),
    ] as [(Int64, [UInt8])] {
      var encoder = CanonicalEncoder()
      encoder.signed(1, value)
      #expect(encoder.bytes == bytes)
      var decoder = CanonicalDecoder(bytes)
      #expect(try decoder.signed(1) == value)
      try decoder.finish()
    }
  }

  @Test func packedNumbersComeBack() throws {
    let values: [UInt64] = [0, 1, 127, 128, .max]
    var encoder = CanonicalEncoder()
    encoder.packed(3, values)
    var decoder = CanonicalDecoder(encoder.bytes)
    #expect(try decoder.packed(3, atMost: 5) == values)
    try decoder.finish()
  }

  @Test func packedNumbersAreBoundedMinimalAndNeverEmpty() {
    expectRefusal(.tooLarge(field: 1, limit: 2), of: [0x0a, 3, 1, 2, 3]) { _ = try $0.packed(1, atMost: 2) }
    expectRefusal(.defaultWritten(field: 1), of: [0x0a, 0]) { _ = try $0.packed(1, atMost: 2) }
    expectRefusal(.varintNotMinimal, of: [0x0a, 2, 0x81, 0]) { _ = try $0.packed(1, atMost: 2) }
    expectRefusal(.truncated(field: 0), of: [0x0a, 1, 0x81, 1]) { _ = try $0.packed(1, atMost: 2) }
    expectRefusal(.wrongWireType(field: 1), of: [0x08, 1]) { _ = try $0.packed(1, atMost: 2) }
  }

  @Test func anAbsentMessageIsNil() throws {
    var decoder = CanonicalDecoder([])
    let grant: WorldGrant? = try decoder.optionalMessage(1)
    #expect(grant == nil)
  }

  @Test func anEmptyMessageIsWritten() throws {
    var encoder = CanonicalEncoder()
    encoder.message(1, EventList())
    #expect(encoder.bytes == [0x0a, 0])
    var decoder = CanonicalDecoder(encoder.bytes)
    let list: EventList? = try decoder.optionalMessage(1)
    #expect(list == EventList())
  }

  @Test func theNextFieldIsSeenAndNotTaken() throws {
    var decoder = CanonicalDecoder([0x10, 7])
    #expect(try decoder.nextField() == 2)
    #expect(try decoder.nextField() == 2)
    #expect(try decoder.integer(1) == 0)
    #expect(try decoder.integer(2) == 7)
    #expect(try decoder.nextField() == nil)
  }

  @Test func fieldsWrittenInDescendingOrderStopTheProcess() async {
    await #expect(processExitsWith: .failure) {
      var encoder = CanonicalEncoder()
      encoder.integer(2, 1)
      encoder.integer(1, 1)
    }
  }

  private func expectRefusal(
    _ expected: PandoPrimitives.DecodingError, of bytes: [UInt8],
    _ read: (inout CanonicalDecoder) throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var decoder = CanonicalDecoder(bytes)
    #expect(throws: expected, sourceLocation: sourceLocation) { try read(&decoder) }
  }
}
