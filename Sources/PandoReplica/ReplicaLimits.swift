/// The bounds of what a replica keeps and sends. What happens at each is said where it is enforced.
enum ReplicaLimits {
  /// Transactions whose signatures are being checked: beyond it clients hear code 12, and peers' are dropped.
  static let unverifiedByteCountMax = 64 << 20
  /// How long something may have waited for a block while clients may still add to it.
  static let waitingMillisecondsMax: UInt64 = 1_000
  /// So many may wait however long it takes: a ledger that stands still remembers what it was told.
  static let waitingCountMin = 1_000
  /// Messages of one peer whose signatures are being checked: beyond it, what it sends is dropped unchecked.
  static let unverifiedMessageCountMaxPerPeer = 256
  /// What a peer is sent on demand in a second: beyond it, its questions are not answered.
  static let servedByteCountMaxPerSecond = 32 << 20
  /// About the size of an answer with several transactions or blocks; one that is larger travels alone.
  static let messageByteCountMax = 4 << 20
  /// Blocks above the tip: beyond it the oldest that no quorum took goes.
  static let candidateCountMax = 256
  /// Downloaded blocks that wait to be executed: nothing more is asked for until they are.
  static let downloadedBlockCountMax = 512
  /// The same in bytes. One answer more may come.
  static let downloadedByteCountMax = 64 << 20
  /// Contradictions of one validator that are written down in one epoch; further ones prove nothing new.
  static let evidenceCountMaxPerValidator = 1_000
  /// Notarized blocks that this node lacks and asks for: beyond it the oldest is not asked for any more.
  static let wantedCandidateCountMax = 64
  /// How long a peer may keep silent before another is asked, and how long a node may lag before it asks at all.
  static let patienceMilliseconds: UInt64 = 400
  /// How long a node waits for blocks before it asks another peer as well; what comes later is still taken.
  static let downloadMilliseconds: UInt64 = 1_000
  /// How long a node keeps silent after it has announced transactions.
  static let announcementPauseMilliseconds: UInt64 = 5
  /// How long a client's transaction waits before it is announced again.
  static let announcementMilliseconds: UInt64 = 2_000
  /// The same for one that came from a peer, which will announce it again by itself if it still can.
  static let overheardAnnouncementMilliseconds: UInt64 = 5_000
  /// How often a node says where it stands.
  static let statusMilliseconds: UInt64 = 1_000
}
