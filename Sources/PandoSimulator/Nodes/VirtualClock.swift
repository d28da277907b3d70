import PandoPrimitives
import PandoReplica

/// The clocks of one node, made from the time of the simulation.
struct VirtualClock {
  /// How far the wall clock is from the true time.
  var offsetMilliseconds: Int64 = 0
  /// How fast the monotonic clock runs, in thousandths.
  let ratePerMille: UInt64
  /// When the genesis block was made.
  let origin: Timestamp

  /// What the node reads at `time`; its monotonic clock has never run back.
  func moment(at time: UInt64) -> Moment {
    let wall = Int64(origin.milliseconds + Consortium.startMilliseconds + time) + offsetMilliseconds
    return Moment(
      monotonic: Timestamp(milliseconds: 1_000 + time * ratePerMille / 1_000),
      wall: Timestamp(milliseconds: UInt64(max(1, wall))))
  }
}
