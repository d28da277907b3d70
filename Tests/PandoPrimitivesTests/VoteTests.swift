import PandoPrimitives
import Testing

@Suite struct VoteTests {
  private let chain = Hash(sha256: Array("chain".utf8))
  private let epoch = Epoch(first: Height(1))
  private let one = BlockID(Hash(sha256: [1]))
  private let two = BlockID(Hash(sha256: [2]))
  private let keys: [PrivateKey]
  private let set: ValidatorSet

  init() throws {
    let keys = try (UInt8(0)..<4).map {
      try #require(PrivateKey(scheme: .ed25519, rawBytes: Hash(sha256: [$0]).bytes))
    }.sorted { $0.publicKey < $1.publicKey }
    self.keys = keys
    set = ValidatorSet(
      try #require(Membership(validators: keys.map { Validator(key: $0.publicKey) })), faultMode: .byzantine)
  }

  private func certificate(_ ballot: Ballot, by signers: [Int], chain: Hash? = nil) throws -> Certificate {
    let message = ballot.signedMessage(chainID: chain ?? self.chain)
    return try #require(
      Certificate(
        ballot: ballot, signers: signers.map { ValidatorIndex($0) },
        signatures: try signers.map { try keys[$0].sign(message) }))
  }

  @Test func aQuorumOfSignaturesHolds() throws {
    let ballot = Ballot.finalize(epoch, View(3), one)
    for signers in [[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3], [0, 1, 2, 3]] {
      let certificate = try certificate(ballot, by: signers)
      #expect(certificate.verify(chainID: chain, set: set))
      #expect(try Certificate(canonicalBytes: certificate.canonicalBytes) == certificate)
    }
  }

  @Test func lessThanAQuorumDoesNotHold() throws {
    let certificate = try certificate(.nullify(epoch, View(3)), by: [0, 3])
    #expect(!certificate.hasQuorum(in: set))
    #expect(!certificate.verify(chainID: chain, set: set))
  }

  @Test func signersOutsideTheSetDoNotCount() throws {
    let ballot = Ballot.nullify(epoch, View(3))
    let good = try certificate(ballot, by: [0, 1, 2])
    let outside = try #require(
      Certificate(
        ballot: ballot, signers: good.signers + [ValidatorIndex(4)], signatures: good.signatures + [[1]]))
    #expect(!outside.hasQuorum(in: set))
  }

  @Test func everyPartOfABallotIsSigned() throws {
    let good = try certificate(.finalize(epoch, View(3), one), by: [0, 1, 2])
    let others: [Ballot] = [
      .finalize(epoch, View(4), one), .finalize(epoch, View(3), two), .notarize(epoch, View(3), one),
      .nullify(epoch, View(3)), .finalize(Epoch(first: Height(2)), View(3), one),
    ]
    for ballot in others {
      let forged = try #require(Certificate(ballot: ballot, signers: good.signers, signatures: good.signatures))
      #expect(!forged.verify(chainID: chain, set: set))
    }
    #expect(!good.verify(chainID: .zero, set: set))
  }

  @Test func oneBadSignatureSpoilsACertificate() throws {
    let good = try certificate(.finalize(epoch, View(3), one), by: [0, 1, 2, 3])
    for position in 0..<4 {
      var signatures = good.signatures
      signatures[position] = signatures[(position + 1) % 4]
      let bad = try #require(Certificate(ballot: good.ballot, signers: good.signers, signatures: signatures))
      #expect(!bad.verify(chainID: chain, set: set))
    }
  }

  @Test func certificatesHaveEachSignerOnceAndInOrder() {
    let ballot = Ballot.nullify(epoch, View(3))
    func make(_ signers: [Int], _ count: Int) -> Certificate? {
      Certificate(
        ballot: ballot, signers: signers.map { ValidatorIndex($0) },
        signatures: [[UInt8]](repeating: [1], count: count))
    }
    #expect(make([], 0) == nil)
    #expect(make([0, 0], 2) == nil)
    #expect(make([1, 0], 2) == nil)
    #expect(make([0, 1], 1) == nil)
    #expect(make([0, 1], 2) != nil)
  }

  /// Which pairs of votes an honest node never casts both, written out.
  @Test func contradictionsAreEvidenceAndNothingElseIs() {
    let view = View(3)
    let ballots: [Ballot] = [
      .notarize(epoch, view, one), .notarize(epoch, view, two), .nullify(epoch, view), .finalize(epoch, view, one),
      .finalize(epoch, view, two),
    ]
    let contradictions: Set<[Int]> = [[0, 1], [1, 0], [3, 4], [4, 3], [2, 3], [3, 2], [2, 4], [4, 2]]
    for (row, first) in ballots.enumerated() {
      for (column, second) in ballots.enumerated() {
        let votes = [first, second].map { Vote(ballot: $0, signer: ValidatorIndex(1), signature: [1]) }
        #expect((Equivocation(votes[0], votes[1]) != nil) == contradictions.contains([row, column]))
      }
    }
  }

  @Test func votesOfDifferentSignersViewsOrEpochsAreNoEvidence() {
    let vote = Vote(ballot: .notarize(epoch, View(3), one), signer: ValidatorIndex(1), signature: [1])
    let others: [Vote] = [
      Vote(ballot: .notarize(epoch, View(3), two), signer: ValidatorIndex(2), signature: [1]),
      Vote(ballot: .notarize(epoch, View(4), two), signer: ValidatorIndex(1), signature: [1]),
      Vote(ballot: .notarize(Epoch(first: Height(9)), View(3), two), signer: ValidatorIndex(1), signature: [1]),
    ]
    for other in others { #expect(Equivocation(vote, other) == nil) }
  }
}
