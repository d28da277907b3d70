/// A place in a format for a value, such as `%-08.3f`, as the language Go has them.
struct FormatDirective {
  /// Wider texts than this nobody can mean.
  private static let sizeMax = 1_000_000

  private(set) var isLeft = false
  private(set) var hasSign = false
  private(set) var isAlternative = false
  private(set) var hasBlank = false
  private(set) var isZeroPadded = false
  private(set) var width: Int?
  private(set) var precision: Int?
  /// Whether a width or precision was no number within bounds.
  private(set) var isWidthWrong = false
  private(set) var isPrecisionWrong = false
  /// Nil at the end of a format.
  private(set) var verb: Unicode.Scalar?

  /// Reads what stands behind the `%` at `offset`, and takes the numbers for `*` out of `values`.
  init(_ format: [UInt8], _ offset: inout Int, _ values: inout ArraySlice<Value>) {
    flags: while offset < format.count {
      switch format[offset] {
      case UInt8(ascii: "-"): isLeft = true
      case UInt8(ascii: "+"): hasSign = true
      case UInt8(ascii: "#"): isAlternative = true
      case UInt8(ascii: " "): hasBlank = true
      case UInt8(ascii: "0"): isZeroPadded = true
      default: break flags
      }
      offset += 1
    }
    width = FormatDirective.number(format, &offset, &values, &isWidthWrong)
    if let wide = width, wide < 0 {
      isLeft = true
      width = -wide
    }
    if offset < format.count, format[offset] == UInt8(ascii: ".") {
      offset += 1
      let isGiven = offset < format.count && (format[offset].isDigit || format[offset] == UInt8(ascii: "*"))
      precision = FormatDirective.number(format, &offset, &values, &isPrecisionWrong)
      if !isGiven { precision = 0 }
      if let precision, precision < 0 {
        self.precision = nil
        isPrecisionWrong = true
      }
    }
    guard offset < format.count else { return }
    let length = max(InvalidUTF8.scalarLength(format, offset), 1)
    var reader = ScalarReader(Array(format[offset..<(offset + length)]))
    verb = reader.next()
    offset += length
    if isLeft { isZeroPadded = false }
  }

  private static func number(
    _ format: [UInt8], _ offset: inout Int, _ values: inout ArraySlice<Value>, _ isWrong: inout Bool
  ) -> Int? {
    if offset < format.count, format[offset] == UInt8(ascii: "*") {
      offset += 1
      guard case .int(let number) = values.popFirst(), number.magnitude <= sizeMax else {
        isWrong = true
        return nil
      }
      return Int(number)
    }
    var number: Int?
    while offset < format.count, format[offset].isDigit {
      number = min((number ?? 0) * 10 + Int(format[offset] - UInt8(ascii: "0")), sizeMax + 1)
      offset += 1
    }
    guard let number, number > sizeMax else { return number }
    isWrong = true
    return nil
  }

  /// The text with blanks up to the width.
  func padded(_ text: [UInt8]) -> [UInt8] {
    var scalars = ScalarReader(text)
    var count = 0
    while scalars.next() != nil { count += 1 }
    guard let width, width > count else { return text }
    let blanks = [UInt8](repeating: UInt8(ascii: " "), count: width - count)
    return isLeft ? text + blanks : blanks + text
  }

  /// A number: a sign, its prefix and digits, with zeros between them up to the width if the format wants that.
  func paddedNumber(_ sign: String, _ prefix: String, _ digits: [UInt8], zeros: Bool) -> [UInt8] {
    let head = Array((sign + prefix).utf8)
    let missing = (width ?? 0) - head.count - digits.count
    guard zeros, isZeroPadded, missing > 0 else { return padded(head + digits) }
    return head + [UInt8](repeating: UInt8(ascii: "0"), count: missing) + digits
  }

  /// What stands before a number.
  func sign(isNegative: Bool) -> String { isNegative ? "-" : hasSign ? "+" : hasBlank ? " " : "" }
}
