/// Everything that was measured in one run; what the report is worked out from.
package struct Measurement: Sendable {
  /// What this process and the nodes had used by a moment.
  package struct Reading: Sendable {
    /// Nanoseconds after the start of the run.
    package let at: Int64
    package let generatorSeconds: Double
    /// By node; nil for one that does not tell.
    package let nodes: [NodeReading?]

    package init(at: Int64, generatorSeconds: Double, nodes: [NodeReading?]) {
      self.at = at
      self.generatorSeconds = generatorSeconds
      self.nodes = nodes
    }
  }

  /// The part of the run that counts, in nanoseconds after its start; what comes before is warm-up.
  package let window: Range<Int64>
  package let items: [Journal.Item]
  package let blocks: [Journal.SeenBlock]
  /// How many transactions were due in the run, sent or not; those of the warm-up included.
  package let dueMoments: [Int64]
  package let before: Reading
  package let after: Reading
  package let generatorPeakBytes: UInt64
  package let checkMicroseconds: Double
  package let loadAverage: [Double]

  package init(
    window: Range<Int64>, items: [Journal.Item], blocks: [Journal.SeenBlock], dueMoments: [Int64], before: Reading,
    after: Reading, generatorPeakBytes: UInt64, checkMicroseconds: Double, loadAverage: [Double]
  ) {
    self.window = window
    self.items = items
    self.blocks = blocks
    self.dueMoments = dueMoments
    self.before = before
    self.after = after
    self.generatorPeakBytes = generatorPeakBytes
    self.checkMicroseconds = checkMicroseconds
    self.loadAverage = loadAverage
  }
}
