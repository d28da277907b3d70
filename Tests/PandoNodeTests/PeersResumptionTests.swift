import Foundation
import NIOCore
import PandoNode
import PandoPrimitives
import Testing

/// TLS 1.3 lets a client resume a session with a ticket, and then no certificate is shown or verified.
@Suite(.timeLimit(.minutes(1)), .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct PeersResumptionTests {
  /// `openssl s_client` with a member's key, kept open until it is let go.
  private final class Client {
    private let process = Process()
    private let input = Pipe()

    init(to node: TestNode, key: String, session: [String]) throws {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
      let port = try node.address().port
      process.arguments =
        ["s_client", "-connect", "127.0.0.1:\(port)", "-tls1_3", "-quiet", "-cert", key, "-key", key] + session
      process.standardInput = input
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      input.fileHandleForWriting.write(
        Data(Frame.encode(PeerGreeting(chainID: .zero).canonicalBytes).readableBytesView))
    }

    deinit { process.terminate() }
  }

  private func openssl(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func ticketOfOneWhoIsNoMemberAnyMoreIsWorthNothing() async throws {
    let directory = try TemporaryDirectory()
    let (alice, member) = (try TestNode(), NodeKey.generate())
    try member.write(to: directory.file("key.p12"), password: "correct", iterations: 100)
    let pem = directory.file("key.pem")
    try openssl("pkcs12", "-in", directory.file("key.p12"), "-passin", "pass:correct", "-nodes", "-out", pem)
    let ticket = directory.file("ticket")
    alice.transport.admit([member.publicKey])
    try await running(alice) {
      var events = alice.events
      let first = try Client(to: alice, key: pem, session: ["-sess_out", ticket])
      try await events.expect(.connected(member.publicKey))
      try await eventually { FileManager.default.fileExists(atPath: ticket) }
      // Resumed while the key is admitted, the connection replaces the first.
      let second = try Client(to: alice, key: pem, session: ["-sess_in", ticket])
      try await events.expect(.disconnected(member.publicKey, .replaced))
      try await events.expect(.connected(member.publicKey))
      alice.transport.admit([])
      try await events.expect(.disconnected(member.publicKey, .notAdmitted(member.publicKey)))
      let third = try Client(to: alice, key: pem, session: ["-sess_in", ticket])
      #expect(await alice.log.line(containing: "peer refused")?.contains("is not that of a member") == true)
      withExtendedLifetime((first, second, third)) {}
    }
  }
}
