import Foundation
import NIOSSL
import PandoNode
import PandoPrimitives
import SwiftASN1
import Testing

/// A directory that goes when the test does.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("pando-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes `bytes` for their owner alone.
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    _ = FileManager.default.createFile(
      atPath: file(name), contents: Data(bytes), attributes: [.posixPermissions: 0o600])
    return file(name)
  }
}

@Suite struct NodeKeyTests {
  private func code(_ body: () throws -> Void) -> KeyFileError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? KeyFileError)?.code
    }
  }

  @Test(arguments: SignatureScheme.allCases) func keyComesBackFromItsFile(scheme: SignatureScheme) throws {
    let directory = try TemporaryDirectory()
    let key = PrivateKey.generate(scheme)
    try KeyFile.write(key, to: directory.file("key.p12"), password: "correct", iterations: 100)
    #expect(try KeyFile.read(directory.file("key.p12"), password: "correct").secretBytes == key.secretBytes)
  }

  @Test func nodeKeyWithTheUsualIterationsComesBack() throws {
    let directory = try TemporaryDirectory()
    let key = NodeKey.generate()
    try key.write(to: directory.file("key.p12"), password: "пароль")
    #expect(try NodeKey.read(directory.file("key.p12"), password: "пароль").publicKey == key.publicKey)
    // INTEGER 600000, for the cipher and for the MAC: what OWASP advises for passwords that people choose.
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: directory.file("key.p12"))))
    let iterations: [UInt8] = [0x02, 0x03, 0x09, 0x27, 0xc0]
    #expect(bytes.indices.count { bytes[$0...].starts(with: iterations) } == 2)
  }

  @Test func fileIsItsOwnersAlone() throws {
    let directory = try TemporaryDirectory()
    try NodeKey.generate().write(to: directory.file("key.p12"), password: "correct", iterations: 1)
    let attributes = try FileManager.default.attributesOfItem(atPath: directory.file("key.p12"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o610]) func fileThatOthersMayOpenIsRefused(mode: Int) throws {
    let directory = try TemporaryDirectory()
    try NodeKey.generate().write(to: directory.file("key.p12"), password: "correct", iterations: 1)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory.file("key.p12"))
    let error = #expect(throws: KeyFileError.self) {
      try NodeKey.read(directory.file("key.p12"), password: "correct")
    }
    #expect(error?.code == .looseMode)
    #expect(error?.message.contains("chmod 600") == true)
  }

  @Test func keyIsNeverWrittenOver() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("key.p12")
    let key = NodeKey.generate()
    try key.write(to: path, password: "correct", iterations: 1)
    #expect(code { try NodeKey.generate().write(to: path, password: "correct", iterations: 1) } == .alreadyThere)
    #expect(try NodeKey.read(path, password: "correct").publicKey == key.publicKey)
  }

  @Test func eachTroubleHasItsCode() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("key.p12")
    #expect(code { _ = try NodeKey.read(path, password: "correct") } == .missing)
    #expect(code { _ = try NodeKey.read(directory.path, password: "correct") } == .notAFile)
    #expect(code { try NodeKey.generate().write(to: path, password: "", iterations: 1) } == .emptyPassword)
    #expect(
      code { try NodeKey.generate().write(to: directory.file("no/key.p12"), password: "x", iterations: 1) }
        == .inaccessible)
    try KeyFile.write(.generate(.p256), to: path, password: "correct", iterations: 1)
    #expect(code { _ = try NodeKey.read(path, password: "wrong") } == .wrongPassword)
    #expect(code { _ = try NodeKey.read(path, password: "correct") } == .wrongScheme)
    let long = directory.file("long.p12", [UInt8](repeating: 0x30, count: 100_000))
    #expect(code { _ = try NodeKey.read(long, password: "correct") } == .damaged)
  }

  @Test func noErrorShowsAPassword() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("key.p12")
    try NodeKey.generate().write(to: path, password: "hunter2", iterations: 1)
    let error = #expect(throws: KeyFileError.self) { try NodeKey.read(path, password: "hunter3") }
    #expect("\(String(describing: error))".contains("hunter") == false)
  }

  @Test func truncatedFileIsDamaged() throws {
    let bytes = try encoded(password: "correct")
    for count in 0..<bytes.count {
      #expect(throws: PKCS12.Failure.malformed) { try PKCS12.decode(Array(bytes[..<count]), password: "correct") }
    }
  }

  @Test func fileWithAFlippedBitNeverGivesAnotherKey() throws {
    let bytes = try encoded(password: "correct")
    let key = try PKCS12.decode(bytes, password: "correct")
    for index in bytes.indices {
      var altered = bytes
      altered[index] ^= 1 << UInt8(index % 8)
      let got = try? PKCS12.decode(altered, password: "correct")
      #expect(got == nil || got == key)
    }
  }

  private func encoded(password: String) throws -> [UInt8] {
    let directory = try TemporaryDirectory()
    try NodeKey.generate().write(to: directory.file("key.p12"), password: password, iterations: 1)
    return Array(try Data(contentsOf: URL(fileURLWithPath: directory.file("key.p12"))))
  }

  /// A foreign file must not keep the node busy for hours.
  @Test func tooManyIterationsAreRefusedBeforeTheFirst() throws {
    let oid: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 2, 1]
    var coder = DER.Serializer()
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      try coder.serialize(3)
      try coder.appendConstructedNode(identifier: .sequence) { coder in
        try coder.serialize([1, 2, 840, 113_549, 1, 7, 1] as ASN1ObjectIdentifier)
        try coder.serialize(
          ASN1OctetString(contentBytes: [0x30, 0]), explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
      }
      try coder.appendConstructedNode(identifier: .sequence) { coder in
        try coder.appendConstructedNode(identifier: .sequence) { coder in
          try coder.appendConstructedNode(identifier: .sequence) { coder in try coder.serialize(oid) }
          try coder.serialize(ASN1OctetString(contentBytes: ArraySlice(repeating: 0, count: 32)))
        }
        try coder.serialize(ASN1OctetString(contentBytes: [1, 2, 3]))
        try coder.serialize(2_000_000_000)
      }
    }
    #expect(throws: PKCS12.Failure.unsupported("too many iterations")) {
      try PKCS12.decode(coder.serializedBytes, password: "correct")
    }
  }

  @Test func fileOfOpenSSLIsRead() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("key.p12", Array(try #require(Data(base64Encoded: NodeKeyFixture.modern))))
    #expect(try NodeKey.read(path, password: "correct").publicKey.description == NodeKeyFixture.publicKey)
    #expect(code { _ = try NodeKey.read(path, password: "wrong") } == .wrongPassword)
  }

  @Test func fileWithYesterdaysAlgorithmsIsRefusedWithAdvice() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("key.p12", Array(try #require(Data(base64Encoded: NodeKeyFixture.legacy))))
    let error = #expect(throws: KeyFileError.self) { try NodeKey.read(path, password: "correct") }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("openssl pkcs12 -export") == true)
  }

  /// BoringSSL is another implementation of the same standard.
  @Test(arguments: SignatureScheme.allCases, ["correct", "пароль", "ключ ☂ key"])
  func boringSSLReadsOurFile(scheme: SignatureScheme, password: String) throws {
    let directory = try TemporaryDirectory()
    let key = PrivateKey.generate(scheme)
    try KeyFile.write(key, to: directory.file("key.p12"), password: password, iterations: 100)
    let bundle = try NIOSSLPKCS12Bundle(file: directory.file("key.p12"), passphrase: Array(password.utf8))
    #expect(bundle.certificateChain.count == 1)
    #expect(try bundle.privateKey == NIOSSLPrivateKey(bytes: PrivateKeyInfo.encode(key), format: .der))
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
  func opensslReadsOurFile() throws {
    let directory = try TemporaryDirectory()
    try NodeKey.generate().write(to: directory.file("key.p12"), password: "correct", iterations: 2_048)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = ["pkcs12", "-info", "-in", directory.file("key.p12"), "-passin", "pass:correct", "-nodes"]
    let output = Pipe()
    let details = Pipe()
    process.standardOutput = output
    process.standardError = details
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let info = String(decoding: details.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(text.contains("BEGIN PRIVATE KEY") && text.contains("BEGIN CERTIFICATE"))
    #expect(info.contains("MAC: sha256, Iteration 2048"))
    #expect(info.contains("PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256"))
  }
}
