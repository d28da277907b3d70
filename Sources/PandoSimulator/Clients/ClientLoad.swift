import PandoPrimitives

/// The customers of a run: what they send, and to which node.
struct ClientLoad {
  struct Order {
    let transaction: Transaction
    let node: Int
  }

  private let plan: ClientPlan
  private let consortium: Consortium
  private var random: RandomSource
  private var nonce: UInt64 = 0
  private(set) var sentCount = 0
  /// What was sent before, to be sent again.
  private var sent: [Transaction] = []

  init(_ plan: SimulationPlan, _ consortium: Consortium, random: RandomSource) {
    self.plan = plan.clients
    self.consortium = consortium
    self.random = random
  }

  var isDone: Bool { sentCount >= plan.transactionCountMax }

  mutating func nextPause() -> UInt64 { random.number(1...2 * plan.pauseMilliseconds) }

  /// The next burst, for the nodes of these numbers.
  mutating func burst(at wall: Timestamp, nodes: [Int], _ signatures: Signatures) -> [Order] {
    guard !nodes.isEmpty else { return [] }
    var orders: [Order] = []
    for _ in 0..<random.number(1...plan.burstMax) where !isDone {
      sentCount += 1
      let transaction =
        if !sent.isEmpty, random.happens(perMille: plan.duplicatePerMille) {
          random.pick(sent)
        } else if random.happens(perMille: plan.wrongPerMille) {
          wrong(at: wall, signatures)
        } else {
          signed(entries(), at: wall, signatures)
        }
      sent.append(transaction)
      orders.append(Order(transaction: transaction, node: random.pick(nodes)))
    }
    return orders
  }

  /// A transfer that can only succeed or be refused for want of money.
  mutating func probe(at wall: Timestamp, _ signatures: Signatures) -> Transaction {
    signed(move(amount: 1), at: wall, signatures)
  }

  /// A change of the members that may or may not be allowed.
  mutating func change(_ members: MembersModel.Members, after height: Height) -> ChangeMembers {
    let keys = consortium.nodes.map(\.publicKey)
    let key = random.pick(keys)
    let activation = Height(height.value + random.number(2...6))
    switch random.number(0...6) {
    case 6 where members.validators.count > 2:
      return ChangeMembers(removed: [random.pick(members.validators).key], activation: activation)
    case 0, 1:
      return ChangeMembers(
        validators: [Validator(key: key, weight: random.number(1...2))], activation: activation)
    case 2: return ChangeMembers(applicationNodes: [ApplicationNode(key: key)], activation: activation)
    case 3 where members.validators.count > 1:
      return ChangeMembers(
        applicationNodes: [ApplicationNode(key: random.pick(members.validators).key)], activation: activation)
    case 4 where members.followers.count > 1:
      return ChangeMembers(removed: [random.pick(members.followers)], activation: activation)
    default:
      return ChangeMembers(
        validators: members.followers.prefix(1).map { Validator(key: $0) }, activation: activation)
    }
  }

  /// What the consensus admins send.
  mutating func order(_ change: ChangeMembers, at wall: Timestamp, _ signatures: Signatures) -> Transaction {
    signed(([.changeMembers(change)], [consortium.admin]), at: wall, signatures)
  }

  // MARK: What they want

  private mutating func entries() -> (entries: [Entry], signers: [Identity]) {
    switch random.number(0...11) {
    case 10: return several()
    case 0: return ([.mint(Mint(table: asset(), to: account().address, amount: Amount(5)))], [consortium.admin])
    case 1:
      let holder = account()
      return (
        [.burn(Burn(table: asset(), from: holder.address, amount: Amount(UInt128(random.number(1...600)))))],
        [holder, consortium.admin]
      )
    case 2, 3: return note()
    default: return move(amount: UInt128(random.number(1...400)))
    }
  }

  /// All or nothing: some moves and a note, of one holder.
  private mutating func several() -> (entries: [Entry], signers: [Identity]) {
    let holder = account()
    var entries: [Entry] = (0..<random.number(1...4)).map { _ in
      let receiver = random.pick(consortium.accounts)
      return .move(
        Move(
          table: asset(), from: holder.address, to: receiver.address, amount: Amount(UInt128(random.number(0...300)))))
    }
    let key = [UInt8(random.number(0...7))]
    entries.append(.put(Put(table: Consortium.notes, key: key, value: key, owners: [holder.address])))
    return (random.permuted(entries), [holder])
  }

  private mutating func asset() -> TableName { random.happens(perMille: 700) ? Consortium.coin : Consortium.points }

  private mutating func account() -> Identity {
    plan.isHot && random.happens(perMille: 700) ? consortium.accounts[0] : random.pick(consortium.accounts)
  }

  private mutating func move(amount: UInt128) -> (entries: [Entry], signers: [Identity]) {
    let holder = account()
    let receiver = random.pick(consortium.accounts)
    return (
      [.move(Move(table: asset(), from: holder.address, to: receiver.address, amount: Amount(amount)))], [holder]
    )
  }

  private mutating func note() -> (entries: [Entry], signers: [Identity]) {
    let writer = account()
    let key = [UInt8(random.number(0...7))]
    if random.happens(perMille: 250) { return ([.delete(Delete(table: Consortium.notes, key: key))], [writer]) }
    let value = (0..<random.number(1...20)).map { UInt8(truncatingIfNeeded: $0) }
    return (
      [.put(Put(table: Consortium.notes, key: key, value: value, owners: [random.pick(consortium.accounts).address]))],
      [writer]
    )
  }

  // MARK: Signing

  private mutating func signed(
    _ intent: (entries: [Entry], signers: [Identity]), at wall: Timestamp, _ signatures: Signatures
  ) -> Transaction {
    signatures.sign(body(intent, at: wall), by: intent.signers)
  }

  private mutating func body(
    _ intent: (entries: [Entry], signers: [Identity]), at wall: Timestamp
  ) -> TransactionBody {
    nonce += 1
    return TransactionBody(
      chainID: consortium.chainID, created: wall,
      expires: wall.advanced(byMilliseconds: plan.lifetimeMilliseconds), credentials: intent.signers.map(\.publicKey),
      entries: intent.entries, nonce: (0..<8).map { UInt8(truncatingIfNeeded: nonce >> ($0 * 8)) })
  }

  /// A transaction that no block may hold.
  private mutating func wrong(at wall: Timestamp, _ signatures: Signatures) -> Transaction {
    let intent = entries()
    var body = body(intent, at: wall)
    switch random.number(0...5) {
    case 0: body.expires = body.created
    case 1:
      body.created = Timestamp(milliseconds: wall.milliseconds - 20_000)
      body.expires = Timestamp(milliseconds: wall.milliseconds - 1)
    case 2:
      body.created = wall.advanced(byMilliseconds: 3_600_000)
      body.expires = wall.advanced(byMilliseconds: 3_601_000)
    case 3: body.expires = wall.advanced(byMilliseconds: 100_000_000)
    case 4: body.chainID = Hash(sha256: [4])
    default: return Transaction(body: body, signatures: intent.signers.map { _ in [UInt8](repeating: 7, count: 64) })
    }
    return signatures.sign(body, by: intent.signers)
  }
}
