package import PandoPrimitives

/// A private key in a PKCS#12 file under a password, for its owner's eyes alone: mode 0600.
package enum KeyFile {
  /// How often the password is hashed: the advice of OWASP for PBKDF2 with SHA-256 (2023), about 0.3 s of work for each
  /// guess. A password of 128 random bits or more needs no such help.
  package static let iterationsDefault = 600_000

  /// Writes `key` into a new file. The certificate beside it is for other tools; nothing here reads it.
  /// - Throws: `KeyFileError` when the file is there already, or cannot be written, or the password is empty.
  package static func write(
    _ key: PrivateKey, to path: String, password: String, iterations: Int = iterationsDefault
  ) throws(KeyFileError) {
    guard !password.isEmpty else {
      throw KeyFileError(.emptyPassword, "Key file \(path) was not written: its password is empty; choose one.")
    }
    let bytes: [UInt8]
    do {
      bytes = try PKCS12.encode(
        privateKey: PrivateKeyInfo.encode(key), certificate: SelfSignedCertificate.encode(for: key),
        keyID: Hash(sha256: key.publicKey.bytes).bytes, password: password, iterations: iterations)
    } catch {
      throw KeyFileError(.inaccessible, "Key file \(path) was not written: \(error).")
    }
    try PrivateFile.create(path, bytes)
  }

  /// Reads the key in the file at `path`.
  /// - Throws: `KeyFileError`, with a sentence that says what to do.
  package static func read(_ path: String, password: String) throws(KeyFileError) -> PrivateKey {
    let bytes = try PrivateFile.contents(of: path)
    let info: [UInt8]
    do {
      info = try PKCS12.decode(bytes, password: password)
    } catch {
      switch error {
      case .wrongPassword:
        throw KeyFileError(
          .wrongPassword, "The password does not open key file \(path); give the one it was written with.")
      case .unsupported(let what):
        throw KeyFileError(
          .unsupported,
          "Key file \(path) uses \(what), which is not supported; write it anew with: "
            + "openssl pkcs12 -export -keypbe AES-256-CBC -macalg sha256")
      case .noKey:
        throw KeyFileError(.damaged, "Key file \(path) holds no private key; restore it from a copy.")
      case .malformed:
        throw KeyFileError(.damaged, "Key file \(path) is damaged or not PKCS#12; restore it from a copy.")
      }
    }
    guard let key = PrivateKeyInfo.decode(info) else {
      throw KeyFileError(
        .wrongScheme, "Key file \(path) holds a key that is neither Ed25519 nor P-256; make one with: pando key new")
    }
    return key
  }
}
