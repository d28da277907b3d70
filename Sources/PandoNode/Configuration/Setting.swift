import Configuration

/// What an operator may choose: one thing, under one name in three spellings.
package struct SettingDescription: Sendable, Hashable {
  /// The key in the configuration file, levels separated by dots, such as `http.requestsPerSecond`.
  package let name: String
  package let help: String
  /// What a value looks like, as it follows the words "must be".
  package let allowed: String
  /// The value when none is given; nil when there is none.
  package let defaultText: String?
  /// Whether there may be several values: a sequence in YAML, separated by commas elsewhere.
  package let isList: Bool
  /// Whether it may be given in the environment alone, and is never shown.
  package let isSecret: Bool

  /// The words of the name, in lower case.
  private var words: [String] {
    var words: [String] = []
    for character in name {
      if character.isUppercase || character == "." || words.isEmpty { words.append("") }
      if character != "." { words[words.count - 1] += character.lowercased() }
    }
    return words
  }

  /// On the command line, such as `--http-requests-per-second`.
  package var flag: String { "--" + words.joined(separator: "-") }
  /// In the environment, such as `PANDO_HTTP_REQUESTS_PER_SECOND`.
  package var variable: String { (["pando"] + words).joined(separator: "_").uppercased() }

  /// As the configuration library names it.
  var key: AbsoluteConfigKey { AbsoluteConfigKey(name.split(separator: ".").map(String.init)) }
  var keyInEnvironment: AbsoluteConfigKey { AbsoluteConfigKey(["pando"] + key.components) }
}

/// A setting and how its values read.
struct Setting<Value: Sendable>: Sendable {
  let description: SettingDescription
  /// The value that the text spells, or nil.
  let parse: @Sendable (String) -> Value?

  init(
    _ name: String, _ help: String, allowed: String, default defaultText: String? = nil, isList: Bool = false,
    isSecret: Bool = false, parse: @escaping @Sendable (String) -> Value?
  ) {
    description = SettingDescription(
      name: name, help: help, allowed: allowed, defaultText: defaultText, isList: isList, isSecret: isSecret)
    self.parse = parse
    precondition(isList || (defaultText.map { parse($0) != nil } ?? true), "The default of \(name) is not allowed.")
  }
}

extension Setting<Int> {
  /// A whole number in `range`.
  init(_ name: String, _ help: String, _ range: ClosedRange<Int>, default value: Int) {
    self.init(
      name, help, allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)", default: "\(value)"
    ) { text in DecimalNumber.parse(text).flatMap { Int(exactly: $0) }.flatMap { range.contains($0) ? $0 : nil } }
  }
}

extension Setting<Bool> {
  /// Yes or no.
  init(_ name: String, _ help: String, default value: Bool) {
    self.init(name, help, allowed: "true or false", default: "\(value)") { Bool($0) }
  }
}

extension Setting<String> {
  /// A file or directory.
  init(path name: String, _ help: String, default path: String? = nil) {
    self.init(name, help, allowed: "a path", default: path) { $0.isEmpty ? nil : $0 }
  }
}

extension Setting<ListenAddress> {
  /// Where to listen.
  init(_ name: String, _ help: String, default text: String) {
    self.init(name, help, allowed: "host:port, an IPv6 address in brackets", default: text) { ListenAddress($0) }
  }
}

extension Setting where Value: RawRepresentable<String> & CaseIterable {
  /// One of a few words.
  init(word name: String, _ help: String, default value: Value) {
    let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
    self.init(name, help, allowed: "one of \(words)", default: value.rawValue) { Value(rawValue: $0) }
  }
}

/// A host and a port to listen on.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  package let host: String
  /// Zero for any free port.
  package let port: Int

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// The address that `host:port` or `[IPv6 address]:port` spells, or nil.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = DecimalNumber.parse(text[text.index(after: colon)...]), port <= 65_535
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("[") && host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return nil }
    self.init(host: String(host), port: Int(port))
  }

  package var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}
