package import PandoPrimitives

/// The key that a node is: it signs the node's votes and proves the node to its peers. Always Ed25519.
package struct NodeKey: Sendable, CustomStringConvertible {
  package let privateKey: PrivateKey

  /// Nil unless the key is Ed25519.
  package init?(_ privateKey: PrivateKey) {
    guard privateKey.publicKey.scheme == .ed25519 else { return nil }
    self.privateKey = privateKey
  }

  private init(ed25519 privateKey: PrivateKey) {
    self.privateKey = privateKey
  }

  package static func generate() -> NodeKey {
    NodeKey(ed25519: .generate(.ed25519))
  }

  /// The node's identifier.
  package var publicKey: PublicKey { privateKey.publicKey }

  /// Reads the key from a file that ``write(to:password:iterations:)`` or another tool made.
  /// - Throws: `KeyFileError`.
  package static func read(_ path: String, password: String) throws(KeyFileError) -> NodeKey {
    guard let key = NodeKey(try KeyFile.read(path, password: password)) else {
      throw KeyFileError(
        .wrongScheme, "Key file \(path) does not hold an Ed25519 key, which a node needs; make one with: pando key new")
    }
    return key
  }

  /// Writes the key into a new file. See ``KeyFile/write(_:to:password:iterations:)``.
  package func write(
    to path: String, password: String, iterations: Int = KeyFile.iterationsDefault
  ) throws(KeyFileError) {
    try KeyFile.write(privateKey, to: path, password: password, iterations: iterations)
  }

  package var description: String { "node key of \(publicKey)" }
}
