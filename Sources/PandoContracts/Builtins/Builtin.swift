/// A function that every program has, or that a host offers.
package struct Builtin: Hashable, Sendable {
  /// Where it exists.
  package enum Availability: String, Hashable, Sendable, CaseIterable {
    /// Everywhere: its result depends on its arguments alone.
    case pure
    /// Wherever there is a host: it reads tables, parameters, the transaction or the block.
    case host
    /// Only where blocks are made.
    case ledger
    /// Only where there are no blocks: it reaches the web, a clock or a schedule.
    case offLedger
    /// Only off the ledger, on a machine that runs others.
    case offLedgerMaster
  }

  package let signature: Signature
  package let availability: Availability
  /// Whether it changes the state that a contract works on; such a function cannot be called from `conditions`.
  package let writes: Bool
  /// What a call costs when a ledger begins, beside what it does with tables.
  package let fuel: Int
  /// One sentence.
  package let summary: String
  /// The signature as people read it.
  package let text: String

  package var name: Name { signature.name }

  /// The parameter of the platform that says what a call costs: `price_exec_db_insert` for `DBInsert`.
  package var priceParameter: String {
    let letters = Array(name.text.utf8)
    func isUpper(_ index: Int) -> Bool { letters.indices.contains(index) && letters[index] &- UInt8(ascii: "A") < 26 }
    func isLower(_ index: Int) -> Bool { letters.indices.contains(index) && letters[index] &- UInt8(ascii: "a") < 26 }
    var words: [UInt8] = []
    for (index, letter) in letters.enumerated() {
      if index > 0, isUpper(index), !isUpper(index - 1) || isLower(index + 1) { words.append(UInt8(ascii: "_")) }
      words.append(isUpper(index) ? letter | 0x20 : letter)
    }
    return "price_exec_" + String(decoding: words, as: UTF8.self)
  }

  /// All, in the order of `Builtins/Tables`.
  package static let all: [Builtin] = [
    textFunctions, numberFunctions, collectionFunctions, keyFunctions, timeFunctions, readingFunctions,
    writingFunctions, rightFunctions, contractFunctions, offLedgerFunctions,
  ].flatMap(read)

  private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The function with this name.
  package static func named(_ name: Name) -> Builtin? { byName[name] }

  /// Reads lines such as `Size(s string) int | pure | 10 | Gives the length of a text in bytes.`
  private static func read(_ table: String) -> [Builtin] {
    table.split(separator: "\n").map { line in
      let cells = line.split(separator: "|").map {
        String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
      precondition(cells.count == 4, "A line of the table has four cells: \(line)")
      let words = cells[1].split(separator: " ")
      let availability = Availability(rawValue: String(words[0]))
      guard let availability, let fuel = Int(cells[2]) else { preconditionFailure("Words of the table: \(line)") }
      return Builtin(
        signature: Signature(cells[0][...]), availability: availability, writes: words.dropFirst() == ["writes"],
        fuel: fuel, summary: cells[3], text: cells[0])
    }
  }
}
