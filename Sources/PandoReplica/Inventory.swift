import DequeModule
import OrderedCollections
import PandoPrimitives

/// Which transactions peers have told us of and we still lack: what to ask for, from whom, and when to ask another.
///
/// Bounded: announcements beyond the limit are forgotten, and come again with the announcer's next hello or with the
/// proposal that holds them.
struct Inventory: Sendable {
  static let wantedCountMax = 50_000
  static let announcerCountMax = 4
  /// How long an announcer may keep silent before another is asked.
  static let patienceMilliseconds: UInt64 = 500
  /// How often a transaction is asked for before it is forgotten.
  static let attemptCountMax = 8

  private struct Wanted {
    /// Who has it, the next to ask first.
    var announcers: [PublicKey]
    var askedAt: Timestamp
    var attempts: Int
  }

  private var wanted: [Hash: Wanted] = [:]
  /// When each was asked for last, the longest ago first. What has come or was asked for since is passed over.
  private var asked: Deque<(digest: Hash, at: Timestamp)> = []

  var count: Int { wanted.count }

  /// Notes that `peer` has `digests`, and gives those to ask it for now.
  mutating func announced(_ digests: [Hash], by peer: PublicKey, now: Timestamp) -> [Hash] {
    var ask: [Hash] = []
    for digest in digests {
      if var known = wanted[digest] {
        guard known.announcers.count < Inventory.announcerCountMax, !known.announcers.contains(peer) else { continue }
        known.announcers.append(peer)
        wanted[digest] = known
      } else if wanted.count < Inventory.wantedCountMax {
        wanted[digest] = Wanted(announcers: [peer], askedAt: now, attempts: 1)
        asked.append((digest, now))
        ask.append(digest)
      }
    }
    return ask
  }

  /// Notes that transactions came.
  mutating func received(_ digests: some Sequence<Hash>) {
    guard !wanted.isEmpty else { return }
    for digest in digests { wanted[digest] = nil }
  }

  /// What to ask whom for again, because the last one asked kept silent; in a fixed order.
  mutating func overdue(now: Timestamp) -> [(peer: PublicKey, digests: [Hash])] {
    var asks: OrderedDictionary<PublicKey, [Hash]> = [:]
    while let first = asked.first, now.milliseconds(since: first.at) >= Inventory.patienceMilliseconds {
      asked.removeFirst()
      guard var entry = wanted[first.digest], entry.askedAt == first.at else { continue }
      guard entry.attempts < Inventory.attemptCountMax, !entry.announcers.isEmpty else {
        wanted[first.digest] = nil
        continue
      }
      let peer = entry.announcers[entry.attempts % entry.announcers.count]
      entry.attempts += 1
      entry.askedAt = now
      wanted[first.digest] = entry
      asked.append((first.digest, now))
      asks[peer, default: []].append(first.digest)
    }
    return asks.map { (peer: $0.key, digests: $0.value) }
  }

  /// Forgets a peer that left.
  mutating func forget(_ peer: PublicKey) {
    for (digest, _) in asked { wanted[digest]?.announcers.removeAll { $0 == peer } }
  }
}
