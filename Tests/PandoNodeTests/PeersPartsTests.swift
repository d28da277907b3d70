import NIOCore
import PandoNode
import PandoPrimitives
import Testing

@Suite struct FrameTests {
  @Test func framesComeBackHoweverTheStreamIsCut() throws {
    let messages: [[UInt8]] = [[1], [], Array(repeating: 7, count: 300), [2, 3], []]
    let stream = messages.flatMap { Array(Frame.encode($0).readableBytesView) }
    for size in 1...stream.count {
      var assembler = FrameAssembler(byteCountMax: 300)
      var got: [[UInt8]] = []
      for start in stride(from: 0, to: stream.count, by: size) {
        var chunk = ByteBuffer(bytes: stream[start..<min(start + size, stream.count)])
        while let frame = try assembler.next(from: &chunk) { got.append(frame) }
        #expect(chunk.readableBytes == 0)
      }
      #expect(got == messages)
      #expect(!assembler.isPartial)
    }
  }

  @Test func lengthOverTheLimitIsRefusedAtTheHead() {
    var assembler = FrameAssembler(byteCountMax: 300)
    var chunk = ByteBuffer(integer: UInt32(301))
    #expect(throws: PeerDropReason.frameTooLong(301)) { try assembler.next(from: &chunk) }
    var greatest = FrameAssembler(byteCountMax: 300)
    chunk = ByteBuffer(integer: UInt32.max)
    #expect(throws: PeerDropReason.frameTooLong(Int(UInt32.max))) { try greatest.next(from: &chunk) }
  }

  @Test func partialFrameKnowsItsLength() throws {
    var assembler = FrameAssembler(byteCountMax: 300)
    var chunk = ByteBuffer(bytes: [0, 0])
    #expect(try assembler.next(from: &chunk) == nil)
    #expect(assembler.isPartial && assembler.announcedByteCount == 0)
    chunk = ByteBuffer(bytes: [1, 0, 9])
    #expect(try assembler.next(from: &chunk) == nil)
    #expect(assembler.isPartial && assembler.announcedByteCount == 256)
  }
}

@Suite struct OutboundQueueTests {
  private func frame(_ byte: UInt8, count: Int = 10) -> ByteBuffer { ByteBuffer(repeating: byte, count: count) }

  @Test func consensusGoesFirst() {
    var queue = OutboundQueue(byteCountMax: 100, frameCountMax: 10)
    #expect(queue.append(frame(1), as: .gossip) == .queued(gossipDropped: 0))
    #expect(queue.append(frame(2), as: .consensus) == .queued(gossipDropped: 0))
    #expect(queue.append(frame(3), as: .consensus) == .queued(gossipDropped: 0))
    #expect(queue.popFirst() == frame(2))
    #expect(queue.popFirst() == frame(3))
    #expect(queue.popFirst() == frame(1))
    #expect(queue.popFirst() == nil)
    #expect(queue.byteCount == 0)
  }

  @Test func oldestGossipMakesRoom() {
    var queue = OutboundQueue(byteCountMax: 30, frameCountMax: 10)
    for byte in 1...3 { _ = queue.append(frame(UInt8(byte)), as: .gossip) }
    #expect(queue.append(frame(4, count: 15), as: .consensus) == .queued(gossipDropped: 2))
    #expect(queue.append(frame(5), as: .gossip) == .queued(gossipDropped: 1))
    #expect(queue.popFirst() == frame(4, count: 15))
    #expect(queue.popFirst() == frame(5))
    #expect(queue.popFirst() == nil)
  }

  @Test func framesAreCountedAsWellAsBytes() {
    var queue = OutboundQueue(byteCountMax: 1_000, frameCountMax: 2)
    _ = queue.append(frame(1), as: .gossip)
    _ = queue.append(frame(2), as: .consensus)
    #expect(queue.append(frame(3), as: .gossip) == .queued(gossipDropped: 1))
    #expect(queue.append(frame(4), as: .consensus) == .queued(gossipDropped: 1))
    #expect(queue.append(frame(5), as: .consensus) == .overflow)
    #expect(queue.append(frame(6), as: .gossip) == .dropped)
    #expect(queue.frameCount == 2)
  }

