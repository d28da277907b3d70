import Glibc
import PandoContracts
import PandoPrimitives

/// What libFuzzer calls with each input. The environment variable `FUZZ_TARGET` says which decoder gets it.
///
/// A finding is a crash: a trap in a decoder, memory out of bounds, or bytes that are accepted and not canonical.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  target.check(bytes)
  return 0
}

private let target: Target = {
  guard let name = unsafe getenv("FUZZ_TARGET").map({ unsafe String(cString: $0) }), let target = Target(rawValue: name)
  else { preconditionFailure("Set FUZZ_TARGET to one of \(Target.allCases.map(\.rawValue)).") }
  return target
}()

/// What reads what strangers send.
private enum Target: String, CaseIterable {
  case transaction, block, vote, evidence, genesis, text
  // Of contracts; the rules are theirs (`InputCheck`).
  case source, expression, bytecode, program, values

  func check(_ bytes: [UInt8]) {
    switch self {
    case .transaction:
      checkCanonical(Transaction.self, bytes)
      checkCanonical(TransactionBatch.self, bytes)
    case .block: checkCanonical(CertifiedBlock.self, bytes)
    case .vote:
      checkCanonical(Vote.self, bytes)
      checkCanonical(Equivocation.self, bytes)
    case .evidence: checkCanonical(Evidence.self, bytes)
    case .genesis: checkCanonical(Genesis.self, bytes)
    case .text: checkText(bytes)
    case .source: InputCheck.source.run(bytes)
    case .expression: InputCheck.expression.run(bytes)
    case .bytecode: InputCheck.bytecode.run(bytes)
    case .program: InputCheck.program.run(bytes)
    case .values: InputCheck.values.run(bytes)
    }
  }

  private func checkCanonical<M: CanonicalMessage>(_ type: M.Type, _ bytes: [UInt8]) {
    guard let value = try? M(canonicalBytes: bytes) else { return }
    precondition(value.canonicalBytes == bytes, "Bytes were accepted that are not canonical.")
  }

  private func checkText(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let address = Address(text) {
      precondition(address.description == text.lowercased(), "Another text spells the same address.")
    }
    if let name = TableName(text) {
      precondition(name.bytes == bytes, "Another text spells the same table.")
    }
    _ = PublicKey(hexadecimal: text)
    _ = Hash(hexadecimal: text)
  }
}
