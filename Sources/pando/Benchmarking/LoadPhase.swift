/// A part of a run in which transactions come at one rate.
package struct LoadPhase: Sendable {
  /// How much more than the rate comes in an overload, and for how long.
  package static let overloadFactor = 3.0
  package static let overloadSeconds = 30
  /// How soon after an overload everything should be as before.
  package static let recoveryNanoseconds: Int64 = 5_000_000_000

  package let name: String
  package let rate: Double
  /// In nanoseconds after the start of the run.
  package let range: Range<Int64>
  /// Of what was due in it, what comes before this moment does not count.
  package let countedFrom: Int64

  /// The rate, three times the rate, and the rate again, after `warmup` seconds at the rate.
  package static func overload(rate: Double, warmup: Int, duration: Int) -> [LoadPhase] {
    func moment(_ seconds: Int) -> Int64 { Int64(seconds) * 1_000_000_000 }
    let (first, second) = (warmup + duration, warmup + duration + overloadSeconds)
    let last = moment(second)..<moment(second + duration)
    return [
      LoadPhase(name: "before", rate: rate, range: 0..<moment(first), countedFrom: moment(warmup)),
      LoadPhase(
        name: "overload", rate: overloadFactor * rate, range: moment(first)..<moment(second),
        countedFrom: moment(first)),
      LoadPhase(
        name: "5 s after", rate: rate, range: last,
        countedFrom: min(last.upperBound, last.lowerBound + recoveryNanoseconds)),
    ]
  }

  /// When transactions are due in it.
  package func arrivals(seed: UInt64) -> [Int64] {
    Arrivals.all(perSecond: rate, before: range.upperBound - range.lowerBound, seed: seed).map { range.lowerBound + $0 }
  }
}

extension BenchReport {
  /// What one phase of a run brought.
  package struct Phase: Encodable, Sendable {
    package let name: String
    package let offeredPerSecond: Double
    package let finalPerSecond: Double
    package let latencyMilliseconds: Latency?

    package init(_ phase: LoadPhase, _ measured: Measurement) {
      let counted = phase.countedFrom..<phase.range.upperBound
      let seconds = Double(counted.count) / 1e9
      name = phase.name
      offeredPerSecond = Double(measured.dueMoments.count { counted.contains($0) }) / seconds
      finalPerSecond = Double(measured.items.count { $0.finalAt.map(counted.contains) ?? false }) / seconds
      var histogram = LatencyHistogram()
      for item in measured.items where counted.contains(item.dueAt) {
        if let finalAt = item.finalAt { histogram.record(microseconds: (finalAt - item.dueAt) / 1_000) }
      }
      latencyMilliseconds = histogram.count > 0 ? Latency(histogram) : nil
    }
  }
}
