import Foundation

extension BenchReport {
  /// What people read.
  func text(_ style: Style) -> String {
    let load = setup.clients.map { Description.count($0, "client") + ", one transaction at a time" }
    let lines = [
      "\(style.bold("pando bench")) \(setup.workload), \(Description.count(setup.accounts, "account")), "
        + "\(Description.count(setup.validators, "node")), \(load ?? "open loop"), \(setup.durationSeconds) s",
      "  offered        \(round(offeredPerSecond)) /s",
      "  accepted       \(round(acceptedPerSecond)) /s",
      "  final          \(style.bold(round(finalPerSecond))) /s, \(percent(shareWithinTwoSeconds)) of what was offered within 2 s",
      "  latency        \(latencyMilliseconds.map { text($0) } ?? "none, because nothing became final")",
      "  blocks         \(blocks.count), \(round(blocks.transactionsPerBlock)) transactions each, "
        + "longest stall \(round(blocks.longestStallMilliseconds)) ms",
      "  failures       \(failures.isEmpty ? "none" : failures.map { "\($0.count) \($0.what)" }.joined(separator: ", "))",
      "  check          \(round(checkMicroseconds, 1)) µs of processor for one signature, one thread",
      "  cost ratio     \(costRatio.map { style.bold(round($0, 2)) } ?? "unknown") checks for a transaction on a validator; "
        + "\(processorMicrosecondsPerTransactionTogether.map { "\(round($0)) µs" } ?? "unknown") all together",
      "  load average   \(loadAverage.map { round($0, 2) }.joined(separator: " "))",
    ]
    let more = phases.map { text($0) } + (outage.map { ["  kill -9        \(text($0))"] } ?? [])
    return (lines + more + [""] + table(style) + ["", verdict(style)]).joined(separator: "\n")
  }

  private func text(_ latency: Latency) -> String {
    "p50 \(latency.p50) ms, p90 \(latency.p90), p99 \(latency.p99), p99.9 \(latency.p999), max \(latency.max)"
  }

  private func text(_ phase: Phase) -> String {
    "  \(phase.name.padding(toLength: 15, withPad: " ", startingAt: 0))\(round(phase.offeredPerSecond)) /s offered, "
      + "\(round(phase.finalPerSecond)) /s final, \(phase.latencyMilliseconds.map { text($0) } ?? "nothing final")"
  }

  private func text(_ outage: Outage.Report) -> String {
    "\(outage.node): nothing final for \(round(outage.gapMilliseconds)) ms; started again in "
      + "\(round(outage.startMilliseconds)) ms, had \(Description.count(outage.missedTransactions, "missed transaction")) "
      + "\(round(outage.catchUpMilliseconds)) ms later"
  }

  private func table(_ style: Style) -> [String] {
    var table = TextTable([
      ("PROCESS", .left), ("CPU s", .right), ("µs/TX", .right), ("PEAK MB", .right), ("SENT B/TX", .right),
      ("GOT B/TX", .right), ("SYNCS/BLOCK", .right), ("DISK MB", .right), ("DISK B/TX", .right),
    ])
    for usage in nodes + [generator] {
      table.append([
        .init(usage.name), .init(round(usage.processorSeconds, 2)),
        .init(text(usage.processorMicrosecondsPerTransaction)), .init("\(usage.peakMemoryBytes >> 20)"),
        .init(text(usage.peerBytesSentPerTransaction)), .init(text(usage.peerBytesReceivedPerTransaction)),
        .init(text(usage.durableWritesPerBlock, 1)), .init(usage.diskBytes.map { "\($0 >> 20)" } ?? "-"),
        .init(text(usage.diskBytesPerTransaction)),
      ])
    }
    return table.lines(style: style).map { "  " + $0 }
  }

  private func verdict(_ style: Style) -> String {
    guard !audit.isSound else {
      return style.good("✓")
        + " \(Description.count(audit.foundCount, "transaction")) told final found in the ledger; all nodes agree at "
        + "\(Description.count(audit.heightsCompared, "height"))."
    }
    return style.bad("✗ THE LEDGER IS WRONG, so none of this counts: ")
      + "\(audit.missingCount) of those told final are not where that was said, \(audit.repeatedCount) are there twice, "
      + "roots \(audit.rootsAgree ? "agree" : "DISAGREE")."
  }

  private func text(_ value: Double?, _ digits: Int = 0) -> String { value.map { round($0, digits) } ?? "-" }

  private func percent(_ share: Double) -> String { round(share * 100, 2) + " %" }

  private func round(_ value: Double, _ digits: Int = 0) -> String {
    value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
  }
}
