import PandoPrimitives

// From what was measured to what is reported.

extension BenchReport {
  /// The figures of one run.
  /// - Parameter names: of the nodes, in the order of the readings.
  package init(_ setup: Setup, _ measured: Measurement, audit: Audit, names: [String]) {
    let seconds = Double(measured.window.count) / 1e9
    let dueCount = measured.dueMoments.count { measured.window.contains($0) }
    let counted = measured.items.filter { measured.window.contains($0.dueAt) }
    let finalMoments = measured.items.compactMap(\.finalAt)
    self.setup = setup
    offeredPerSecond = Double(dueCount) / seconds
    acceptedPerSecond = Double(counted.count { $0.wasTaken }) / seconds
    finalCount = finalMoments.count { measured.window.contains($0) }
    finalPerSecond = Double(finalCount) / seconds

    var histogram = LatencyHistogram()
    var promptCount = 0
    for item in counted {
      guard let finalAt = item.finalAt else { continue }
      histogram.record(microseconds: (finalAt - item.dueAt) / 1_000)
      if finalAt - item.dueAt <= 2_000_000_000 { promptCount += 1 }
    }
    shareWithinTwoSeconds = dueCount == 0 ? 1 : Double(promptCount) / Double(dueCount)
    latencyMilliseconds = histogram.count > 0 ? Latency(histogram) : nil
    failures = BenchReport.failures(counted, unsentCount: dueCount - counted.count, audit)
    blocks = Blocks(measured.blocks, in: measured.window)

    // The readings are taken a little after the window's ends, so what they are divided by is counted between them.
    let span = measured.before.at..<max(measured.before.at, measured.after.at)
    let finalBetween = finalMoments.count { span.contains($0) }
    let blocksBetween = measured.blocks.count { span.contains($0.at) }
    nodes = names.indices.compactMap { index in
      guard let before = measured.before.nodes[index], let after = measured.after.nodes[index] else { return nil }
      return Usage(names[index], before, after, transactionCount: finalBetween, blockCount: blocksBetween)
    }
    let generatorSeconds = measured.after.generatorSeconds - measured.before.generatorSeconds
    generator = Usage(
      name: "generator", processorSeconds: generatorSeconds,
      processorMicrosecondsPerTransaction: perTransaction(generatorSeconds * 1e6, finalBetween),
      peakMemoryBytes: measured.generatorPeakBytes)
    checkMicroseconds = measured.checkMicroseconds
    loadAverage = measured.loadAverage
    self.audit = audit

    let costs = nodes.compactMap(\.processorMicrosecondsPerTransaction)
    let isComplete = costs.count == names.count && !costs.isEmpty
    costRatio = isComplete ? costs.reduce(0, +) / Double(costs.count) / measured.checkMicroseconds : nil
    processorMicrosecondsPerTransactionTogether =
      isComplete ? generator.processorMicrosecondsPerTransaction.map { costs.reduce($0, +) } : nil
  }

  private static func failures(_ counted: [Journal.Item], unsentCount: Int, _ audit: Audit) -> [FailureCount] {
    var refused: [ResultCode: Int] = [:]
    var silentCount = 0
    var lateCount = 0
    for item in counted where item.finalAt == nil {
      switch item.answer {
      case .pending?: lateCount += 1
      case let code?: refused[code, default: 0] += 1
      case nil: silentCount += 1
      }
    }
    func sorted(_ counts: [ResultCode: Int], _ what: String) -> [FailureCount] {
      counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { code, count in
        FailureCount(code: code, what: "\(what): \(code.name)", count: count)
      }
    }
    let executed = audit.codes.filter { $0.key != .success }
    let others = [("not sent in time", unsentCount), ("no answer", silentCount), ("taken, not final", lateCount)]
    return sorted(refused, "refused") + sorted(executed, "failed")
      + others.filter { $0.1 > 0 }.map { FailureCount(code: nil, what: $0.0, count: $0.1) }
  }
}

extension Journal.Item {
  /// Whether a node took it: it said so, or it became final although its answer was lost.
  fileprivate var wasTaken: Bool { answer == .pending || finalAt != nil }
}

/// A quantity for each transaction; nil when there was none.
private func perTransaction(_ amount: Double, _ count: Int) -> Double? { count == 0 ? nil : amount / Double(count) }

extension BenchReport.Latency {
  init(_ histogram: LatencyHistogram) {
    func milliseconds(_ quantile: Double) -> Double { Double(histogram.microseconds(at: quantile)) / 1_000 }
    p50 = milliseconds(0.5)
    p90 = milliseconds(0.9)
    p99 = milliseconds(0.99)
    p999 = milliseconds(0.999)
    max = Double(histogram.maxMicroseconds) / 1_000
  }
}

extension BenchReport.Blocks {
  init(_ seen: [Journal.SeenBlock], in window: Range<Int64>) {
    let inside = seen.filter { window.contains($0.at) && $0.transactionCount > 0 }
    count = inside.count
    let transactionCount = inside.reduce(0) { $0 + $1.transactionCount }
    transactionsPerBlock = inside.isEmpty ? 0 : Double(transactionCount) / Double(inside.count)
    let moments = [window.lowerBound] + inside.map(\.at) + [window.upperBound]
    let gaps = zip(moments, moments.dropFirst()).map { $1 - $0 }
    longestStallMilliseconds = Double(gaps.max() ?? 0) / 1e6
  }
}

extension BenchReport.Usage {
  init(_ name: String, _ before: NodeReading, _ after: NodeReading, transactionCount: Int, blockCount: Int) {
    let seconds = after.processorSeconds - before.processorSeconds
    self.init(
      name: name, processorSeconds: seconds,
      processorMicrosecondsPerTransaction: perTransaction(seconds * 1e6, transactionCount),
      peakMemoryBytes: after.peakMemoryBytes)
    let sent = after.peerBytesSent - before.peerBytesSent
    let received = after.peerBytesReceived - before.peerBytesReceived
    peerBytesSent = sent
    peerBytesReceived = received
    peerBytesSentPerTransaction = perTransaction(Double(sent), transactionCount)
    peerBytesReceivedPerTransaction = perTransaction(Double(received), transactionCount)
    durableWritesPerBlock = perTransaction(Double(after.durableWrites - before.durableWrites), blockCount)
    diskBytes = after.diskBytes
    if let end = after.diskBytes, let start = before.diskBytes {
      diskBytesPerTransaction = perTransaction(Double(end) - Double(start), transactionCount)
    }
  }
}
