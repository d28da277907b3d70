import Crypto

extension PublicKey {
  func verifyEd25519(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: rawBytes) else {
      return false
    }
    return key.isValidSignature(signature, for: message)
  }
}
