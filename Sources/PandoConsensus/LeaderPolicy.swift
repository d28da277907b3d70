package import PandoPrimitives

/// Who proposes in which view. Every node must get the same answer from the same validators.
///
/// Who leads is policy; how the validators agree is not (ADR-0001). Another policy is one more case here.
package enum LeaderPolicy: Sendable {
  /// Each validator in turn, whatever its weight.
  case roundRobin

  package func leader(of view: View, in set: ValidatorSet) -> ValidatorIndex {
    switch self {
    case .roundRobin: ValidatorIndex(Int(view.value % UInt64(set.validators.count)))
    }
  }
}
