import NIOEmbedded
import PandoNode
import PandoPrimitives
import Testing

/// What comes to the peer port that should not, and what must still work meanwhile.
@Suite(.timeLimit(.minutes(1))) struct PeersHostileTests {
  /// Whether a member can connect with `node` and be heard.
  private func expectService(of node: TestNode, among keys: [PublicKey] = []) async throws {
    let friend = try TestNode(peers: [try node.address()])
    friend.transport.admit([node.id])
    node.transport.admit(keys + [friend.id])
    try await running(friend) {
      var (atNode, atFriend) = (node.events, friend.events)
      _ = try await atNode.first { $0 == .connected(friend.id) }
      try await atFriend.expect(.connected(node.id))
      friend.transport.send([42], to: node.id, as: .consensus)
      _ = try await atNode.first { $0 == .frame(friend.id, [42]) }
    }
  }

  @Test func unknownKeyIsRefusedByTheOneDialed() async throws {
    let bob = try TestNode()
    try await bob.transport.bind()
    let mallory = try TestNode(peers: [try bob.address()])
    mallory.transport.admit([bob.id])
    try await running(bob, mallory) {
      let line = await bob.log.line(containing: "peer refused")
      #expect(line?.contains("key \(mallory.id) is not that of a member of this ledger") == true)
      #expect(await mallory.log.line(containing: "peer not reached") != nil)
      #expect(bob.transport.connections.isEmpty && mallory.transport.connections.isEmpty)
      #expect(bob.transport.counters.connectionsEstablished == 0)
      #expect(mallory.transport.counters.connectionsEstablished == 0)
      try await expectService(of: bob)
    }
  }

  @Test func unknownKeyIsNotDialed() async throws {
    let mallory = try TestNode()
    try await mallory.transport.bind()
    let alice = try TestNode(peers: [try mallory.address()])
    mallory.transport.admit([alice.id])
    try await running(alice, mallory) {
      try await expectService(of: alice)
      #expect(mallory.transport.counters.connectionsRefused == 0)
      #expect(mallory.transport.counters.connectionsEstablished == 0)
    }
  }

  @Test func otherKeyThanTheOneDialedIsRefused() async throws {
    let (mallory, expected) = (try TestNode(), NodeKey.generate().publicKey)
    try await mallory.transport.bind()
    let alice = try TestNode(peers: [try mallory.address(key: expected)])
    // Even though the one that answers is a member too.
    alice.transport.admit([expected, mallory.id])
    mallory.transport.admit([alice.id])
    try await running(alice, mallory) {
      let line = await alice.log.line(containing: "peer not reached")
      #expect(line?.contains("key \(mallory.id) answered instead of the one that was dialed") == true)
      #expect(alice.transport.connections.isEmpty)
      #expect(mallory.transport.counters.connectionsEstablished == 0)
    }
  }

  enum Garbage: CaseIterable {
    case http, ones, ourOwnFrame, overlongRecord, emptyHandshake

    var bytes: [UInt8] {
      switch self {
      case .http: Array("GET / HTTP/1.1\r\nHost: pando\r\n\r\n".utf8)
      case .ones: [UInt8](repeating: 0xff, count: 4_096)
      case .ourOwnFrame: [0, 0, 0, 2, 7, 7]
      // The head of a TLS record that is longer than TLS allows.
      case .overlongRecord: [0x16, 0x03, 0x01, 0xff, 0xff]
      // A TLS record whose bytes are no handshake message.
      case .emptyHandshake: [0x16, 0x03, 0x01, 0, 4, 9, 9, 9, 9]
      }
    }
  }

  @Test(arguments: Garbage.allCases) func bytesThatAreNotTLSAreRefused(garbage: Garbage) async throws {
    let alice = try TestNode()
    try await running(alice) {
      let knocker = try await Knocker.tcp(to: alice)
      knocker.send(garbage.bytes)
      try await knocker.untilClosed()
      #expect(await alice.log.line(containing: "peer refused") != nil)
      try await expectService(of: alice)
      #expect(alice.transport.counters.connectionsRefused == 1)
    }
  }

  @Test func clientWithoutCertificateIsRefused() async throws {
    let alice = try TestNode()
    try await running(alice) {
      let knocker = try await Knocker.tls(to: alice, as: .none)
      try await knocker.untilClosed()
      #expect(await alice.log.line(containing: "peer refused")?.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE") == true)
      try await expectService(of: alice)
    }
  }

  @Test func keyOfAnotherSchemeIsRefused() async throws {
    let alice = try TestNode()
    try await running(alice) {
      let knocker = try await Knocker.tls(to: alice, as: .key(.generate(.p256)))
      try await knocker.untilClosed()
      #expect(await alice.log.line(containing: "peer refused") != nil)
      #expect(alice.transport.counters.connectionsEstablished == 0)
      try await expectService(of: alice)
    }
  }

  /// Trust follows the key, never a certificate's dates.
  @Test func expiredCertificateOfAMemberIsAccepted() async throws {
    let (alice, member) = (try TestNode(), NodeKey.generate())
    alice.transport.admit([member.publicKey])
    try await running(alice) {
      let knocker = try await Knocker.tls(to: alice, as: .key(member.privateKey, expired: true))
      knocker.greet()
      var events = alice.events
      try await events.expect(.connected(member.publicKey))
      #expect(try await knocker.frame() == PeerGreeting(chainID: .zero).canonicalBytes)
    }
  }

  @Test func silentClientsAreDroppedInTime() async throws {
    var limits = PeerLimits.forTests
    limits.handshakeTimeout = .milliseconds(50)
    let (alice, member) = (try TestNode(limits: limits), NodeKey.generate())
    alice.transport.admit([member.publicKey])
    try await running(alice) {
      let (silent, ungreeting) = (
        try await Knocker.tcp(to: alice), try await Knocker.tls(to: alice, as: .key(member.privateKey))
      )
      try await silent.untilClosed()
      try await ungreeting.untilClosed()
      #expect(await alice.log.line(containing: "took too long to prove who it is") != nil)
      #expect(alice.transport.pendingCount == 0)
    }
  }

  @Test func floodOfHalfOpenConnectionsLeavesRoomForMembers() async throws {
    let alice = try TestNode()
    try await running(alice) {
      var knockers: [Knocker] = []
      for _ in 0..<200 { knockers.append(try await Knocker.tcp(to: alice)) }
      try await expectService(of: alice)
      #expect(alice.transport.pendingCount <= PeerLimits().pendingPerSourceMax)
      // The first to come was the first to go.
      try await knockers[0].untilClosed()
      #expect(alice.log.all.count < 2 * RefusalLog.lineCountMax)
      for knocker in knockers { knocker.close() }
    }
  }

  @Test func nodeOfAnotherLedgerIsRefused() async throws {
    let (alice, member) = (try TestNode(), NodeKey.generate())
    alice.transport.admit([member.publicKey])
    try await running(alice) {
      let knocker = try await Knocker.tls(to: alice, as: .key(member.privateKey))
      knocker.greet(chainID: Hash(sha256: [1]))
      try await knocker.untilClosed()
      #expect(await alice.log.line(containing: "peer refused")?.contains("serves another ledger") == true)
    }
  }

  @Test(arguments: [[], [1], [8, 2], [UInt8](repeating: 8, count: 65)]) func badGreetingIsRefused(
    frame: [UInt8]
  ) async throws {
    let (alice, member) = (try TestNode(), NodeKey.generate())
    alice.transport.admit([member.publicKey])
    try await running(alice) {
      let knocker = try await Knocker.tls(to: alice, as: .key(member.privateKey))
      knocker.send(frame: frame)
      try await knocker.untilClosed()
      #expect(await alice.log.line(containing: "peer refused") != nil)
      #expect(alice.transport.counters.connectionsEstablished == 0)
    }
  }

  /// A member's connection, from its greeting on.
  private func withMember(
    limits: PeerLimits = .forTests, _ body: (TestNode, Knocker, inout TestNode.Events, PublicKey) async throws -> Void
  ) async throws {
    let (alice, member) = (try TestNode(limits: limits), NodeKey.generate())
    alice.transport.admit([member.publicKey])
    try await running(alice) {
      let knocker = try await Knocker.tls(to: alice, as: .key(member.privateKey))
      knocker.greet()
      var events = alice.events
      try await events.expect(.connected(member.publicKey))
      try await body(alice, knocker, &events, member.publicKey)
    }
  }

  @Test func oversizedLengthEndsTheConnection() async throws {
    try await withMember { alice, knocker, events, _ in
      knocker.send([0xff, 0xff, 0xff, 0xff, 1, 2, 3])
      #expect(try await events.farewell() == .frameTooLong(Int(UInt32.max)))
      try await knocker.untilClosed()
      try await expectService(of: alice)
    }
  }

  @Test func truncatedFrameIsNeverDelivered() async throws {
    try await withMember { _, knocker, events, member in
      knocker.send(frame: [5])
      knocker.send([0, 0, 0, 9, 1, 2, 3])
      knocker.close()
      try await events.expect(.frame(member, [5]))
      try await events.expect(.disconnected(member, .closedByPeer))
    }
  }

  @Test func dribbledFrameEndsTheConnection() async throws {
    var limits = PeerLimits.forTests
    limits.frameTimeout = .milliseconds(100)
    try await withMember(limits: limits) { alice, knocker, events, member in
      let dribble = Task {
        knocker.send([0, 0, 0xff, 0xff])
        while !Task.isCancelled {
          knocker.send([0])
          try await Task.sleep(for: .milliseconds(5))
        }
      }
      try await events.expect(.disconnected(member, .frameTooSlow))
      dribble.cancel()
    }
  }

  @Test func memberThatFallsSilentIsDropped() async throws {
    var limits = PeerLimits.forTests
    limits.idleTimeout = .milliseconds(50)
    try await withMember(limits: limits) { _, knocker, events, member in
      try await events.expect(.disconnected(member, .idle))
      try await knocker.untilClosed()
    }
  }

  @Test func memberThatConnectsAnewReplacesItself() async throws {
    let (alice, member) = (try TestNode(), NodeKey.generate())
    alice.transport.admit([member.publicKey])
    try await running(alice) {
      var events = alice.events
      let first = try await Knocker.tls(to: alice, as: .key(member.privateKey))
      first.greet()
      try await events.expect(.connected(member.publicKey))
      let second = try await Knocker.tls(to: alice, as: .key(member.privateKey))
      second.greet()
      try await events.expect(.disconnected(member.publicKey, .replaced))
      try await events.expect(.connected(member.publicKey))
      try await first.untilClosed()
      second.send(frame: [6])
      try await events.expect(.frame(member.publicKey, [6]))
    }
  }
}

