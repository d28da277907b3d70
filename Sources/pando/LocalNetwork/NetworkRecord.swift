package import PandoPrimitives

/// What `pando up` made in a directory, so that it and the other commands find it again.
package struct NetworkRecord: Codable, Equatable {
  package struct Node: Codable, Equatable {
    package let name: String
    package let key: PublicKey
    /// Ports on the loopback interface.
    package var peerPort: Int
    package var restPort: Int

    /// Where its REST interface answers.
    package var url: String { "http://\(NetworkRecord.host):\(restPort)" }
  }

  package static let host = "127.0.0.1"

  package let chainID: Hash
  package var nodes: [Node]
}
