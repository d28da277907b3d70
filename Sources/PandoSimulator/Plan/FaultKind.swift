/// What can go wrong besides liars and customers; each is counted in the report.
package enum FaultKind: String, Sendable, CaseIterable {
  /// A node ends between two effects and comes back later.
  case crash
  /// Some nodes no longer hear some others, perhaps in one direction only.
  case partition
  /// What a link carries waits, and then comes all at once.
  case clog
  /// A wall clock jumps.
  case clockJump
  /// A write fails, and may have reached the disk or not.
  case failedWrite
  /// Reads fail for a while.
  case failedRead
  /// A value on a disk can no longer be read.
  case rot
  /// A disk is replaced by an empty one.
  case wipe
  /// Writes of a node take long for a while.
  case slowDisk
  /// A message was lost.
  case loss
  /// A message came twice.
  case duplication
  /// All nodes are down for a long time.
  case outage
}
