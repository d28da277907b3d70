/// What a token is.
package enum TokenKind: UInt8, Hashable, Sendable, CaseIterable {
  // A line break or a semicolon, and what is behind the last token.
  case newline, end
  // What no token can begin with.
  case unknown

  // `name` or `@1name`, and `$name`.
  case identifier, extended
  case integer, float, string

  case contractKeyword, funcKeyword, returnKeyword, ifKeyword, elifKeyword, elseKeyword, whileKeyword, varKeyword
  case dataKeyword, settingsKeyword, conditionsKeyword, actionKeyword, breakKeyword, continueKeyword
  case errorKeyword, warningKeyword, infoKeyword, trueKeyword, falseKeyword, nilKeyword
  case boolType, bytesType, intType, addressType, arrayType, mapType, moneyType, floatType, stringType, fileType

  case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, colon, period, ellipsis, assign
  case plus, minus, asterisk, slash, less, greater, lessOrEqual, greaterOrEqual, equal, notEqual, not, and, or

  /// Words that are no names, in the order of the cases.
  package var isKeyword: Bool {
    TokenKind.contractKeyword.rawValue <= rawValue && rawValue <= TokenKind.nilKeyword.rawValue
  }

  package var isType: Bool { TokenKind.boolType.rawValue <= rawValue && rawValue <= TokenKind.fileType.rawValue }

  /// The words of the language, in the order of the cases.
  private static let wordSpellings = [
    "contract", "func", "return", "if", "elif", "else", "while", "var", "data", "settings", "conditions", "action",
    "break", "continue", "error", "warning", "info", "true", "false", "nil",
    "bool", "bytes", "int", "address", "array", "map", "money", "float", "string", "file",
  ]

  /// The words of the language and what they are.
  package static let words = Dictionary(
    uniqueKeysWithValues: zip(wordSpellings, allCases.filter { $0.isKeyword || $0.isType }))

  /// How a diagnostic calls it.
  package var description: String {
    switch self {
    case .newline: "the end of the line"
    case .end: "the end of the source"
    case .unknown: "a character of no meaning"
    case .identifier: "a name"
    case .extended: "a `$` variable"
    case .integer, .float: "a number"
    case .string: "a text"
    default: "`\(spelling)`"
    }
  }

  /// The one way to write it; empty for kinds that have several.
  package var spelling: String {
    switch self {
    case .leftParenthesis: "("
    case .rightParenthesis: ")"
    case .leftBracket: "["
    case .rightBracket: "]"
    case .leftBrace: "{"
    case .rightBrace: "}"
    case .comma: ","
    case .colon: ":"
    case .period: "."
    case .ellipsis: "..."
    case .assign: "="
    case .plus: "+"
    case .minus: "-"
    case .asterisk: "*"
    case .slash: "/"
    case .less: "<"
    case .greater: ">"
    case .lessOrEqual: "<="
    case .greaterOrEqual: ">="
    case .equal: "=="
    case .notEqual: "!="
    case .not: "!"
    case .and: "&&"
    case .or: "||"
    default:
      isKeyword || isType ? TokenKind.wordSpellings[Int(rawValue - TokenKind.contractKeyword.rawValue)] : ""
    }
  }
}
