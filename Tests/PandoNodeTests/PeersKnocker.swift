import Crypto
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import PandoNode
import PandoPrimitives
import SwiftASN1
import Synchronization
import X509

/// A client that need not behave: it writes raw bytes to a node, over TCP or over TLS with an identity of its choice.
final class Knocker: Sendable {
  /// What a knocker shows in the TLS handshake.
  enum Identity: Sendable {
    case none
    case key(PrivateKey, expired: Bool = false)
  }

  private let channel: any Channel
  private let received: AsyncStream<[UInt8]>

  private init(channel: any Channel, received: AsyncStream<[UInt8]>) {
    self.channel = channel
    self.received = received
  }

  /// Connects over TCP.
  static func tcp(to node: TestNode) async throws -> Knocker {
    try await connect(to: node, context: nil)
  }

  /// Connects over TLS. Returns before the handshake is over; bytes sent meanwhile follow it.
  static func tls(to node: TestNode, as identity: Identity) async throws -> Knocker {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .noHostnameVerification
    configuration.trustRoots = .certificates([])
    configuration.verifySignatureAlgorithms = [.ed25519]
    if case .key(let key, let isExpired) = identity {
      let certificate = try NIOSSLCertificate(bytes: envelope(key, isExpired: isExpired), format: .der)
      configuration.certificateChain = [.certificate(certificate)]
      configuration.privateKey = .privateKey(
        try NIOSSLPrivateKey(bytes: PrivateKeyInfo.encode(key), format: .der))
      configuration.signingSignatureAlgorithms =
        key.publicKey.scheme == .ed25519 ? [.ed25519] : [.ecdsaSecp256R1Sha256]
    }
    return try await connect(to: node, context: try NIOSSLContext(configuration: configuration))
  }

  private static func connect(to node: TestNode, context: NIOSSLContext?) async throws -> Knocker {
    let (received, continuation) = AsyncStream<[UInt8]>.makeStream()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context {
            let tls = try NIOSSLClientHandler(
              context: context, serverHostname: nil,
              customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) })
            try channel.pipeline.syncOperations.addHandler(tls)
          }
          try channel.pipeline.syncOperations.addHandler(Ear(continuation: continuation))
        }
      }
      .connect(host: "127.0.0.1", port: try node.address().port).get()
    return Knocker(channel: channel, received: received)
  }

  private static func envelope(_ key: PrivateKey, isExpired: Bool) throws -> [UInt8] {
    let signer: X509.Certificate.PrivateKey =
      switch key.publicKey.scheme {
      case .ed25519: .init(try Curve25519.Signing.PrivateKey(rawRepresentation: key.secretBytes))
      case .p256: .init(try P256.Signing.PrivateKey(rawRepresentation: key.secretBytes))
      }
    let name = try DistinguishedName { CommonName("knocker") }
    let certificate = try X509.Certificate(
      version: .v3, serialNumber: .init(), publicKey: signer.publicKey,
      notValidBefore: Date(timeIntervalSince1970: 0),
      notValidAfter: Date(timeIntervalSince1970: isExpired ? 1 : 4_000_000_000), issuer: name, subject: name,
      extensions: .init(), issuerPrivateKey: signer)
    var coder = DER.Serializer()
    try coder.serialize(certificate)
    return coder.serializedBytes
  }

  /// Writes bytes, as far as the other side still takes them.
  func send(_ bytes: [UInt8]) {
    channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
  }

  func send(frame: [UInt8]) {
    channel.writeAndFlush(Frame.encode(frame), promise: nil)
  }

  func greet(chainID: Hash = .zero) {
    send(frame: PeerGreeting(chainID: chainID).canonicalBytes)
  }

  /// The first frame that the node sends. For one reader.
  func frame() async throws -> [UInt8]? {
    var assembler = FrameAssembler(byteCountMax: 1_000)
    for await bytes in received {
      var chunk = ByteBuffer(bytes: bytes)
      if let frame = try assembler.next(from: &chunk) { return frame }
    }
    return nil
  }

  /// Leaves from now on what the node sends where it is.
  func stopReading() async throws {
    try await channel.setOption(.autoRead, value: false).get()
  }

  func close() {
    channel.close(promise: nil)
  }

  /// Suspends until the node has hung up.
  func untilClosed() async throws {
    try await channel.closeFuture.get()
  }

  private final class Ear: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let continuation: AsyncStream<[UInt8]>.Continuation

    init(continuation: AsyncStream<[UInt8]>.Continuation) {
      self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
    }

    func channelInactive(context: ChannelHandlerContext) {
      continuation.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }
}
