/// The ways in which a validator lies; each has a file beside this one.
package enum ActorKind: String, Sendable, CaseIterable {
  /// Says nothing to some of its peers.
  case withholder

  func make(_ random: RandomSource) -> any ByzantineActor {
    switch self {
    case .withholder: Withholder(random: random)
    }
  }
}
