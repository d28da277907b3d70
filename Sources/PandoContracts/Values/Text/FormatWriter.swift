import PandoPrimitives

/// Puts values into the places of a format, as the language Go does. Mistakes in it are no errors; they show in the
/// text.
struct FormatWriter {
  private let byteCountMax: Int
  private var bytes: [UInt8] = []

  private init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

  static func text(_ format: [UInt8], _ values: [Value], byteCountMax: Int) throws(Fault) -> [UInt8] {
    var writer = FormatWriter(byteCountMax: byteCountMax)
    var rest = values[...]
    var offset = 0
    while offset < format.count {
      let end = format[offset...].firstIndex(of: UInt8(ascii: "%")) ?? format.count
      try writer.append(format[offset..<end])
      guard end < format.count else { break }
      offset = end + 1
      let directive = FormatDirective(format, &offset, &rest)
      if directive.isWidthWrong { try writer.append("%!(BADWIDTH)".utf8) }
      if directive.isPrecisionWrong { try writer.append("%!(BADPREC)".utf8) }
      guard let verb = directive.verb else {
        try writer.append("%!(NOVERB)".utf8)
        break
      }
      if verb == "%" {
        try writer.append("%".utf8)
      } else if let value = rest.popFirst() {
        try writer.write(value, verb, directive, depth: 0)
      } else {
        try writer.append("%!\(verb)(MISSING)".utf8)
      }
    }
    if !rest.isEmpty { try writer.writeSurplus(rest) }
    return writer.bytes
  }

  private mutating func append(_ text: some Swift.Collection<UInt8>) throws(Fault) {
    guard text.count <= byteCountMax - bytes.count else { throw .outOfMemory }
    bytes += text
  }

  private mutating func writeSurplus(_ values: ArraySlice<Value>) throws(Fault) {
    try append("%!(EXTRA ".utf8)
    for (index, value) in values.enumerated() {
      if index > 0 { try append(", ".utf8) }
      try writeTyped(value)
    }
    try append(")".utf8)
  }

  /// `int64=5`
  private mutating func writeTyped(_ value: Value) throws(Fault) {
    guard case .nil = value else {
      try append("\(value.typeText)=".utf8)
      return try append(plain(value))
    }
    try append("<nil>".utf8)
  }

  private func plain(_ value: Value) throws(Fault) -> [UInt8] {
    guard let text = value.text(byteCountMax: byteCountMax - bytes.count) else { throw .outOfMemory }
    return text.bytes
  }

  /// `%!d(string=abc)`
  private mutating func writeMistake(_ value: Value, _ verb: Unicode.Scalar) throws(Fault) {
    try append("%!\(verb)(".utf8)
    try writeTyped(value)
    try append(")".utf8)
  }

  private mutating func write(
    _ value: Value, _ verb: Unicode.Scalar, _ directive: FormatDirective, depth: Int
  ) throws(Fault) {
    if verb == "T" {
      let type = value.type.map(\.runtimeText) ?? "<nil>"
      return try append(directive.padded(Array(type.utf8)))
    }
    let text: [UInt8]?
    switch value {
    case .nil: text = verb == "v" ? directive.padded(Array("<nil>".utf8)) : nil
    case .bool(let value):
      text = verb == "t" || verb == "v" ? directive.padded(Array((value ? "true" : "false").utf8)) : nil
    case .int(let value): text = FormatWriter.integer(value, verb, directive)
    case .float(let value): text = FormatWriter.float(value, verb, directive)
    case .money(let value):
      text =
        verb == "d"
        ? directive.paddedNumber(
          directive.sign(isNegative: value.isNegative), "", Array(value.text.utf8.drop { $0 == UInt8(ascii: "-") }),
          zeros: true)
        : FormatWriter.string(Array(value.text.utf8), verb, directive)
    case .string(let value): text = FormatWriter.string(value.bytes, verb, directive)
    case .bytes(let value) where verb == "v" || verb == "d":
      text = Array("[\(value.bytes.map { String($0) }.joined(separator: " "))]".utf8)
    case .bytes(let value): text = FormatWriter.string(value.bytes, verb, directive)
    case .map: text = FormatWriter.string(try plain(value), verb, directive)
    case .array(let array): return try write(array, verb, directive, depth: depth)
    }
    if let text { try append(text) } else { try writeMistake(value, verb) }
  }

  private mutating func write(
    _ array: ValueArray, _ verb: Unicode.Scalar, _ directive: FormatDirective, depth: Int
  ) throws(Fault) {
    guard depth < 512 else { throw Fault(.depth, "values are nested too deep for a text") }
    try append("[".utf8)
    for index in 0..<array.count {
      if index > 0 { try append(" ".utf8) }
      try write(array[index], verb, directive, depth: depth + 1)
    }
    try append("]".utf8)
  }

