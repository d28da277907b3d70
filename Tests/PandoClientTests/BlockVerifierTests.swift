import PandoAPI
import PandoClient
import PandoPrimitives
import Testing

@Suite struct BlockVerifierTests {
  private let keys = (1...4).map { Fixture.key(UInt8($0)) }.sorted { $0.publicKey < $1.publicKey }
  private let set: ValidatorSet
  private let verifier: BlockVerifier

  init() throws {
    let membership = try #require(Membership(validators: keys.map { Validator(key: $0.publicKey, name: "n") }))
    set = ValidatorSet(membership, faultMode: .byzantine)
    verifier = BlockVerifier(chainID: Fixture.chainID, validators: set)
  }

  private func header(height: UInt64 = 3, chainID: Hash = Fixture.chainID, parent: Hash = .zero) -> BlockHeader {
    Fixture.header(height: height, chainID: chainID, parent: parent, validatorsHash: set.hash)
  }

  private func evidence(
    for header: BlockHeader, signers: [Int] = [0, 1, 3], epoch: UInt64 = 1, kind: VoteKind = .finalize,
    descendants: [BlockHeader] = []
  ) throws -> Evidence {
    let id = (descendants.last ?? header).id
    let ballot: Ballot =
      kind == .finalize
      ? .finalize(Epoch(first: Height(epoch)), View(9), id) : .notarize(Epoch(first: Height(epoch)), View(9), id)
    let message = ballot.signedMessage(chainID: Fixture.chainID)
    let certificate = try #require(
      Certificate(
        ballot: ballot, signers: signers.map { ValidatorIndex($0) },
        signatures: try signers.map { try keys[$0].privateKey.sign(message) }))
    return Evidence(finalization: certificate, descendants: descendants)
  }

  private func refuses(_ header: BlockHeader, _ evidence: Evidence) {
    let error = #expect(throws: ClientError.self) { try verifier.verify(header, evidence: evidence) }
    #expect(error?.code == .proofInvalid)
  }

  @Test func quorumProvesABlock() throws {
    let header = header()
    let signers = try verifier.verify(header, evidence: evidence(for: header))
    #expect(signers.map(\.key) == [0, 1, 3].map { keys[$0].publicKey })
  }

  @Test func descendantProvesItsAncestor() throws {
    let header = header()
    let child = self.header(height: 4, parent: header.id.hash)
    try verifier.verify(header, evidence: evidence(for: header, descendants: [child]))
    refuses(header, try evidence(for: header, descendants: [self.header(height: 4)]))
  }

  @Test func tooFewOrWrongVotesProveNothing() throws {
    let header = header()
    refuses(header, try evidence(for: header, signers: [0, 1]))
    refuses(header, try evidence(for: header, kind: .notarize))
    refuses(header, try evidence(for: self.header(height: 5)))
    refuses(header, try evidence(for: header, epoch: 4))
  }

  @Test func otherLedgersAndValidatorsAreRefused() throws {
    let foreign = header(chainID: Hash(sha256: [9]))
    refuses(foreign, try evidence(for: foreign))
    let others = Fixture.header(validatorsHash: Hash(sha256: [8]))
    refuses(others, try evidence(for: others))
  }

  @Test func answerWithAnotherIdentifierIsRefused() throws {
    let header = header()
    let answer = BlockAnswer(
      id: BlockID(.zero), header: header, transactions: [], evidence: try evidence(for: header), atHeight: Height(3))
    #expect(throws: ClientError.self) { try verifier.verify(answer) }
  }

  @Test func transactionsMustBeThoseOfTheHeader() throws {
    let transaction = try Fixture.transfer()
    let good = Fixture.header(validatorsHash: set.hash, transactions: [transaction])
    try verifier.verify(
      CertifiedBlock(block: Block(header: good, transactions: [transaction]), evidence: evidence(for: good)))
    let other = try Fixture.transfer(6)
    #expect(throws: ClientError.self) {
      try verifier.verify(
        CertifiedBlock(block: Block(header: good, transactions: [other]), evidence: evidence(for: good)))
    }
  }
}
