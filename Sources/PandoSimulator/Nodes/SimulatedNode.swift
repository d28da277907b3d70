import PandoPrimitives
import PandoReplica
import PandoStorage

/// One machine: a replica, its disk and its clocks.
struct SimulatedNode {
  /// `v` validators, `a` application nodes, `s` strangers, as the genesis has them.
  let name: String
  let identity: Identity
  var clock: VirtualClock
  var disk = SimulatedDisk()
  /// Nil while the node is down.
  var replica: Replica<SimulatedDisk>?
  /// What lies in the node's name; nil when it is honest.
  var actor: (any ByzantineActor)?
  /// Counts starts, so that what was under way before one is lost.
  var life = 0
  /// It waits for its disk until then.
  var busyUntil: UInt64 = 0
  /// It ends after so many more effects.
  var crashAfterEffects: Int?
  var diskIsSlowUntil: UInt64 = 0
  /// Whose connections it lets in.
  var admitted: Set<PublicKey> = []
  /// It was given an empty disk and has not started from it yet.
  var isWiped = false
  /// Its clock was so wrong that it may hold transactions which nobody else takes yet.
  var hadWrongClock = false
  /// It has lost its memory of votes, so that it may contradict them.
  var hasForgotten = false

  var isUp: Bool { replica != nil }
  var isHonest: Bool { actor == nil }
}
