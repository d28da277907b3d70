import PandoPrimitives
import Testing

/// `Tests/Vectors/identifiers.json`: what is hashed and signed, byte for byte.
@Suite struct IdentifierTests {
  struct File: Decodable {
    struct Signed: Decodable {
      let body, id, signedMessage, bytes, digest: HexadecimalBytes
    }

    struct Voted: Decodable {
      let ballot, signedMessage: HexadecimalBytes
    }

    let genesis, chainID, transactionsDigest, header, blockID, certificate, events, eventsDigest, parameters,
      parametersHash, membership, validatorsHash: HexadecimalBytes
    let transactions: [Signed]
    let votes: [Voted]
  }

  private let file: File

  init() throws { file = try Vectors.load("identifiers.json") }

  @Test func aLedgerIsNamedByItsGenesis() throws {
    #expect(try Genesis(canonicalBytes: file.genesis.bytes).chainID.bytes == file.chainID.bytes)
  }

  @Test func transactionsAreNamedByTheirBodiesAndByAllTheirBytes() throws {
    for vector in file.transactions {
      let transaction = try Transaction(canonicalBytes: vector.bytes.bytes)
      #expect(transaction.bodyBytes == vector.body.bytes)
      #expect(transaction.id.hash.bytes == vector.id.bytes)
      #expect(transaction.signedMessage == vector.signedMessage.bytes)
      #expect(transaction.digest.bytes == vector.digest.bytes)
      let verified = try VerifiedTransaction(verifying: transaction)
      #expect(verified.id == transaction.id)
      #expect(verified.digest == transaction.digest)
      #expect(verified.byteCount == vector.bytes.bytes.count)
    }
    let digests = try file.transactions.map { try Transaction(canonicalBytes: $0.bytes.bytes).digest }
    #expect(Block.transactionsDigest(digests).bytes == file.transactionsDigest.bytes)
    #expect(Block.transactionsDigest(digests.reversed()).bytes != file.transactionsDigest.bytes)
  }

  @Test func blocksAreNamedByTheirHeaders() throws {
    #expect(try BlockHeader(canonicalBytes: file.header.bytes).id.hash.bytes == file.blockID.bytes)
  }

  @Test func votesSignTheChainAndTheBallot() throws {
    let chain = try #require(Hash(bytes: file.chainID.bytes))
    for vector in file.votes {
      let ballot = try Ballot(canonicalBytes: vector.ballot.bytes)
      #expect(ballot.signedMessage(chainID: chain) == vector.signedMessage.bytes)
    }
    let membership = try Membership(canonicalBytes: file.membership.bytes)
    let set = ValidatorSet(membership, faultMode: .byzantine)
    #expect(try Certificate(canonicalBytes: file.certificate.bytes).verify(chainID: chain, set: set))
  }

  @Test func digestsInHeadersAreOverCanonicalBytes() throws {
    #expect(try EventList(canonicalBytes: file.events.bytes).digest.bytes == file.eventsDigest.bytes)
    #expect(try ChainParameters(canonicalBytes: file.parameters.bytes).hash.bytes == file.parametersHash.bytes)
    let membership = try Membership(canonicalBytes: file.membership.bytes)
    #expect(ValidatorSet(membership, faultMode: .byzantine).hash.bytes == file.validatorsHash.bytes)
  }
}
