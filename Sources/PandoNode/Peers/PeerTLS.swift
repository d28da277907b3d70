import Crypto
import NIOCore
import NIOSSL
import PandoPrimitives
import SwiftASN1
import X509

/// TLS between nodes: version 1.3, a certificate from both sides, and trust in the key inside it alone
/// (docs/spec/peers.md, "Trust"). Possession of the key is proven by the handshake's own signature.
struct PeerTLS: Sendable {
  /// How long a closing connection waits for the other side's farewell.
  private static let shutdownTimeout: TimeAmount = .milliseconds(500)

  private let server: NIOSSLContext
  private let client: NIOSSLContext

  /// - Throws: what the libraries throw when they cannot sign or take the certificate.
  init(key: NodeKey) throws {
    let chain = [
      NIOSSLCertificateSource.certificate(
        try NIOSSLCertificate(bytes: SelfSignedCertificate.encode(for: key.privateKey), format: .der))
    ]
    let privateKey = NIOSSLPrivateKeySource.privateKey(
      try NIOSSLPrivateKey(bytes: PrivateKeyInfo.encode(key.privateKey), format: .der))
    var serverConfiguration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: privateKey)
    var clientConfiguration = TLSConfiguration.makeClientConfiguration()
    clientConfiguration.certificateChain = chain
    clientConfiguration.privateKey = privateKey
    PeerTLS.restrict(&serverConfiguration)
    PeerTLS.restrict(&clientConfiguration)
    server = try NIOSSLContext(configuration: serverConfiguration)
    client = try NIOSSLContext(configuration: clientConfiguration)
  }

  private static func restrict(_ configuration: inout TLSConfiguration) {
    configuration.minimumTLSVersion = .tlsv13
    configuration.maximumTLSVersion = .tlsv13
    // A certificate is demanded of both sides; what it must be, the handler's callback says in place of a trust store.
    configuration.certificateVerification = .noHostnameVerification
    configuration.trustRoots = .certificates([])
    configuration.verifySignatureAlgorithms = [.ed25519]
    configuration.signingSignatureAlgorithms = [.ed25519]
    configuration.curves = [.x25519_MLKEM768, .x25519]
    configuration.shutdownTimeout = shutdownTimeout
  }

  /// The handler for a connection; `verify` is asked on its event loop whether the presented certificates will do.
  func handler(isDialed: Bool, verify: @escaping ([NIOSSLCertificate]) -> Bool) throws -> NIOSSLHandler {
    let callback: NIOSSLCustomVerificationCallback = { chain, promise in
      promise.succeed(verify(chain) ? .certificateVerified : .failed)
    }
    if isDialed {
      return try NIOSSLClientHandler(context: client, serverHostname: nil, customVerificationCallback: callback)
    }
    return NIOSSLServerHandler(context: server, customVerificationCallback: callback)
  }

  /// The Ed25519 key in `certificate`, or nil. Its other fields, dates and signature included, mean nothing here.
  static func key(of certificate: NIOSSLCertificate) -> PublicKey? {
    // Not through NIOSSL's own key extraction, which stops the process when it meets a key that it cannot read.
    guard let bytes = try? certificate.toDERBytes(), let parsed = try? X509.Certificate(derEncoded: bytes),
      let key = Curve25519.Signing.PublicKey(parsed.publicKey)
    else { return nil }
    return PublicKey(scheme: .ed25519, rawBytes: Array(key.rawRepresentation))
  }

  /// What BoringSSL says went wrong, without its numbers and places in its source.
  static func reason(of error: any Error) -> String {
    let text = "\(error)"
    guard let mark = text.firstRange(of: "OPENSSL_internal:") else { return text }
    return String(text[mark.upperBound...].prefix { $0 != " " })
  }
}