  // MARK: Scalars

  private static func integer(_ value: Int64, _ verb: Unicode.Scalar, _ directive: FormatDirective) -> [UInt8]? {
    let sign = directive.sign(isNegative: value < 0)
    let radix: Int
    var prefix = ""
    switch verb {
    case "d", "v": radix = 10
    case "b":
      radix = 2
      prefix = directive.isAlternative ? "0b" : ""
    case "o", "O":
      radix = 8
      prefix = verb == "O" ? "0o" : directive.isAlternative ? "0" : ""
    case "x", "X":
      radix = 16
      prefix = directive.isAlternative ? "0\(verb)" : ""
    case "c", "q", "U":
      let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init)
      if verb == "U" { return directive.padded(Array(codePoint(value).utf8)) }
      let character = scalar ?? "\u{FFFD}"
      return directive.padded(Array(verb == "c" ? String(character) : "'\(character)'").map { $0 }.flatMap { $0.utf8 })
    default: return nil
    }
    var digits = Array(String(value.magnitude, radix: radix, uppercase: verb == "X").utf8)
    if let precision = directive.precision {
      if precision == 0, value == 0 { return directive.padded([]) }
      let missing = max(0, precision - digits.count)
      digits.insert(contentsOf: [UInt8](repeating: UInt8(ascii: "0"), count: missing), at: 0)
    }
    return directive.paddedNumber(sign, prefix, digits, zeros: directive.precision == nil)
  }

  private static func float(_ value: Float64, _ verb: Unicode.Scalar, _ directive: FormatDirective) -> [UInt8]? {
    let form: FloatText.Form
    var digitCount = directive.precision
    switch verb {
    case "v", "g", "G": form = .general
    case "f", "F":
      form = .plain
      digitCount = digitCount ?? 6
    case "e", "E":
      form = .scientific
      digitCount = digitCount ?? 6
    default: return nil
    }
    let text = FloatText.text(value.magnitude, form, digitCount: digitCount, isUpper: verb == "E" || verb == "G")
    let digits = Array(text.utf8.drop { $0 == UInt8(ascii: "+") })
    let isNegative = value.sign == .minus && !value.isNaN
    let isInfinite = !value.isFinite
    let sign = isInfinite && !isNegative && !value.isNaN ? "+" : directive.sign(isNegative: isNegative)
    return directive.paddedNumber(sign, "", digits, zeros: !isInfinite)
  }

  private static func string(_ value: [UInt8], _ verb: Unicode.Scalar, _ directive: FormatDirective) -> [UInt8]? {
    var text = value
    if let precision = directive.precision, verb != "x", verb != "X" {
      var scalars = ScalarReader(value)
      for _ in 0..<precision where scalars.next() == nil { break }
      text = Array(value[..<scalars.offset])
    }
    switch verb {
    case "s", "v": return directive.padded(text)
    case "q": return directive.padded(Array(quoted(text).utf8))
    case "x", "X":
      let digits = Hexadecimal.encode(directive.precision.map { Array(text.prefix($0)) } ?? text)
      return directive.padded(verb == "X" ? ByteText.uppercased(digits) : digits)
    default: return nil
    }
  }

  // MARK: Quotes

  /// `U+00E9`
  private static func codePoint(_ value: Int64) -> String {
    let digits = String(UInt64(bitPattern: value), radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  /// `U+00E9 'é'`
  static func codePoint(_ scalar: Unicode.Scalar, isQuoted: Bool) -> String {
    codePoint(Int64(scalar.value)) + (isQuoted && scalar.value >= 0x20 && scalar.value != 0x7F ? " '\(scalar)'" : "")
  }

  /// A text between double quotes, with what does not show written as an escape.
  static func quoted(_ text: [UInt8]) -> String {
    var quoted = "\""
    var scalars = ScalarReader(text)
    var before = 0
    while let scalar = scalars.next() {
      switch scalar {
      case _ where scalars.isInvalid:
        quoted += "\\x" + String(decoding: Hexadecimal.encode([text[before]]), as: UTF8.self)
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\0"..<" ", "\u{7F}":
        quoted += "\\x" + String(decoding: Hexadecimal.encode([UInt8(scalar.value)]), as: UTF8.self)
      default: quoted.unicodeScalars.append(scalar)
      }
      before = scalars.offset
    }
    return quoted + "\""
  }
}
