/// How bad it is.
package enum Severity: String, Hashable, Sendable, CaseIterable {
  /// The source is refused.
  case error
  /// Most likely not what was meant. The source is accepted.
  case warning
  /// Worth knowing.
  case note
}

/// What can be wrong with a source. A code never changes its meaning, and none is used again for another.
///
/// Listed with examples in docs/spec/needle.md, "Diagnostics".
package enum DiagnosticCode: String, Hashable, Sendable, CaseIterable {
  // Reading characters.
  case sourceTooLarge = "N0101"
  case tooManyTokens = "N0102"
  case invalidUTF8 = "N0103"
  case unknownCharacter = "N0104"
  case unterminatedText = "N0105"
  case unterminatedComment = "N0106"
  case malformedNumber = "N0107"
  case integerTooLarge = "N0108"
  case tooManyDiagnostics = "N0109"

  // Grammar.
  case nestingTooDeep = "N0201"
  case expectedDeclaration = "N0202"
  case expectedName = "N0203"
  case expectedSymbol = "N0204"
  case expectedType = "N0205"
  case expectedExpression = "N0206"
  case expectedStatement = "N0207"
  case expectedEndOfStatement = "N0208"
  case invalidName = "N0209"
  case elseWithoutIf = "N0210"
  case elseIf = "N0211"
  case misplacedSection = "N0212"
  case indexedValue = "N0213"
  case literalElement = "N0214"
  case literalKey = "N0215"
  case initializedVariable = "N0216"
  case sectionSignature = "N0217"
  case brokenTail = "N0218"
  case misplacedSpread = "N0219"
  case expectedAssignment = "N0220"
  case calledVariable = "N0221"
  case expectedLiteral = "N0222"

  // Names.
  case undefinedVariable = "N0301"
  case undefinedFunction = "N0302"
  case usedBeforeDeclared = "N0303"
  case undefinedTail = "N0304"
  case redeclared = "N0305"
  case systemVariableName = "N0306"
  case hidesBuiltin = "N0307"
  case systemVariableAssigned = "N0308"
  case neverSet = "N0309"
  case unusedVariable = "N0310"
  case unusedParameter = "N0311"
  case unusedFunction = "N0312"
  case unusedField = "N0313"
  case repeatedName = "N0314"
  case unavailableFunction = "N0315"

  // Types and counts.
  case argumentCount = "N0401"
  case argumentType = "N0402"
  case assignedType = "N0403"
  case valueCount = "N0404"
  case noValue = "N0405"
  case operandType = "N0406"
  case divisionByZero = "N0407"
  case returnCount = "N0408"
  case returnType = "N0409"
  case missingReturn = "N0410"
  case contractArguments = "N0411"
  case indexType = "N0412"
  case extendedTypeChange = "N0413"
  case nilOnlyComparison = "N0414"
  case selfAssignment = "N0415"

  // Flow and effects.
  case writeInConditions = "N0501"
  case contractCallsItself = "N0502"
  case contractLoop = "N0503"
  case endlessRecursion = "N0504"
  case recursion = "N0505"
  case jumpOutsideLoop = "N0506"
  case unreachable = "N0507"
  case loopWithoutProgress = "N0508"
  case statementOutsideFunction = "N0509"

  // Compiling.
  case programTooLarge = "N0601"

  package var severity: Severity {
    switch self {
    case .tooManyDiagnostics, .hidesBuiltin, .neverSet, .unusedVariable, .unusedParameter, .unusedFunction,
      .unusedField, .repeatedName,
      .missingReturn, .extendedTypeChange, .nilOnlyComparison, .contractLoop, .unreachable, .loopWithoutProgress,
      .statementOutsideFunction:
      .warning
    case .recursion: .note
    default: .error
    }
  }

  /// What it is about, in general.
  package var summary: String {
    switch self {
    case .sourceTooLarge: "The source has more bytes than are read."
    case .tooManyTokens: "The source has more tokens than are read."
    case .invalidUTF8: "Bytes that are no UTF-8."
    case .unknownCharacter: "A character that the language has no use for."
    case .unterminatedText: "A text without its closing quote."
    case .unterminatedComment: "A comment without its `*/`."
    case .malformedNumber: "A number with two points, with letters, or too long."
    case .integerTooLarge: "An integer beyond 64 bits."
    case .tooManyDiagnostics: "There is more to say than is said."
    case .nestingTooDeep: "Blocks, brackets or operators nest deeper than is read."
    case .expectedDeclaration: "Something other than a contract or a function at the top level."
    case .expectedName: "A name is missing."
    case .expectedSymbol: "A brace, bracket, comma or other symbol is missing."
    case .expectedType: "A type is missing."
    case .expectedExpression: "A value is missing."
    case .expectedStatement: "No statement begins like this."
    case .expectedEndOfStatement: "Something follows where the statement should end."
    case .invalidName: "A variable, parameter or field has a name that is not letters, digits and `_` after a letter."
    case .elseWithoutIf: "An `else` or `elif` without its `if`."
    case .elseIf: "`else if` instead of `elif`."
    case .misplacedSection: "A section or contract where none can be."
    case .indexedValue: "An index on something other than a variable."
    case .literalElement: "A calculated value inside an array or map literal."
    case .literalKey: "Something that cannot be the key of a map."
    case .initializedVariable: "A value in a declaration of variables."
    case .sectionSignature: "Parameters or results of `conditions` or `action`."
    case .brokenTail: "A tail on another line than what it belongs to."
    case .misplacedSpread: "A `...` that is not last."
    case .expectedAssignment: "A statement that is neither an assignment nor a call."
    case .calledVariable: "A call of a `$` variable."
    case .expectedLiteral: "A setting whose value is not a number or text."
    case .undefinedVariable: "A variable that is declared nowhere."
    case .undefinedFunction: "A call of something that is neither a function nor a contract."
    case .usedBeforeDeclared: "A call of a function that is declared further down."
    case .undefinedTail: "A tail that the function does not have."
    case .redeclared: "Two things with one name in one place."
    case .systemVariableName: "A field named as a system variable."
    case .hidesBuiltin: "A function or contract named as a built-in function."
    case .systemVariableAssigned: "A value for a system variable."
    case .neverSet: "A `$` variable that nothing sets before it is read."
    case .unusedVariable: "A variable that is never read."
    case .unusedParameter: "A parameter that is never read."
    case .unusedFunction: "A function of a contract that is never called."
    case .unusedField: "A data field that is never read."
    case .repeatedName: "A field, setting or key that is given twice."
    case .unavailableFunction: "A built-in function that the host does not offer."
    case .argumentCount: "A call with too few or too many arguments."
    case .argumentType: "An argument of a type that the parameter cannot hold."
    case .assignedType: "A value that the variable cannot hold."
    case .valueCount: "An assignment with other numbers of variables and values."
    case .noValue: "A call that gives no value, or several, where one is needed."
    case .operandType: "An operator that is not defined for its operands."
    case .divisionByZero: "A division by a constant that is zero."
    case .returnCount: "A `return` with fewer values than the function gives."
    case .returnType: "A `return` of a value that the result cannot hold."
    case .missingReturn: "A function that may end without its value."
    case .contractArguments: "A call of a contract whose names and values do not match."
    case .indexType: "An index of a wrong type, or on a value that has no elements."
    case .extendedTypeChange: "A `$` variable that is given values of several types."
    case .nilOnlyComparison: "A comparison of a value that can only be compared with nil."
    case .selfAssignment: "A container that is stored inside itself."
    case .writeInConditions: "A section `conditions` that writes."
    case .contractCallsItself: "A contract that calls itself."
    case .contractLoop: "Contracts that call each other in a circle."
    case .endlessRecursion: "A function that calls itself on every way through it."
    case .recursion: "A function that calls itself."
    case .jumpOutsideLoop: "A `break` or `continue` outside a loop."
    case .unreachable: "Statements that are never reached."
    case .loopWithoutProgress: "A loop in which nothing can change its condition."
    case .statementOutsideFunction: "A statement in a contract but in none of its functions."
    case .programTooLarge: "A function, a branch or a program that has more than the machine can address."
    }
  }
}
