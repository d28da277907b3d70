package import PandoClient
package import PandoPrimitives

/// The accounts of a measurement: the same ones from the same seed.
///
/// Beyond ``signerCountMax`` an account has an address and no key: it receives and never pays, so that a ledger of ten
/// million rows needs no ten million keys in memory.
package struct Accounts: Sendable {
  package static let signerCountMax = 100_000

  package let count: Int
  /// The accounts that pay; the first of all.
  package let signers: [KeyPair]
  private let seed: UInt64

  /// Derives the keys: about 30 µs each.
  package init(count: Int, seed: UInt64) async throws {
    self.count = count
    self.seed = seed
    signers = try await Parallel.map(min(count, Accounts.signerCountMax)) { number in
      var random = SeededRandom(seed: seed, stream: 1 << 40 + UInt64(number))
      guard let key = PrivateKey(scheme: .ed25519, rawBytes: random.bytes(32)) else {
        preconditionFailure("Any 32 bytes are an Ed25519 key.")
      }
      return KeyPair(key)
    }
  }

  package func address(_ number: Int) -> Address {
    guard number >= signers.count else { return signers[number].address }
    var random = SeededRandom(seed: seed, stream: 2 << 40 + UInt64(number))
    return Address(kind: .key, hash: Hash(sha256: random.bytes(32)))
  }

  /// The key of the note that goes with an account.
  package func noteKey(_ number: Int) -> [UInt8] {
    var random = SeededRandom(seed: seed, stream: 3 << 40 + UInt64(number))
    return random.bytes(16)
  }
}
