import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

/// A ledger that another program computed from the specification.
@Suite struct LedgerVectorTests {
  struct Ledger: Decodable {
    struct Block: Decodable {
      let time: UInt64
      let transactions: [String]
      let codes: [Int8]
      let header: String
      let id: String
    }
    let genesis: String
    let chainID: String
    let stateRoot: String
    let blocks: [Block]
  }

  @Test func everyHeaderIsTheOneInTheVectors() throws {
    let vector: Ledger = try Vectors.load("ledger.json")
    let genesis = try Genesis(canonicalBytes: bytes(vector.genesis))
    let store = MemoryStore()
    let state = try GenesisState(genesis, on: StateView(store: store))
    #expect(state.chainID.description == vector.chainID)
    #expect(state.stateRoot.description == vector.stateRoot)
    var view = StateView(store: store, layers: [state.layer])
    var parent = state.chainID
    for (index, block) in vector.blocks.enumerated() {
      let height = UInt64(index + 1)
      let transactions = try block.transactions.map {
        try VerifiedTransaction(verifying: Transaction(canonicalBytes: bytes($0)))
      }
      let context = BlockContext(
        chainID: state.chainID, height: Height(height), time: Timestamp(milliseconds: block.time))
      let executed = try BlockExecutor.execute(
        on: view, context: context, transactions: transactions, inadmissible: .refuse
      ).get()
      #expect(executed.results.results.map(\.code.rawValue) == block.codes)
      let header = try BlockHeader(canonicalBytes: bytes(block.header))
      #expect(executed.mismatch(with: header) == nil, "height \(height)")
      let own = executed.header(view: View(height), parentID: parent, proposer: PrivateKey.node(1).publicKey)
      #expect(own == header)
      #expect(own.id.description == block.id)
      view = view.adding(executed.layer)
      parent = own.id.hash
    }
  }

  private func bytes(_ text: String) throws -> [UInt8] { try #require([UInt8](hexadecimal: text)) }
}
