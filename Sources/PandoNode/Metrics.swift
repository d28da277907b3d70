import Synchronization

/// What the node counts, for `GET /metrics`.
///
/// What others count anyway (heights, queues, the process) is asked for when the metrics are read, not counted twice.
package final class Metrics: Sendable {
  /// A value that was asked for.
  package struct Sample: Sendable {
    let metric: Metric
    let labels: [String]
    let value: Double

    package init(_ metric: Metric, _ labels: [String] = [], _ value: Double) {
      precondition(labels.count == metric.labels.count, "A sample has a value for each label.")
      self.metric = metric
      self.labels = labels
      self.value = value
    }
  }

  private struct Series: Hashable {
    let metric: Metric
    let labels: [String]
  }

  private struct Histogram {
    /// How many observations are at most each bound, the bounds below not included; the last is for those above all.
    var counts = [UInt64](repeating: 0, count: Metrics.bounds.count + 1)
    var sum = 0.0
  }

  private struct State {
    var counters: [Series: UInt64] = [:]
    var histograms: [Series: Histogram] = [:]
    var sources: [@Sendable () -> [Sample]] = []
  }

  /// The upper bounds of histograms, in seconds.
  private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  private let state = Mutex(State())

  package init() {}

  /// Adds to a counter.
  package func count(_ metric: Metric, _ labels: [String] = [], by amount: UInt64 = 1) {
    precondition(metric.kind == .counter && labels.count == metric.labels.count, "\(metric.name) is counted otherwise.")
    state.withLock { $0.counters[Series(metric: metric, labels: labels), default: 0] &+= amount }
  }

  /// Adds an observation to a histogram.
  package func observe(_ metric: Metric, _ labels: [String], _ duration: Duration) {
    precondition(metric.kind == .histogram && labels.count == metric.labels.count, "\(metric.name) is no histogram.")
    let seconds = duration / .seconds(1)
    let index = Metrics.bounds.firstIndex { seconds <= $0 } ?? Metrics.bounds.count
    state.withLock { state in
      var histogram = state.histograms[Series(metric: metric, labels: labels)] ?? Histogram()
      histogram.counts[index] += 1
      histogram.sum += seconds
      state.histograms[Series(metric: metric, labels: labels)] = histogram
    }
  }

  /// Asks `source` whenever the metrics are read. It must not wait.
  package func ask(_ source: @escaping @Sendable () -> [Sample]) {
    state.withLock { $0.sources.append(source) }
  }

  /// All metrics and `samples`, in Prometheus' text exposition format 0.0.4.
  package func text(with samples: [Sample] = []) -> String {
    let (counters, histograms, sources) = state.withLock { ($0.counters, $0.histograms, $0.sources) }
    var lines: [Metric: [String]] = [:]
    for (series, value) in counters {
      lines[series.metric, default: []].append(Metrics.line(series.metric.name, series, "\(value)"))
    }
    for (series, histogram) in histograms {
      lines[series.metric, default: []].append(Metrics.lines(series, histogram))
    }
    for sample in sources.flatMap({ $0() }) + samples {
      let series = Series(metric: sample.metric, labels: sample.labels)
      lines[sample.metric, default: []].append(Metrics.line(sample.metric.name, series, Metrics.number(sample.value)))
    }
    var text = ""
    for metric in Metric.all {
      guard let lines = lines[metric] else { continue }
      text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
      text += lines.sorted().joined()
    }
    return text
  }

  private static func lines(_ series: Series, _ histogram: Histogram) -> String {
    var text = ""
    var total: UInt64 = 0
    for (index, count) in histogram.counts.enumerated() {
      total += count
      let bound = index < bounds.count ? "\(bounds[index])" : "+Inf"
      text += line(series.metric.name + "_bucket", series, extra: "le=\"\(bound)\"", "\(total)")
    }
    text += line(series.metric.name + "_sum", series, "\(histogram.sum)")
    text += line(series.metric.name + "_count", series, "\(total)")
    return text
  }

  private static func line(_ name: String, _ series: Series, extra: String? = nil, _ value: String) -> String {
    // Label values are ours (routes, statuses, reasons), so none needs escaping.
    let pairs = zip(series.metric.labels, series.labels).map { "\($0)=\"\($1)\"" } + (extra.map { [$0] } ?? [])
    return pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs.joined(separator: ","))} \(value)\n"
  }

  /// Whole numbers without a fraction.
  private static func number(_ value: Double) -> String {
    Int64(exactly: value).map { "\($0)" } ?? "\(value)"
  }
}
