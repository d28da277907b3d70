import Foundation
import PandoAPI
import PandoPrimitives
import SwiftProtobuf
import Testing

/// Our hand-written codec against swift-protobuf's: two programs, one byte form.
@Suite struct DifferentialTests {
  @Test(arguments: mirroredTypes)
  func randomMessagesHaveTheBytesOfSwiftProtobuf(_ type: MirroredType) throws {
    try compare(type.type, count: 150)
  }

  private func compare<M: ProtobufMirrored>(_ type: M.Type, count: Int) throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<count {
      let value = M.random(&generator)
      let ours = value.canonicalBytes
      let theirs: [UInt8] = try value.protobuf.serializedBytes()
      try #require(ours == theirs)
      try #require(try M(canonicalBytes: theirs) == value)
      try #require(try M.Protobuf(serializedBytes: ours) == value.protobuf)
    }
  }

  @Test func everyMessageOfTheSchemaIsMirrored() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../proto/pando/v1")
    var declared: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      var outer = ""
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard words.first == "message", words.count == 3 else { continue }
        if line.hasPrefix("message") {
          outer = String(words[1])
          declared.insert("pando.v1." + outer)
        } else {
          declared.insert("pando.v1.\(outer).\(words[1])")
        }
      }
    }
    // Lists that stand in a message of their own have no type; ``PeerMessage`` writes them.
    let lists: Set = ["pando.v1.HashList", "pando.v1.TransactionList", "pando.v1.BlockList"]
    #expect(declared.subtracting(lists) == Set(mirroredTypes.map(\.name)))
  }
}
