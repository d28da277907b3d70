import PandoReplica

/// One of two machines with one key, each with a disk of its own ("Twins: BFT Systems Made Robust", Bano et al. 2020).
/// Both are honest by themselves; together they contradict each other.
struct Twin: ByzantineActor {}