  @Test func gossipThatFindsNoRoomDropsNoOther() {
    var queue = OutboundQueue(byteCountMax: 30, frameCountMax: 10)
    _ = queue.append(frame(1, count: 20), as: .consensus)
    _ = queue.append(frame(2), as: .gossip)
    #expect(queue.append(frame(3, count: 11), as: .gossip) == .dropped)
    #expect(queue.frameCount == 2)
  }
}

@Suite struct PeerClockTests {
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  @Test func silentPeerIsDropped() {
    let clock = PeerClock(limits: PeerLimits(), now: start)
    #expect(clock.verdict(at: start + .milliseconds(9_999), isReadingPaused: false) == nil)
    #expect(clock.verdict(at: start + .seconds(10), isReadingPaused: false) == .idle)
    #expect(clock.verdict(at: start + .seconds(10), isReadingPaused: true) == nil)
  }

  @Test func frameHasTimeForItsLengthAndNoMore() {
    var clock = PeerClock(limits: PeerLimits(), now: start)
    // One second more for each 262,144 bytes announced.
    for second in 0...12 {
      clock.hasRead(at: start + .seconds(Int64(second)), partial: 2 * 262_144)
      let verdict = clock.verdict(at: start + .seconds(Int64(second)), isReadingPaused: false)
      #expect(verdict == (second < 12 ? nil : .frameTooSlow))
    }
  }

  @Test func eachFrameHasItsOwnTime() {
    var clock = PeerClock(limits: PeerLimits(), now: start)
    clock.hasRead(at: start, partial: 100)
    clock.hasRead(at: start + .seconds(9))
    clock.hasRead(at: start + .seconds(9), partial: 100)
    #expect(clock.verdict(at: start + .seconds(18), isReadingPaused: false) == nil)
    #expect(clock.verdict(at: start + .seconds(19), isReadingPaused: false) != nil)
  }

  @Test func timeInWhichWeDidNotReadIsNotThePeers() {
    var clock = PeerClock(limits: PeerLimits(), now: start)
    clock.hasRead(at: start, partial: 100)
    #expect(clock.verdict(at: start + .seconds(60), isReadingPaused: true) == nil)
    clock.hasResumedReading(at: start + .seconds(60))
    #expect(clock.verdict(at: start + .seconds(69), isReadingPaused: false) == nil)
    #expect(clock.verdict(at: start + .seconds(70), isReadingPaused: false) != nil)
  }

  @Test func peerThatTakesNothingIsDropped() {
    var clock = PeerClock(limits: PeerLimits(), now: start)
    clock.writabilityChanged(isWritable: false, at: start)
    #expect(clock.verdict(at: start + .seconds(19), isReadingPaused: true) == nil)
    #expect(clock.verdict(at: start + .seconds(20), isReadingPaused: true) == .notReading)
    clock.writabilityChanged(isWritable: true, at: start + .seconds(20))
    #expect(clock.verdict(at: start + .seconds(21), isReadingPaused: true) == nil)
  }

  @Test func keepAliveIsDueAfterSilenceOfOurs() {
    var clock = PeerClock(limits: PeerLimits(), now: start)
    #expect(!clock.isKeepAliveDue(at: start + .seconds(2)))
    #expect(clock.isKeepAliveDue(at: start + .seconds(3)))
    clock.hasWritten(at: start + .seconds(3))
    #expect(!clock.isKeepAliveDue(at: start + .seconds(5)))
  }
}

@Suite struct PeerInboxTests {
  private let keys = (0..<3).map { _ in NodeKey.generate().publicKey }.sorted()

  private func limits(bytes: Int = 1_000, frames: Int = 10) -> PeerLimits {
    var limits = PeerLimits()
    limits.inboxByteCountMax = bytes
    limits.inboxFrameCountMax = frames
    return limits
  }

