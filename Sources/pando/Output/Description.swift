package import PandoAPI
import PandoClient
import PandoPrimitives

/// How things of a ledger look to people.
package enum Description {
  /// A transaction's result on a few lines.
  package static func outcome(_ answer: TransactionAnswer, _ what: String, style: Style) -> String {
    var lines = ["\(mark(answer.code, style)) \(style.bold(what))"]
    lines.append("  transaction  \(answer.id)")
    lines.append("  result       \(answer.name) (code \(answer.code.rawValue))")
    if let place = answer.place {
      lines.append("  block        \(place.height), position \(place.index), \(place.time.text)")
    } else {
      lines.append("  block        none yet; ask again with: pando tx wait \(answer.id)")
    }
    return lines.joined(separator: "\n")
  }

  private static func mark(_ code: ResultCode, _ style: Style) -> String {
    switch code {
    case .success: style.good("✓")
    case .pending: style.dim("…")
    default: style.bad("✗")
    }
  }

  /// Bytes as text when they are readable, else as hexadecimal digits.
  package static func bytes(_ bytes: [UInt8]) -> String {
    let text = String(validating: bytes, as: UTF8.self)
    guard let text, !text.isEmpty, text.unicodeScalars.allSatisfy({ isReadable($0) }) else {
      return "0x" + bytes.hexadecimal
    }
    return text
  }

  private static func isReadable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }

  /// `1 block`, `2 blocks`.
  package static func count(_ count: some BinaryInteger, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
