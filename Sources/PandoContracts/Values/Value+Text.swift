extension Value {
  /// What `Str`, messages and results make of it; only `Str` makes an empty text of nil.
  package var text: ByteString {
    if case .string(let value) = self { return value }
    var bytes: [UInt8] = []
    write(to: &bytes, depth: 0)
    return ByteString(bytes)
  }

  /// Containers within one another further than this are left out: no program makes them.
  static let textDepthMax = 1000

  private func write(to bytes: inout [UInt8], depth: Int) {
    switch self {
    case .nil: bytes += "<nil>".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .float(let value): bytes += FloatText.shortest(value).utf8
    case .money(let value): bytes += value.text.utf8
    case .string(let value): value.withBytes { for index in $0.indices { bytes.append($0[index]) } }
    case .bytes(let value): bytes += "[\(value.bytes.map { String($0) }.joined(separator: " "))]".utf8
    case .array(let value):
      bytes += "[".utf8
      for index in 0..<(depth < Value.textDepthMax ? value.count : 0) {
        if index > 0 { bytes.append(UInt8(ascii: " ")) }
        value[index].write(to: &bytes, depth: depth + 1)
      }
      bytes += "]".utf8
    case .map(let value):
      bytes += "map[".utf8
      for index in 0..<(depth < Value.textDepthMax ? value.count : 0) {
        if index > 0 { bytes.append(UInt8(ascii: " ")) }
        bytes += value.key(at: index).bytes
        bytes.append(UInt8(ascii: ":"))
        value.value(at: index).write(to: &bytes, depth: depth + 1)
      }
      bytes += "]".utf8
    }
  }
}

/// The text of floats: the fewest digits that are read back as the same float. It follows from the bits alone, so it is
/// the same everywhere.
package enum FloatText {
  /// As the language writes it: with an exponent below 1e-04 and from 1e+06 on.
  package static func shortest(_ value: Float64) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    let (digits, exponent) = decimal(value.magnitude)
    let sign = value.sign == .minus ? "-" : ""
    if exponent < -4 || exponent > 5 {
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      let size = String(exponent.magnitude)
      return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(size.count < 2 ? "0" : "")\(size)"
    }
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    if digits.count <= exponent + 1 {
      return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
    }
    return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
  }

  /// The shortest digits of a float that is neither negative nor infinite, without zeros at the end, and the power of
  /// ten of the first.
  package static func decimal(_ value: Float64) -> (digits: String, exponent: Int) {
    // The standard library writes the shortest digits (its SwiftDtoa), in one of two forms.
    let parts = value.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + mantissa[0].count - 1
    var digits = mantissa.joined()[...]
    while digits.first == "0", digits.count > 1 {
      digits = digits.dropFirst()
      exponent -= 1
    }
    while digits.last == "0", digits.count > 1 { digits = digits.dropLast() }
    return digits == "0" ? ("0", 0) : (String(digits), exponent)
  }
}
