import PandoNode
import PandoPrimitives
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(1))) struct PeersTransportTests {
  @Test func framesTravelBothWays() async throws {
    let bob = try TestNode()
    try await bob.transport.bind()
    let alice = try TestNode(peers: [try bob.address()])
    alice.transport.admit([alice.id, bob.id])
    bob.transport.admit([alice.id, bob.id])
    try await running(alice, bob) {
      var (atAlice, atBob) = (alice.events, bob.events)
      try await atAlice.expect(.connected(bob.id))
      try await atBob.expect(.connected(alice.id))
      #expect(alice.transport.send([1, 2], to: bob.id, as: .consensus))
      alice.transport.broadcast([3], as: .gossip)
      let long = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
      #expect(bob.transport.send(long, to: alice.id, as: .gossip))
      try await atBob.expect(.frame(alice.id, [1, 2]))
      try await atBob.expect(.frame(alice.id, [3]))
      try await atAlice.expect(.frame(bob.id, long))
      #expect(!alice.transport.send([1], to: alice.id, as: .consensus))
      #expect(alice.transport.connections.map(\.key) == [bob.id])
      #expect(alice.transport.connections.map(\.isDialed) == [true])
      #expect(alice.transport.counters.framesSent == 2)
      #expect(alice.transport.counters.framesReceived == 1)
      #expect(alice.transport.counters.bytesReceived == 2_000_004)
      #expect(bob.transport.pendingCount == 0)
    }
  }

  @Test func peerThatStopsIsGoneAtOnce() async throws {
    let bob = try TestNode()
    try await bob.transport.bind()
    let alice = try TestNode(peers: [try bob.address()])
    alice.transport.admit([bob.id])
    bob.transport.admit([alice.id])
    try await running(alice) {
      var events = alice.events
      try await running(bob) { try await events.expect(.connected(bob.id)) }
      try await events.expect(.disconnected(bob.id, .closedByPeer))
      #expect(alice.transport.connections.isEmpty)
    }
  }

  @Test func gracefulShutdownEndsTheTransport() async throws {
    let bob = try TestNode()
    try await bob.transport.bind()
    let alice = try TestNode(peers: [try bob.address()])
    alice.transport.admit([bob.id])
    bob.transport.admit([alice.id])
    try await running(bob) {
      var events = bob.events
      let group = ServiceGroup(services: [alice.transport], logger: alice.log.logger)
      async let end: Void = group.run()
      try await events.expect(.connected(alice.id))
      await group.triggerGracefulShutdown()
      try await end
      try await events.expect(.disconnected(alice.id, .closedByPeer))
      #expect(alice.transport.connections.isEmpty)
    }
  }

  @Test func peersFindEachOtherByName() async throws {
    let bob = try TestNode()
    try await bob.transport.bind()
    let alice = try TestNode(peers: [try bob.address(host: "localhost")])
    alice.transport.admit([bob.id])
    bob.transport.admit([alice.id])
    try await running(alice, bob) {
      var events = alice.events
      try await events.expect(.connected(bob.id))
    }
  }

  @Test func peerThatRestartsIsConnectedAgain() async throws {
    let key = NodeKey.generate()
    let first = try TestNode(key: key)
    try await first.transport.bind()
    let address = try first.address()
    let alice = try TestNode(peers: [address])
    alice.transport.admit([key.publicKey])
    first.transport.admit([alice.id])
    try await running(alice) {
      var events = alice.events
      try await running(first) { try await events.expect(.connected(key.publicKey)) }
      try await events.expect(.disconnected(key.publicKey, .closedByPeer))
      let second = try TestNode(key: key, port: address.port)
      second.transport.admit([alice.id])
      try await running(second) {
        try await events.expect(.connected(key.publicKey))
        #expect(second.transport.send([7], to: alice.id, as: .consensus))
        try await events.expect(.frame(key.publicKey, [7]))
      }
      // It moves to another port, where only its own dialing makes it known.
      try await events.expect(.disconnected(key.publicKey, .closedByPeer))
      let third = try TestNode(key: key, peers: [try alice.address()])
      third.transport.admit([alice.id])
      try await running(third) { try await events.expect(.connected(key.publicKey)) }
    }
  }

  /// Both dial the other at once, again and again; each time one connection is left, and both mean the same one.
  @Test func simultaneousDialLeavesOneConnection() async throws {
    for _ in 0..<5 {
      let (one, two) = (NodeKey.generate(), NodeKey.generate())
      let (here, there) = (try await TestNode.freeAddress(one.publicKey), try await TestNode.freeAddress(two.publicKey))
      let alice = try TestNode(key: one, port: here.port, peers: [there])
      let bob = try TestNode(key: two, port: there.port, peers: [here])
      alice.transport.admit([bob.id])
      bob.transport.admit([alice.id])
      try await running(alice, bob) {
        try await eventually {
          let (atAlice, atBob) = (alice.transport.connections, bob.transport.connections)
          return atAlice.count == 1 && atBob.count == 1 && atAlice[0].isDialed != atBob[0].isDialed
        }
        #expect(alice.transport.counters.connectionsEstablished <= 2)
        #expect(bob.transport.counters.connectionsEstablished <= 2)
      }
    }
  }

  @Test func peerThatIsNoMemberAnyMoreIsDropped() async throws {
    let bob = try TestNode()
    try await bob.transport.bind()
    let alice = try TestNode(peers: [try bob.address()])
    alice.transport.admit([bob.id])
    bob.transport.admit([alice.id])
    try await running(alice, bob) {
      var (atAlice, atBob) = (alice.events, bob.events)
      try await atBob.expect(.connected(alice.id))
      try await atAlice.expect(.connected(bob.id))
      bob.transport.admit([])
      try await atBob.expect(.disconnected(alice.id, .notAdmitted(alice.id)))
      try await atAlice.expect(.disconnected(bob.id, .closedByPeer))
      #expect(bob.transport.connections.isEmpty)
      #expect(await bob.log.line(containing: "peer refused")?.contains("is not that of a member") == true)
      bob.transport.admit([alice.id])
      try await atBob.expect(.connected(alice.id))
    }
  }

  @Test func keepAlivesHoldAnIdleConnection() async throws {
    var limits = PeerLimits.forTests
    limits.keepAliveInterval = .milliseconds(40)
    limits.idleTimeout = .milliseconds(400)
    let bob = try TestNode(limits: limits)
    try await bob.transport.bind()
    let alice = try TestNode(peers: [try bob.address()], limits: limits)
    alice.transport.admit([bob.id])
    bob.transport.admit([alice.id])
    try await running(alice, bob) {
      var events = bob.events
      try await events.expect(.connected(alice.id))
      // Twenty keep-alives take twice the time after which silence ends a connection.
      try await eventually { bob.transport.counters.framesReceived >= 20 }
      #expect(bob.transport.counters.connectionsLost == 0)
      #expect(bob.transport.connections.count == 1)
    }
  }

  @Test func nodeDoesNotDialItself() async throws {
    let key = NodeKey.generate()
    let reserve = try TestNode(key: key)
    try await reserve.transport.bind()
    let alice = try TestNode(key: key, peers: [try reserve.address()])
    alice.transport.admit([key.publicKey])
    try await running(alice) {
      let knocker = try await Knocker.tls(to: alice, as: .key(key.privateKey))
      #expect(await alice.log.line(containing: "peer refused")?.contains("reached itself") == true)
      try await knocker.untilClosed()
      #expect(alice.transport.counters.dialsFailed == 0)
    }
  }

  @Test func portInUseIsOneSentence() async throws {
    let alice = try TestNode()
    try await running(alice) {
      let bob = try TestNode(port: try #require(alice.transport.port))
      let error = await #expect(throws: ListenError.self) { try await bob.transport.run() }
      #expect(error?.code == .portInUse)
      #expect(error?.message.contains("the port is in use; stop the program") == true)
    }
  }

  /// The reader stops reading, the sender's frames wait in its queue, and all arrive in order once it reads again.
  @Test func slowConsumerHoldsTheSenderBackAndLosesNothing() async throws {
    var limits = PeerLimits.forTests
    limits.inboxByteCountMax = 100_000
    let bob = try TestNode(limits: limits)
    try await bob.transport.bind()
    let alice = try TestNode(peers: [try bob.address()])
    alice.transport.admit([bob.id])
    bob.transport.admit([alice.id])
    try await running(alice, bob) {
      var (atAlice, atBob) = (alice.events, bob.events)
      try await atAlice.expect(.connected(bob.id))
      let count = 2_000
      for number in 0..<count {
        let frame = [UInt8(number / 256), UInt8(number % 256)] + [UInt8](repeating: 0, count: 10_000)
        #expect(alice.transport.send(frame, to: bob.id, as: .consensus))
      }
      for number in 0..<count {
        let frame = try await atBob.frame()
        #expect(frame.starts(with: [UInt8(number / 256), UInt8(number % 256)]))
        // The limit, and what one turn of the event loop may bring beyond it.
        #expect(bob.inbox.byteCount < 100_000 + 1_000_000)
      }
      #expect(bob.transport.counters.connectionsLost == 0)
    }
  }

  @Test func peerThatReadsNothingLosesItsConnection() async throws {
    var limits = PeerLimits.forTests
    limits.frameByteCountMax = 1_000_000
    limits.outboundByteCountMax = 5_000_000
    let (alice, mallory) = (try TestNode(limits: limits), NodeKey.generate())
    alice.transport.admit([mallory.publicKey])
    try await running(alice) {
      let knocker = try await Knocker.tls(to: alice, as: .key(mallory.privateKey))
      knocker.greet()
      var events = alice.events
      try await events.expect(.connected(mallory.publicKey))
      try await knocker.stopReading()
      // Gossip is dropped however much there is; consensus ends the connection.
      let frame = [UInt8](repeating: 0, count: 1_000_000)
      for _ in 0..<40 { alice.transport.broadcast(frame, as: .gossip) }
      #expect(alice.transport.counters.framesDropped > 0)
      #expect(alice.transport.connections.count == 1)
      try await eventually { !alice.transport.send(frame, to: mallory.publicKey, as: .consensus) }
      #expect(try await events.farewell() == .outboundOverflow)
    }
  }

  @Test func peerThatStallsIsDropped() async throws {
    var limits = PeerLimits.forTests
    limits.stallTimeout = .milliseconds(100)
    let (alice, mallory) = (try TestNode(limits: limits), NodeKey.generate())
    alice.transport.admit([mallory.publicKey])
    try await running(alice) {
      let knocker = try await Knocker.tls(to: alice, as: .key(mallory.privateKey))
      knocker.greet()
      var events = alice.events
      try await events.expect(.connected(mallory.publicKey))
      try await knocker.stopReading()
      for _ in 0..<40 { alice.transport.broadcast([UInt8](repeating: 0, count: 1_000_000), as: .gossip) }
      #expect(try await events.farewell() == .notReading)
    }
  }
}