@Suite struct PeerDirectoryTests {
  private func link(_ key: PublicKey, _ session: UInt64, isDialed: Bool) -> PeerLink {
    PeerLink(key: key, session: session, isDialed: isDialed, channel: EmbeddedChannel(), limits: PeerLimits())
  }

  /// Two nodes, two connections, in either order at either end: both ends keep the one that the smaller key dialed.
  @Test(arguments: [false, true], [false, true]) func bothEndsKeepTheSameConnection(isSmaller: Bool, ownIsFirst: Bool) {
    let keys = [NodeKey.generate().publicKey, NodeKey.generate().publicKey].sorted()
    let (own, other) = isSmaller ? (keys[0], keys[1]) : (keys[1], keys[0])
    let directory = PeerDirectory(ownKey: own, inbox: PeerInbox())
    directory.admit([other])
    let first = link(other, 1, isDialed: ownIsFirst)
    let second = link(other, 2, isDialed: !ownIsFirst)
    #expect(directory.establish(first) == nil)
    let secondStays = second.isDialed == isSmaller
    #expect(directory.establish(second) == (secondStays ? nil : .duplicate))
    #expect(directory.link(to: other) === (secondStays ? second : first))
    directory.remove(secondStays ? first : second, reason: .closedByPeer)
    #expect(directory.link(to: other) === (secondStays ? second : first))
    directory.remove(secondStays ? second : first, reason: .closedByPeer)
    #expect(directory.link(to: other) == nil)
  }

  @Test func nobodyIsAdmittedUnasked() {
    let (own, other) = (NodeKey.generate().publicKey, NodeKey.generate().publicKey)
    let directory = PeerDirectory(ownKey: own, inbox: PeerInbox())
    #expect(directory.establish(link(other, 1, isDialed: false)) == .notAdmitted(other))
    directory.admit([own, other])
    #expect(directory.establish(link(own, 2, isDialed: false)) == .ownKey)
    #expect(directory.establish(link(other, 3, isDialed: false)) == nil)
  }
}

@Suite struct RefusalLogTests {
  @Test func linesAreLimitedAndTheRestIsCounted() {
    let captured = CapturedLog()
    let log = RefusalLog(logger: captured.logger)
    let start = ContinuousClock.now
    for _ in 0..<100 { log.record(.handshakeTimeout, address: "somewhere", now: start) }
    #expect(captured.all.count == RefusalLog.lineCountMax)
    log.record(.handshakeTimeout, address: "somewhere", now: start + RefusalLog.windowLength * 2)
    #expect(captured.all.count == RefusalLog.lineCountMax + 2)
    #expect(captured.all[RefusalLog.lineCountMax].contains("count=\(100 - RefusalLog.lineCountMax)"))
  }
}
