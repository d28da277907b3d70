import PandoPrimitives

/// What climbing brought.
struct LadderReport: Encodable, Sendable {
  struct Rung: Encodable, Sendable {
    let rate: Double
    let isBorne: Bool
    let finalPerSecond: Double
    let shareWithinTwoSeconds: Double
    /// Nil when nothing became final.
    let latencyMilliseconds: BenchReport.Latency?
    let costRatio: Double?

    init(_ report: BenchReport, rate: Double) {
      self.rate = rate
      isBorne = report.isBorne
      finalPerSecond = report.finalPerSecond
      shareWithinTwoSeconds = report.shareWithinTwoSeconds
      latencyMilliseconds = report.latencyMilliseconds
      costRatio = report.costRatio
    }
  }

  /// In the order in which they were tried.
  let rungs: [Rung]
  /// The highest rate that was borne; nil when none was.
  let best: BenchReport?

  func text(_ style: Style) -> String {
    let lines = rungs.map { rung -> String in
      let latency = rung.latencyMilliseconds.map { ", p50 \($0.p50) ms, p99 \($0.p99) ms" } ?? ""
      let mark = rung.isBorne ? style.good("✓") : style.bad("✗")
      return "  \(mark) \(Int(rung.rate)) /s: \(Int(rung.finalPerSecond)) final, "
        + "\(Int(rung.shareWithinTwoSeconds * 100)) % within 2 s\(latency)"
    }
    let end = best?.text(style) ?? "None of these rates was borne."
    return (lines + ["", end]).joined(separator: "\n")
  }
}

extension BenchReport {
  /// Whether the ledger bore the rate: 99 of 100 were final within two seconds.
  var isBorne: Bool { shareWithinTwoSeconds >= 0.99 && audit.isSound }
}
