import PandoPrimitives
import Testing
import pando

/// The parts of `pando bench` that decide and count.
@Suite struct BenchPartsTests {
  @Test func arrivalsComeAtTheirRateWithExponentialGaps() {
    let moments = Arrivals.all(perSecond: 1_000, before: 100_000_000_000, seed: 5)
    // 100,000 are expected, with a standard deviation of 316.
    #expect(abs(moments.count - 100_000) < 1_600)
    #expect(zip(moments, moments.dropFirst()).allSatisfy { $0 <= $1 } && moments.allSatisfy { $0 < 100_000_000_000 })
    let gaps = zip(moments, moments.dropFirst()).map { Double($1 - $0) }
    let short = Double(gaps.count { $0 < 1_000_000 }) / Double(gaps.count)
    #expect(abs(short - 0.632) < 0.01, "A share of 1 − 1/e of the gaps is shorter than their mean.")
  }

  @Test func slicesOfTimeGoToTheNodesInTurn() {
    let lanes = OpenLoop.lanes([0, 4_999_999, 5_000_000, 9_000_000, 20_000_000, 21_000_000], count: 3)
    #expect(lanes == [[0, 1], [2, 3, 4, 5], []], "The fifth slice of 5 ms is the second node's.")
  }

  @Test func anOverloadIsThreeTimesTheRateForHalfAMinute() {
    let phases = LoadPhase.overload(rate: 100, warmup: 2, duration: 10)
    let second: Int64 = 1_000_000_000
    #expect(phases.map(\.range) == [0..<12 * second, 12 * second..<42 * second, 42 * second..<52 * second])
    #expect(phases.map(\.countedFrom) == [2_000_000_000, 12_000_000_000, 47_000_000_000])
    let moments = phases.flatMap { $0.arrivals(seed: 1) }
    #expect(zip(moments, moments.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(abs(moments.count { phases[1].range.contains($0) } - 9_000) < 500)
  }

  @Test func theSameSeedGivesTheSameMoments() {
    let first = Arrivals.all(perSecond: 50, before: 2_000_000_000, seed: 1)
    #expect(first == Arrivals.all(perSecond: 50, before: 2_000_000_000, seed: 1))
    #expect(first != Arrivals.all(perSecond: 50, before: 2_000_000_000, seed: 2))
  }

  @Test func randomNumbersOfSplitMixAreThoseOfItsPaper() {
    // Streams are ours; within one, consecutive numbers must differ and spread evenly.
    var random = SeededRandom(seed: 1)
    let units = (0..<10_000).map { _ in random.unit() }
    #expect(units.allSatisfy { $0 >= 0 && $0 < 1 } && Set(units).count == units.count)
    #expect(abs(units.reduce(0, +) / 10_000 - 0.5) < 0.02)
    var other = SeededRandom(seed: 1, stream: 1)
    #expect(other.unit() != units[0])
  }

  @Test func quantilesAreRightToATenthOfAPercent() {
    var histogram = LatencyHistogram()
    for value in 1...100_000 { histogram.record(microseconds: Int64(value)) }
    for (quantile, value) in [(0.5, 50_000.0), (0.9, 90_000), (0.99, 99_000), (0.999, 99_900), (0.000_01, 1)] {
      let found = Double(histogram.microseconds(at: quantile))
      #expect(found >= value && found <= value * 1.001, "\(quantile)")
    }
    #expect(histogram.microseconds(at: 1) == 100_000 && histogram.maxMicroseconds == 100_000)
    #expect(histogram.count == 100_000)
  }

  @Test func smallLatenciesAreExactAndHugeOnesAreCapped() {
    var histogram = LatencyHistogram()
    #expect(histogram.microseconds(at: 0.5) == 0)
    for value: Int64 in [-5, 0, 7, 1_023, 1_024, 2_047, 2_048, .max] { histogram.record(microseconds: value) }
    let quantiles = [0.125, 0.25, 0.375, 0.5, 0.625, 0.75].map { histogram.microseconds(at: $0) }
    #expect(quantiles == [0, 0, 7, 1_023, 1_024, 2_047])
    #expect(histogram.microseconds(at: 0.875) == 2_049, "From 2,048 on a counter is two microseconds wide.")
    #expect(histogram.maxMicroseconds == 1 << 36)
  }

  @Test func ranksFollowZipfsLaw() {
    let zipf = Zipf(count: 1_000)
    var random = SeededRandom(seed: 3)
    var counts = [Int](repeating: 0, count: 1_000)
    for _ in 0..<200_000 { counts[zipf.next(&random)] += 1 }
    // The harmonic sum of 1,000 ranks with exponent 0.99 is 7.73.
    #expect(abs(Double(counts[0]) / 200_000 - 1 / 7.73) < 0.005)
    #expect(abs(Double(counts[0]) / Double(counts[9]) - 9.77) < 1.5)
    #expect(counts[500...].reduce(0, +) > 10_000, "The tail is long.")
  }

  @Test func theLadderClimbsThenHalvesTheGap() {
    var ladder = Ladder(from: 1_000)
    var tried: [Double] = []
    while let rate = ladder.rate {
      tried.append(rate)
      ladder.ran(rate <= 1_500)
    }
    #expect(tried == [1_000, 1_250, 1_562.5, 1_406.25, 1_484.375])
    #expect(ladder.best == 1_484.375)
  }

  @Test func theLadderClimbsDownFromAFirstRungThatIsTooHigh() {
    var ladder = Ladder(from: 800)
    while let rate = ladder.rate { ladder.ran(rate <= 150) }
    #expect(ladder.best == 150, "800, 400, 200, 100, 150 and no further.")
    var hopeless = Ladder(from: 8)
    while hopeless.rate != nil { hopeless.ran(false) }
    #expect(hopeless.best == nil)
  }

  @Test func metricsOfANodeAreRead() {
    let text = """
      # TYPE process_cpu_seconds_total counter
      process_cpu_seconds_total 12.5
      process_peak_resident_memory_bytes 1048576
      pando_peer_bytes_sent_total 1000
      pando_peer_bytes_received_total 2000
      pando_durable_writes_total 30
      pando_http_requests_total{route="/v1/node",status="200"} 7

      """
    #expect(
      NodeReading(metrics: text)
        == NodeReading(
          processorSeconds: 12.5, peakMemoryBytes: 1 << 20, peerBytesSent: 1_000, peerBytesReceived: 2_000,
          durableWrites: 30))
    #expect(NodeReading(metrics: text.replacing("pando_durable", with: "pando_other")) == nil)
  }
}
