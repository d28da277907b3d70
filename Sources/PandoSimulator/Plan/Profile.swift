/// What a run is to look at most; each draws the rest from its seed.
package enum Profile: String, Sendable, CaseIterable {
  /// Loss, delays, partitions and crashes, as hard as they come.
  case safety
  /// Slow networks, slow machines and long outages: does the ledger come back?
  case liveness
  /// As many liars as the validators can bear.
  case byzantine
  /// Members that come and go.
  case churn
  /// Disks that fail, rot and vanish.
  case disk
  /// Everything at once.
  case swarm

  /// The profile of a seed for which none is named: they take turns. So a seed is one run, alone or among others.
  package static func turn(of seed: UInt64) -> Profile { allCases[Int(seed % UInt64(allCases.count))] }
}
