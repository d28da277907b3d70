extension Fault {
  /// The message with the places that the run came through: `divided by zero [@1A:4 :8]`. Of places one after another
  /// in one contract the innermost is named.
  package var text: ByteString {
    var parts: [String] = []
    var last: Name??
    for place in trace {
      if place.line == 0 {
        parts.append(place.function.text)
        continue
      }
      guard place.contract == nil || last != .some(place.contract) else { continue }
      parts.append("\(place.contract?.text ?? ""):\(place.line)")
      last = .some(place.contract)
    }
    return parts.isEmpty ? message : message + ByteString(" [\(parts.joined(separator: " "))]")
  }

  /// What clients are given: `{"type":"error","error":"…"}`. What the contract itself wanted to say has its own type,
  /// anything else is a `panic`.
  package func json(_ limits: MachineLimits = .standard) -> String {
    let (type, text): (String, ByteString) =
      switch code {
      case .error, .warning, .info: (code.rawValue, message)
      default: ("panic", self.text)
      }
    var cut = Array(text.bytes.prefix(limits.messageByteCountMax))
    if text.count > cut.count { cut += "...".utf8 }
    return "{\"type\":\"\(type)\",\"error\":\(Fault.quoted(String(decoding: cut, as: UTF8.self)))}"
  }

  /// As the language Go writes it, so that texts are what clients know.
  private static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      case "<", ">", "&", "\u{2028}", "\u{2029}", "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

extension Machine {
  /// The text of a contract's result, as receipts have it.
  package func resultText(_ value: Value) throws(Fault) -> String {
    let text = value.text
    guard let valid = text.validString else {
      throw Fault(.value, "result is not valid utf-8 string")
    }
    guard text.count > limits.resultByteCountMax else { return valid }
    // A character is not cut in two.
    var end = limits.resultByteCountMax
    while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: text.bytes.prefix(end), as: UTF8.self) + "..."
  }
}
