/// A pattern of SQL's `LIKE`: `%` is any text, `_` any character, and `\` takes the meaning from what follows it.
struct LikePattern {
  private enum Element {
    case byte(UInt8)
    case anyCharacter
    case anyText
  }

  private let elements: [Element]

  init(_ text: [UInt8]) {
    var elements: [Element] = []
    var isEscaped = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "\\") where !isEscaped:
        isEscaped = true
        continue
      case UInt8(ascii: "%") where !isEscaped: elements.append(.anyText)
      case UInt8(ascii: "_") where !isEscaped: elements.append(.anyCharacter)
      default: elements.append(.byte(byte))
      }
      isEscaped = false
    }
    // PostgreSQL refuses a pattern that ends so; here it stands for itself.
    if isEscaped { elements.append(.byte(UInt8(ascii: "\\"))) }
    self.elements = elements
  }

  /// How many steps a look at a text of so many bytes takes at most.
  func stepCount(_ byteCount: Int) -> Int {
    let (count, overflow) = (byteCount + 1).multipliedReportingOverflow(by: elements.count + 1)
    return overflow ? .max : count
  }

  func fits(_ text: [UInt8]) -> Bool {
    var (place, element) = (0, 0)
    // Where to go on when what follows the last `%` does not fit: it then takes one character more.
    var retry: (place: Int, element: Int)?
    while place < text.count {
      switch element < elements.count ? elements[element] : nil {
      case .anyText:
        retry = (place, element + 1)
        element += 1
        continue
      case .byte(text[place]):
        place += 1
        element += 1
        continue
      case .anyCharacter:
        place = LikePattern.next(text, place)
        element += 1
        continue
      case .byte, nil: break
      }
      guard let last = retry else { return false }
      place = LikePattern.next(text, last.place)
      element = last.element
      retry = (place, element)
    }
    return elements[element...].allSatisfy { if case .anyText = $0 { true } else { false } }
  }

  /// The place behind the character of UTF-8 at `place`.
  private static func next(_ text: [UInt8], _ place: Int) -> Int {
    var next = place + 1
    while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}
