import Foundation
import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

/// Roots and records that must never change, made by a second implementation of the definition.
@Suite struct StateTreeVectorTests {
  private struct Vectors: Decodable {
    struct Case: Decodable {
      let name: String
      let entries: [Entry]
      let root: String
      let records: [Record]
    }
    struct Entry: Decodable {
      let key: String
      let value: String
    }
    struct Record: Decodable {
      let position: String
      let record: String
    }
    let cases: [Case]
  }

  @Test func rootsAndRecordsAreThoseOfTheVectors() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Vectors/state-tree.json")
    let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    #expect(vectors.cases.count >= 10)
    for vector in vectors.cases {
      var tree = StateTreeFixture()
      var changes: [[UInt8]: [UInt8]?] = [:]
      for entry in vector.entries {
        let key = try #require([UInt8](hexadecimal: entry.key))
        let value = try #require([UInt8](hexadecimal: entry.value))
        changes.updateValue(value, forKey: key)
      }
      #expect(try tree.update(changes).description == vector.root, "\(vector.name)")
      let records = StateTreeReference(tree.hashes).records.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      guard records.count <= 8 else { continue }
      #expect(records.map(\.key.hexadecimal) == vector.records.map(\.position), "\(vector.name)")
      #expect(records.map(\.value.hexadecimal) == vector.records.map(\.record), "\(vector.name)")
    }
  }
}
