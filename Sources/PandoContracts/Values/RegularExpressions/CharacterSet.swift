/// Characters that a place in a regular expression takes.
struct CharacterSet {
  /// Some of them.
  enum Item {
    case range(ClosedRange<Unicode.Scalar>)
    /// The general categories whose names begin with this: `L`, `Lu`.
    case category(String)
    indirect case not([Item])
  }

  private(set) var items: [Item] = []
  var isNegated = false
  var ignoresCase = false

  init(_ items: [Item] = []) { self.items = items }

  init(_ scalar: Unicode.Scalar) { items = [.range(scalar...scalar)] }

  static let digits: [Item] = [.range("0"..."9")]
  static let spaces: [Item] = [.range("\t"..."\n"), .range("\u{C}"..."\r"), .range(" "..." ")]
  static let words: [Item] = [.range("0"..."9"), .range("A"..."Z"), .range("_"..."_"), .range("a"..."z")]
  static let word = CharacterSet(words)
  static let all: [Item] = [.range("\0"..."\u{10FFFF}")]

  mutating func add(_ more: [Item]) { items += more }

  /// The set that POSIX calls so.
  static func posix(_ name: String) -> [Item]? {
    switch name {
    case "alnum": [.range("0"..."9"), .range("A"..."Z"), .range("a"..."z")]
    case "alpha": [.range("A"..."Z"), .range("a"..."z")]
    case "ascii": [.range("\0"..."\u{7F}")]
    case "blank": [.range("\t"..."\t"), .range(" "..." ")]
    case "cntrl": [.range("\0"..."\u{1F}"), .range("\u{7F}"..."\u{7F}")]
    case "digit": digits
    case "graph": [.range("!"..."~")]
    case "lower": [.range("a"..."z")]
    case "print": [.range(" "..."~")]
    case "punct": [.range("!"..."/"), .range(":"..."@"), .range("["..."`"), .range("{"..."~")]
    case "space": [.range("\t"..."\r"), .range(" "..." ")]
    case "upper": [.range("A"..."Z")]
    case "word": words
    case "xdigit": [.range("0"..."9"), .range("A"..."F"), .range("a"..."f")]
    default: nil
    }
  }

  /// The names of general categories, and of groups of them.
  static func isCategory(_ name: String) -> Bool {
    name == "Any" || Unicode.GeneralCategory.names.contains { $0.hasPrefix(name) && !name.isEmpty }
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    (has(scalar) || (ignoresCase && CharacterSet.otherCases(of: scalar).contains(where: has))) != isNegated
  }

  private func has(_ scalar: Unicode.Scalar) -> Bool { CharacterSet.has(items, scalar) }

  private static func has(_ items: [Item], _ scalar: Unicode.Scalar) -> Bool {
    items.contains { item in
      switch item {
      case .range(let range): range.contains(scalar)
      case .category("Any"): true
      case .category(let name): scalar.properties.generalCategory.name.hasPrefix(name)
      case .not(let items): !has(items, scalar)
      }
    }
  }

  private static func otherCases(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    let properties = scalar.properties
    return [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping].compactMap {
      $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first : nil
    }
  }
}

extension Unicode.GeneralCategory {
  fileprivate static let names = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm",
    "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
  ]

  /// As Unicode abbreviates it.
  fileprivate var name: String {
    switch self {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
