package import PandoPrimitives

/// Amounts as people write them: with a decimal point where the table puts it.
package enum DecimalAmount {
  /// The amount that `text`, such as `12.50`, spells in a table with `decimals` decimals.
  /// - Throws: a failure that says how to write it.
  package static func parse(_ text: String, decimals: UInt64) throws(Failure) -> Amount {
    guard !text.hasPrefix("-") else {
      throw Failure(.usage, "amount_negative", "\"\(text)\" is negative; amounts are positive, such as 12 or 12.50.")
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    guard (1...2).contains(parts.count), isDigits else {
      throw Failure(.usage, "amount_malformed", "\"\(text)\" is not an amount; write one such as 12 or 12.50.")
    }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    guard fraction.count <= Int(decimals) else {
      throw Failure(.usage, "amount_too_fine", "\"\(text)\" is too fine: the table has \(decimals) decimals.")
    }
    let digits = parts[0] + fraction + String(repeating: "0", count: Int(decimals) - fraction.count)
    guard let units = UInt128(digits) else {
      throw Failure(.usage, "amount_too_large", "\"\(text)\" is more than any account can hold.")
    }
    return Amount(units)
  }

  /// `sentence` with the numbers of a table's smallest units that are words in it as amounts of the table.
  package static func amounts(in sentence: String, decimals: UInt64) -> String {
    sentence.split(separator: " ", omittingEmptySubsequences: false).map { word in
      UInt128(word).map { text(Amount($0), decimals: decimals) } ?? String(word)
    }.joined(separator: " ")
  }

  /// The text of `amount`, with all of the table's decimals.
  package static func text(_ amount: Amount, decimals: UInt64) -> String {
    let digits = String(amount.units)
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, Int(decimals) + 1 - digits.count)) + digits
    return padded.dropLast(Int(decimals)) + "." + padded.suffix(Int(decimals))
  }
}
