import Foundation

/// What each stage costs a transaction.
package struct StageReport: Encodable {
  package struct Line: Encodable {
    package let stage: Stage
    package let microsecondsPerTransaction: Double
    package let share: Double
  }

  package let accounts: Int
  package let transactions: Int
  package let transactionsPerBlock: Int
  package let stages: [Line]
  package let microsecondsPerTransaction: Double
  /// The whole, in signature checks.
  package let costRatio: Double

  init(accounts: Int, transactions: Int, blocks: Int, _ meter: StageMeter) {
    self.accounts = accounts
    self.transactions = transactions
    transactionsPerBlock = transactions / max(1, blocks)
    let total = meter.seconds.values.reduce(0, +)
    stages = Stage.allCases.map { stage in
      let seconds = meter.seconds[stage] ?? 0
      return Line(
        stage: stage, microsecondsPerTransaction: seconds / Double(transactions) * 1e6, share: seconds / total)
    }
    microsecondsPerTransaction = total / Double(transactions) * 1e6
    costRatio = total / (meter.seconds[.check] ?? total)
  }

  func text(_ style: Style) -> String {
    var table = TextTable([("STAGE", .left), ("µs/TX", .right), ("SHARE", .right), ("", .left)])
    for line in stages {
      table.append([
        .init(line.stage.rawValue), .init(number(line.microsecondsPerTransaction, 2)),
        .init("\(number(line.share * 100, 1)) %"), .init(line.stage.sentence, style.dim),
      ])
    }
    table.append([.init("all"), .init(number(microsecondsPerTransaction, 2)), .init("100 %"), .init("")])
    let title =
      "\(style.bold("pando bench --stages")) transfer, \(Description.count(accounts, "account")), one validator alone in "
      + "one thread, \(Description.count(transactions, "transaction")), \(transactionsPerBlock) a block"
    let ratio = "  \(style.bold(number(costRatio, 2))) checks for a transaction; sockets and clients are not in it."
    return ([title, ""] + table.lines(style: style).map { "  " + $0 } + ["", ratio]).joined(separator: "\n")
  }

  private func number(_ value: Double, _ digits: Int) -> String {
    value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
  }
}
