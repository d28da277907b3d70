import Foundation
import PandoAPI
import PandoClient
import PandoNode
package import PandoPrimitives

/// Makes a local network for the first time: keys, genesis, and a configuration for each node.
package struct NetworkMaker {
  /// The account that holds everything at first, and may create tables.
  package static let demoKeyName = "demo"
  /// The account that gets the first transfer.
  package static let friendKeyName = "alice"
  /// The account that changes members, parameters and permissions.
  package static let adminKeyName = "admin"

  // swift-format-ignore: NeverForceUnwrap
  package static let coin = TableName("demo/coin")!
  // swift-format-ignore: NeverForceUnwrap
  package static let notes = TableName("demo/notes")!
  package static let coinDecimals: UInt64 = 2
  /// A million coins.
  package static let demoBalance = Amount(100_000_000)

  private let home: Home
  private let nodeCount: Int

  package init(home: Home, nodeCount: Int) {
    self.home = home
    self.nodeCount = nodeCount
  }

  /// Writes everything anew.
  package func make() async throws -> NetworkRecord {
    let layout = home.network
    try Files.makeDirectory(layout.path)
    let names = (1...nodeCount).map { NetworkLayout.nodePrefix + "\($0)" }
    let nodeKeys = names.map { _ in KeyPair.generate() }
    for (name, key) in zip(names, nodeKeys) { try writeKey(key, in: layout.node(name)) }
    let genesis = try genesis(names: names, nodeKeys: nodeKeys.map(\.publicKey), accounts: try makeAccounts())
    try Files.write(String(decoding: JSON.encode(genesis, pretty: true), as: UTF8.self) + "\n", to: layout.genesisFile)
    let ports = try await FreePorts.choose(2 * nodeCount)
    let record = NetworkRecord(
      chainID: genesis.chainID,
      nodes: names.indices.map { index in
        NetworkRecord.Node(
          name: names[index], key: nodeKeys[index].publicKey, peerPort: ports[2 * index],
          restPort: ports[2 * index + 1])
      })
    try NetworkMaker.writeConfigurations(record, layout)
    // Written last: a network whose making was interrupted is made again.
    try layout.write(record)
    return record
  }

  /// Writes each node's configuration, for the ports in `record`.
  package static func writeConfigurations(_ record: NetworkRecord, _ layout: NetworkLayout) throws {
    for node in record.nodes {
      let files = layout.node(node.name)
      let settings = NodeSettings(
        name: node.name, peerAddress: "\(NetworkRecord.host):\(node.peerPort)",
        restAddress: "\(NetworkRecord.host):\(node.restPort)",
        // Everything on this machine is one client.
        requestsPerSecond: 0,
        peers: record.nodes.filter { $0.name != node.name }.map {
          NodeSettings.Peer(key: $0.key, address: "\(NetworkRecord.host):\($0.peerPort)")
        },
        genesis: absolute(layout.genesisFile), data: absolute(files.data), key: absolute(files.key),
        password: absolute(files.password))
      try Files.write(settings.yaml, to: files.configuration)
    }
  }

  private static func absolute(_ path: String) -> String { URL(filePath: path).path(percentEncoded: false) }

  /// Makes key and configuration of one more node, which is not a member yet; the others' configurations name it from
  /// their next start on.
  package func add(_ name: String, to record: NetworkRecord) async throws -> NetworkRecord {
    let key = KeyPair.generate()
    try writeKey(key, in: home.network.node(name))
    let ports = try await FreePorts.choose(2)
    var record = record
    record.nodes.append(
      NetworkRecord.Node(name: name, key: key.publicKey, peerPort: ports[0], restPort: ports[1]))
    try NetworkMaker.writeConfigurations(record, home.network)
    try home.network.write(record)
    return record
  }

  private func writeKey(_ key: KeyPair, in files: NodeLayout) throws {
    try Files.makeDirectory(files.path, private: true)
    let password = Password.generate()
    try Files.write(password + "\n", to: files.password, private: true)
    try KeyFile.write(
      key.privateKey, to: files.key, password: password, iterations: Password.iterationsForGenerated)
  }

  /// The accounts' public keys, by name.
  private func makeAccounts() throws -> (demo: PublicKey, admin: PublicKey) {
    func make(_ name: String) throws -> PublicKey {
      let key = KeyPair.generate()
      try KeyStore.writeWithGeneratedPassword(key, to: "\(home.network.keys)/\(name).p12")
      return key.publicKey
    }
    _ = try make(NetworkMaker.friendKeyName)
    return (try make(NetworkMaker.demoKeyName), try make(NetworkMaker.adminKeyName))
  }

  private func genesis(
    names: [String], nodeKeys: [PublicKey], accounts: (demo: PublicKey, admin: PublicKey)
  ) throws -> Genesis {
    let validators = zip(names, nodeKeys).map { Validator(key: $1, name: $0) }
    guard let membership = Membership(validators: validators),
      let admins = Threshold(required: 1, keys: [accounts.admin])
    else {
      throw Failure(
        .usage, "node_count", "A network has 1 to \(Membership.validatorCountMax) nodes; give --nodes another number.")
    }
    let demo = Address(accounts.demo)
    return Genesis(
      network: "local", ledger: "main", time: .now(), parameters: ChainParameters(), membership: membership,
      consensusAdmins: admins,
      worldPermissions: [
        WorldGrant(address: Address(accounts.admin), permissions: .root),
        WorldGrant(address: demo, permissions: .createTable),
      ],
      tables: [
        TableDescriptor(
          name: NetworkMaker.coin, kind: .asset, owners: [demo], decimals: NetworkMaker.coinDecimals),
        TableDescriptor(name: NetworkMaker.notes, kind: .binary, owners: [demo]),
      ],
      balances: [
        Genesis.Balance(table: NetworkMaker.coin, address: demo, amount: NetworkMaker.demoBalance)
      ])
  }
}