  @Test func eventsOfAKeyKeepTheirOrder() {
    let inbox = PeerInbox(limits: limits())
    let key = keys[0]
    #expect(inbox.open(key, session: 1) {})
    #expect(inbox.deliver([1], from: key, session: 1) == .roomLeft)
    #expect(inbox.open(key, session: 2) {})
    #expect(inbox.deliver([2], from: key, session: 1) == .stale)
    #expect(inbox.deliver([3], from: key, session: 2) == .roomLeft)
    inbox.close(key, session: 1, reason: .idle)
    inbox.close(key, session: 2, reason: .closedByPeer)
    inbox.close(key, session: 2, reason: .idle)
    #expect(
      inbox.drain(atMost: 100) == [
        .connected(key), .frame(key, [1]), .disconnected(key, .replaced), .connected(key), .frame(key, [3]),
        .disconnected(key, .closedByPeer),
      ])
    #expect(inbox.drain(atMost: 100).isEmpty)
    #expect(inbox.byteCount == 0)
  }

  @Test func keysTakeTurns() {
    let inbox = PeerInbox(limits: limits())
    for key in keys { #expect(inbox.open(key, session: 1) {}) }
    for _ in 0..<5 { _ = inbox.deliver([0], from: keys[0], session: 1) }
    _ = inbox.deliver([1], from: keys[1], session: 1)
    _ = inbox.deliver([2], from: keys[2], session: 1)
    let events = inbox.drain(atMost: 6)
    #expect(
      events == keys.map { .connected($0) } + [.frame(keys[0], [0]), .frame(keys[1], [1]), .frame(keys[2], [2])])
  }

  @Test(arguments: [(1_000, 10, 100), (100, 1_000, 10)]) func fullLaneResumesWhenHalfEmpty(
    bytes: Int, frames: Int, size: Int
  ) async {
    let inbox = PeerInbox(limits: limits(bytes: bytes, frames: frames))
    let key = keys[0]
    await confirmation { resumed in
      #expect(inbox.open(key, session: 1) { resumed() })
      _ = inbox.drain(atMost: 1)
      for index in 1...10 {
        let delivery = inbox.deliver([UInt8](repeating: 0, count: size), from: key, session: 1)
        #expect(delivery == (index < 10 ? .roomLeft : .full))
      }
      #expect(!inbox.open(key, session: 2) {})
      _ = inbox.drain(atMost: 4)
      #expect(inbox.byteCount == 6 * size)
      _ = inbox.drain(atMost: 1)
      _ = inbox.drain(atMost: 100)
    }
  }

  @Test func allLanesTogetherHaveALimitToo() async {
    var limits = limits()
    limits.inboxByteCountMaxTogether = 300
    let inbox = PeerInbox(limits: limits)
    let frame = [UInt8](repeating: 0, count: 100)
    await confirmation(expectedCount: 1) { resumed in
      for key in keys { #expect(inbox.open(key, session: 1) { resumed() }) }
      #expect(inbox.deliver(frame, from: keys[0], session: 1) == .roomLeft)
      #expect(inbox.deliver(frame, from: keys[1], session: 1) == .roomLeft)
      #expect(inbox.deliver(frame, from: keys[2], session: 1) == .full)
      while !inbox.drain(atMost: 10).isEmpty {}
      #expect(inbox.byteCount == 0)
    }
    #expect(inbox.deliver(frame, from: keys[2], session: 1) == .roomLeft)
  }

  @Test func consumerIsWokenOncePerSleep() async {
    let inbox = PeerInbox(limits: limits())
    #expect(inbox.open(keys[0], session: 1) {})
    await confirmation(expectedCount: 2) { woken in
      inbox.onEvents { woken() }
      _ = inbox.deliver([1], from: keys[0], session: 1)
      #expect(inbox.drain(atMost: 10).count == 2)
      _ = inbox.deliver([2], from: keys[0], session: 1)
      #expect(inbox.drain(atMost: 10).count == 1)
      #expect(inbox.drain(atMost: 10).isEmpty)
      _ = inbox.deliver([3], from: keys[0], session: 1)
    }
  }
}

@Suite struct PeerAddressTests {
  private let key = NodeKey.generate().publicKey

  @Test(arguments: ["node1.example.org:7000", "127.0.0.1:1", "[::1]:65535"]) func addressComesBackFromText(
    place: String
  ) {
    let address = PeerAddress("\(key)@\(place)")
    #expect(address?.key == key)
    #expect(address?.description == "\(key)@\(place)")
  }

  @Test(arguments: ["", ":1", "host", "host:", "host:0", "host:65536", "::1:7000", "[]:1"])
  func placeThatIsNoneIsRefused(place: String) {
    #expect(PeerAddress("\(key)@\(place)") == nil)
  }

  @Test func keyMustBeANodes() {
    #expect(PeerAddress("00@host:1") == nil)
    #expect(PeerAddress("host:1") == nil)
    #expect(PeerAddress("\(PrivateKey.generate(.p256).publicKey)@host:1") == nil)
  }
}
