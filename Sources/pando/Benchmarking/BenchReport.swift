package import PandoPrimitives

/// What a run brought, in numbers.
package struct BenchReport: Encodable, Sendable {
  /// How the run was set up.
  package struct Setup: Encodable, Sendable {
    package let workload: String
    package let accounts: Int
    package let validators: Int
    /// Transactions a second; nil in a closed loop.
    package let rate: Double?
    /// Customers in a closed loop.
    package let clients: Int?
    package let durationSeconds: Int
    package let warmupSeconds: Int
    package let signsLive: Bool
    package let seed: UInt64

    package init(
      workload: String, accounts: Int, validators: Int, rate: Double?, clients: Int?, durationSeconds: Int,
      warmupSeconds: Int, signsLive: Bool, seed: UInt64
    ) {
      self.workload = workload
      self.accounts = accounts
      self.validators = validators
      self.rate = rate
      self.clients = clients
      self.durationSeconds = durationSeconds
      self.warmupSeconds = warmupSeconds
      self.signsLive = signsLive
      self.seed = seed
    }
  }

  /// From when a transaction was due until it was read back in a final block, in milliseconds.
  package struct Latency: Encodable, Sendable {
    package let p50, p90, p99, p999, max: Double
  }

  /// Transactions that came to nothing, or that nobody can say of.
  package struct FailureCount: Encodable, Equatable, Sendable {
    /// The protocol's result code; nil when no node gave one.
    package let code: ResultCode?
    package let what: String
    package let count: Int
  }

  package struct Blocks: Encodable, Sendable {
    package let count: Int
    package let transactionsPerBlock: Double
    /// The longest time in which no block with a transaction came.
    package let longestStallMilliseconds: Double
  }

  /// What one process used while the run was measured.
  package struct Usage: Encodable, Sendable {
    package let name: String
    package let processorSeconds: Double
    package let processorMicrosecondsPerTransaction: Double?
    package let peakMemoryBytes: UInt64
    package var peerBytesSent: UInt64?
    package var peerBytesReceived: UInt64?
    package var peerBytesSentPerTransaction: Double?
    package var peerBytesReceivedPerTransaction: Double?
    package var durableWritesPerBlock: Double?
    package var diskBytes: UInt64?
    package var diskBytesPerTransaction: Double?
  }

  package let setup: Setup
  /// Transactions a second that were due, that nodes took, and that became final.
  package let offeredPerSecond: Double
  package let acceptedPerSecond: Double
  package let finalPerSecond: Double
  package let finalCount: Int
  /// The share of what was due that was final within two seconds.
  package let shareWithinTwoSeconds: Double
  /// Nil when nothing became final.
  package let latencyMilliseconds: Latency?
  package let failures: [FailureCount]
  package let blocks: Blocks
  package let nodes: [Usage]
  package let generator: Usage
  /// Processor time of checking one signature, in one thread.
  package let checkMicroseconds: Double
  /// What one transaction costs one validator, in signature checks; nil when no node tells what it uses.
  package let costRatio: Double?
  /// What one transaction costs all nodes and the generator together.
  package let processorMicrosecondsPerTransactionTogether: Double?
  /// Over 1, 5 and 15 minutes: what else the machine did.
  package let loadAverage: [Double]
  package let audit: Audit
  /// Empty unless the rate changed.
  package var phases: [Phase] = []
  /// Nil when nobody was killed.
  package var outage: Outage.Report?
}
