import PandoPrimitives

/// What the target of a request says, read strictly: a path of decoded segments and query parameters, each given once.
struct RequestTarget: Hashable, Sendable {
  let segments: [String]
  let query: [String: String]

  /// - Parameter text: the target as it stands in the request line.
  init(_ text: String) throws(Failure) {
    let relative = RequestTarget.withoutAuthority(text[...])
    guard relative.hasPrefix("/"), !relative.contains("#") else {
      throw .malformed("target", "The target of the request is not a path.")
    }
    let parts = relative.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var segments: [String] = []
    for segment in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      segments.append(try RequestTarget.decoded(segment))
    }
    self.segments = segments
    query = parts.count > 1 ? try RequestTarget.parameters(parts[1]) : [:]
  }

  /// The target without `http://host`, which proxies put before it (RFC 9112 §3.2.2).
  private static func withoutAuthority(_ text: Substring) -> Substring {
    guard let scheme = text.firstRange(of: "://"), !text.hasPrefix("/") else { return text }
    let rest = text[scheme.upperBound...]
    return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
  }

  private static func parameters(_ text: Substring) throws(Failure) -> [String: String] {
    var parameters: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = try decoded(parts[0])
      guard parts.count == 2 else {
        throw .malformed("query", "Query parameter \"\(name.prefix(80))\" has no value; write name=value.")
      }
      guard parameters.updateValue(try decoded(parts[1]), forKey: name) == nil else {
        throw .malformed("query", "Query parameter \"\(name.prefix(80))\" is given twice.")
      }
    }
    return parameters
  }

  /// The text that percent-encoding stands for; it must be UTF-8.
  private static func decoded(_ text: Substring) throws(Failure) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let decoded = [UInt8](hexadecimal: Substring(rest.prefix(2))) else {
        throw .malformed("percent_encoding", "A % in the target is not followed by two hexadecimal digits.")
      }
      bytes += decoded
      rest = rest.dropFirst(2)
    }
    guard let result = String(validating: bytes, as: UTF8.self) else {
      throw .malformed("percent_encoding", "The target holds bytes that are not UTF-8.")
    }
    return result
  }
}

/// The query parameters that a route knows.
struct Query: Sendable {
  private let values: [String: String]

  /// - Parameter names: all that may be there.
  init(_ target: RequestTarget, allowing names: [String]) throws(Failure) {
    if let unknown = target.query.keys.sorted().first(where: { !names.contains($0) }) {
      let known = names.isEmpty ? "none is" : names.joined(separator: ", ") + " are"
      throw .malformed("unknown_parameter", "Query parameter \"\(unknown.prefix(80))\" is not known here; \(known).")
    }
    values = target.query
  }

  subscript(name: String) -> String? { values[name] }

  /// A decimal number in `range`; nil when the parameter is absent.
  func integer(_ name: String, in range: ClosedRange<UInt64>) throws(Failure) -> UInt64? {
    guard let text = values[name] else { return nil }
    guard let number = DecimalNumber.parse(text), range.contains(number) else {
      throw .malformed(
        "parameter_out_of_range",
        "\(name) is a number from \(range.lowerBound) to \(range.upperBound) in decimal digits.")
    }
    return number
  }

  /// How many elements an answer has at most.
  func limit() throws(Failure) -> Int { Int(try integer("limit", in: 1...1_000) ?? 100) }

  /// A height to begin from.
  func height(_ name: String) throws(Failure) -> Height? {
    try integer(name, in: 1...DecimalNumber.max).map { Height($0) }
  }
}

/// Numbers as they stand in URLs: at most 18 decimal digits, no sign, no leading zeroes.
package enum DecimalNumber {
  package static let max: UInt64 = 999_999_999_999_999_999

  package static func parse(_ text: some StringProtocol) -> UInt64? {
    let digits = text.utf8
    guard (1...18).contains(digits.count), digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { return nil }
    return UInt64(text)
  }
}
