import Foundation
import PandoAPI
import PandoClient
import PandoNode
package import PandoPrimitives

/// Makes the files of a network whose nodes run on hosts of their own.
package struct ConsortiumMaker {
  private let directory: String
  private let network: String
  private let ledger: String
  private let validators: [ValidatorArgument]
  private let admins: [PublicKey]
  private let adminsRequired: Int?
  private let faultMode: FaultMode
  private let restPort: Int

  package init(
    directory: String, network: String, ledger: String, validators: [ValidatorArgument], admins: [PublicKey],
    adminsRequired: Int?, faultMode: FaultMode, restPort: Int
  ) {
    self.directory = directory
    self.network = network
    self.ledger = ledger
    self.validators = validators
    self.admins = admins
    self.adminsRequired = adminsRequired
    self.faultMode = faultMode
    self.restPort = restPort
  }

  /// What was made.
  package struct Result: Encodable, Equatable {
    package struct Node: Encodable, Equatable {
      package let name: String
      package let key: PublicKey
      package let folder: String
      /// Whether the key was made here.
      package let hasKey: Bool

      package init(name: String, key: PublicKey, folder: String, hasKey: Bool) {
        self.name = name
        self.key = key
        self.folder = folder
        self.hasKey = hasKey
      }
    }

    package let chainID: Hash
    package let genesis: String
    package let nodes: [Node]
    /// The key file of the admin that was made here.
    package let admin: String?
    package let quorum: UInt64
    /// Where each node's REST interface listens, on its own host.
    package let restPort: Int
  }

  /// Writes everything into a directory that was not there.
  package func make() throws -> Result {
    guard !FileManager.default.fileExists(atPath: directory) else {
      throw Failure(.local, "exists", "\(directory) exists and is not written over; name another directory.")
    }
    guard Set(validators.map(\.name)).count == validators.count else {
      throw Failure(.usage, "validator_repeated", "Two validators have the same name.")
    }
    let keys = validators.map { $0.key == nil ? KeyPair.generate() : nil }
    let publicKeys = zip(validators, keys).compactMap { $0.key ?? $1?.publicKey }
    let adminKey = admins.isEmpty ? KeyPair.generate() : nil
    let genesis = try genesis(publicKeys, admins: adminKey.map { [$0.publicKey] } ?? admins)

    try Files.makeDirectory(directory, private: true)
    let text = String(decoding: try JSON.encode(genesis, pretty: true), as: UTF8.self) + "\n"
    let genesisFile = "\(directory)/genesis.json"
    try Files.write(text, to: genesisFile)
    for (index, validator) in validators.enumerated() {
      try write(validator, key: keys[index], genesis: text, peers: publicKeys)
    }
    let adminFile = try adminKey.map { key in
      try KeyStore.writeWithGeneratedPassword(key, to: "\(directory)/admin.p12").file
    }
    return Result(
      chainID: genesis.chainID, genesis: genesisFile,
      nodes: validators.indices.map {
        Result.Node(
          name: validators[$0].name, key: publicKeys[$0], folder: "\(directory)/\(validators[$0].name)",
          hasKey: keys[$0] != nil)
      }, admin: adminFile, quorum: ValidatorSet(genesis.membership, faultMode: faultMode).quorum, restPort: restPort)
  }

  private func genesis(_ keys: [PublicKey], admins: [PublicKey]) throws -> Genesis {
    guard let membership = Membership(validators: zip(validators, keys).map { Validator(key: $1, name: $0.name) })
    else {
      throw Failure(
        .usage, "validators",
        "A network has 1 to \(Membership.validatorCountMax) validators, each with a key of its own.")
    }
    guard let threshold = Threshold(required: adminsRequired ?? admins.count / 2 + 1, keys: admins) else {
      throw Failure(
        .usage, "admins", "There are \(admins.count) admins; --admins-required is between 1 and that, and keys differ.")
    }
    // One admin acts alone; several act together, as an address of their own.
    let root = admins.count == 1 ? Address(admins[0]) : Address(threshold)
    var parameters = ChainParameters()
    parameters.faultMode = faultMode
    return Genesis(
      network: network, ledger: ledger, time: .now(), parameters: parameters, membership: membership,
      consensusAdmins: threshold,
      worldPermissions: [WorldGrant(address: root, permissions: .root)])
  }

  private func write(_ validator: ValidatorArgument, key: KeyPair?, genesis: String, peers: [PublicKey]) throws {
    let files = NodeLayout(path: "\(directory)/\(validator.name)")
    try Files.makeDirectory(files.path, private: true)
    try Files.write(genesis, to: files.genesis)
    // Relative to the folder, which may be carried anywhere.
    let settings = NodeSettings(
      name: validator.name, peerAddress: "0.0.0.0:\(validator.port)", restAddress: "127.0.0.1:\(restPort)",
      requestsPerSecond: 500,
      peers: zip(validators, peers).filter { $0.0.name != validator.name }.map {
        NodeSettings.Peer(key: $1, address: $0.address)
      }, genesis: "genesis.json", data: "data", key: "key.p12", password: "key.password")
    try Files.write(settings.yaml, to: files.configuration)
    guard let key else { return }
    let password = Password.generate()
    try Files.write(password + "\n", to: files.password, private: true)
    try KeyFile.write(
      key.privateKey, to: files.key, password: password, iterations: Password.iterationsForGenerated)
  }
}

extension ConsortiumMaker.Result {
  /// What was made, and what to do with it.
  package func text(_ style: Style) -> String {
    let own = nodes.filter { !$0.hasKey }.map(\.name)
    var lines = [
      "\(style.good("✓")) A network of \(Description.count(nodes.count, "validator")); \(quorum) of them decide.",
      "  chain    \(chainID)", "  genesis  \(genesis)",
    ]
    lines += nodes.map { "  node     \($0.folder)" }
    if let admin { lines.append("  admin    \(admin), its password beside it") }
    lines += [
      "", style.bold("Next"),
      "  1. Carry each folder to its host, over a safe way: it holds the node's key.",
      "  2. On each host, in its folder: pando node --config config.yaml",
      "  3. On each host: pando status --node http://127.0.0.1:\(restPort)",
      "     Clients of other hosts need http.listen in config.yaml to say where (docs/operations.md).",
    ]
    if !own.isEmpty {
      lines.append(
        "  The operators of \(own.joined(separator: ", ")) put their key.p12 and key.password beside the rest.")
    }
    if let admin {
      lines.append("  4. Let a key create tables: pando permission set ACCOUNT createTable --key \(admin)")
      lines.append("  Move the admin's key and password away from here, to two different safe places.")
    }
    return lines.joined(separator: "\n")
  }
}
