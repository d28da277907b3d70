import PandoPrimitives
import Testing

@Suite struct BlockTests {
  private let chain = Hash(sha256: Array("chain".utf8))
  private let epoch = Epoch(first: Height(1))
  private let key: PrivateKey
  private let set: ValidatorSet

  init() throws {
    key = try #require(PrivateKey(scheme: .ed25519, rawBytes: Hash(sha256: [1]).bytes))
    set = ValidatorSet(
      try #require(Membership(validators: [Validator(key: key.publicKey)])), faultMode: .byzantine)
  }

  /// Headers at heights 1 to `count`, each on the one before.
  private func headers(_ count: Int) -> [BlockHeader] {
    var generator = SeededGenerator(seed: 14)
    var headers: [BlockHeader] = []
    for height in 1...count {
      var header = BlockHeader.random(&generator)
      header.height = Height(UInt64(height))
      header.parentID = headers.last?.id.hash ?? chain
      headers.append(header)
    }
    return headers
  }

  private func evidence(_ ballot: Ballot, _ descendants: [BlockHeader] = []) throws -> Evidence {
    let signature = try key.sign(ballot.signedMessage(chainID: chain))
    let certificate = Certificate(ballot: ballot, signers: [ValidatorIndex(0)], signatures: [signature])
    return Evidence(finalization: try #require(certificate), descendants: descendants)
  }

  @Test func theFinalizationOfABlockProvesItFinal() throws {
    let block = headers(1)[0].id
    let evidence = try evidence(.finalize(epoch, View(5), block))
    #expect(evidence.proves(block, chainID: chain, epoch: epoch, set: set))
    #expect(!evidence.proves(BlockID(.zero), chainID: chain, epoch: epoch, set: set))
    #expect(!evidence.proves(block, chainID: .zero, epoch: epoch, set: set))
    #expect(!evidence.proves(block, chainID: chain, epoch: Epoch(first: Height(2)), set: set))
  }

  @Test func theFinalizationOfADescendantProvesItsAncestorsFinal() throws {
    let chainOfHeaders = headers(4)
    let last = chainOfHeaders[3].id
    for position in 0..<3 {
      let evidence = try evidence(.finalize(epoch, View(5), last), Array(chainOfHeaders[(position + 1)...]))
      #expect(evidence.proves(chainOfHeaders[position].id, chainID: chain, epoch: epoch, set: set))
      #expect(try Evidence(canonicalBytes: evidence.canonicalBytes) == evidence)
    }
  }

  @Test func aGapBetweenABlockAndItsDescendantProvesNothing() throws {
    let all = headers(4)
    let ballot = Ballot.finalize(epoch, View(5), all[3].id)
    for descendants in [[], [all[3]], [all[1], all[3]], [all[2], all[1], all[3]], [all[1], all[2]]] {
      let evidence = try evidence(ballot, descendants)
      #expect(!evidence.proves(all[0].id, chainID: chain, epoch: epoch, set: set))
    }
  }

  @Test func aNotarizationProvesNothingFinal() throws {
    let block = headers(1)[0].id
    let evidence = try evidence(.notarize(epoch, View(5), block))
    #expect(!evidence.proves(block, chainID: chain, epoch: epoch, set: set))
  }

  @Test func anOutlineHasTheIdentifiersOfTheTransactions() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<50 {
      let certified = CertifiedBlock.random(&generator)
      let outline = try CertifiedBlock.outline(ofCanonicalBytes: certified.canonicalBytes)
      #expect(outline.height == certified.block.header.height)
      #expect(outline.transactions == certified.block.transactions.map(\.id))
    }
    #expect(throws: DecodingError.self) { try CertifiedBlock.outline(ofCanonicalBytes: [0x0a]) }
  }

  @Test func headerIsReadWithoutWhatFollowsIt() throws {
    var header = headers(1)[0]
    header.transactionCount = 0
    let block = Block(header: header, transactions: [])
    let certified = CertifiedBlock(block: block, evidence: try evidence(.finalize(epoch, View(5), block.id)))
    let bytes = certified.canonicalBytes
    #expect(try CertifiedBlock.header(inCanonicalBytes: bytes) == header)
    #expect(throws: DecodingError.self) { try CertifiedBlock.header(inCanonicalBytes: Array(bytes.prefix(100))) }
    #expect(throws: DecodingError.self) { try CertifiedBlock.header(inCanonicalBytes: []) }
  }

  @Test func aRecordOfAPendingTransactionStopsTheProcess() async {
    await #expect(processExitsWith: .failure) {
      _ = TransactionRecord(
        id: TransactionID(.zero), height: Height(1), index: 0, code: .pending, eventsDigest: .zero)
    }
  }
}
