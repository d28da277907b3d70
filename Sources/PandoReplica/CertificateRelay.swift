import PandoConsensus
import PandoPrimitives

/// Certificates that this node has to pass on (docs/spec/consensus.md, rule 4), and how far the other validators are.
///
/// Everyone sends its votes to everyone, so nearly always each validator makes every certificate by itself. Who has
/// shown to be in a later view needs none of an earlier one. So a certificate waits for a while before it is passed on,
/// and then goes to those alone who have shown nothing: most often to nobody.
struct CertificateRelay: Sendable {
  /// How long a certificate waits at most.
  static let millisecondsMax: UInt64 = 100

  /// In the order in which they came.
  private var waiting: [(certificate: Certificate, since: Timestamp)] = []
  /// What was passed on or waits, of views that matter still.
  private var known: Set<Ballot> = []
  /// The highest view that each peer has shown to be in; only looked up.
  private var views: [PublicKey: View] = [:]

  /// Takes up a certificate, unless it was taken up before: then it is to be sent again, and at once.
  /// - Returns: whether it was taken up.
  mutating func takeUp(_ certificate: Certificate, at now: Timestamp) -> Bool {
    guard known.insert(certificate.ballot).inserted else { return false }
    waiting.append((certificate, now))
    return true
  }

  /// Notes what follows from a message that `peer` itself has sent.
  mutating func heard(_ ballot: Ballot, from peer: PublicKey, isCertificate: Bool = false) {
    let view = isCertificate || ballot.kind == .finalize ? ballot.view.next : ballot.view
    if view > views[peer] ?? View(0) { views[peer] = view }
  }

  /// The certificates whose wait is over, with those among `validators` who may need them.
  mutating func due(
    among validators: [PublicKey], now: Timestamp, viewMilliseconds: UInt64
  ) -> [(certificate: Certificate, recipients: [PublicKey])] {
    let patience = min(CertificateRelay.millisecondsMax, viewMilliseconds / 8)
    var due: [(certificate: Certificate, recipients: [PublicKey])] = []
    while let first = waiting.first, now.milliseconds(since: first.since) >= patience {
      let ballot = waiting.removeFirst().certificate.ballot
      let recipients = validators.filter { views[$0] ?? View(0) <= ballot.view }
      if !recipients.isEmpty { due.append((first.certificate, recipients)) }
    }
    return due
  }

  /// A peer that comes back may know less than it did.
  mutating func forget(_ peer: PublicKey) { views[peer] = nil }

  /// Forgets what a final block of `view` has made needless.
  mutating func prune(upTo view: View) {
    waiting.removeAll { $0.certificate.ballot.view < view }
    known = known.filter { $0.view >= view }
  }
}
