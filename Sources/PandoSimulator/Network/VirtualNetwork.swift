/// The links between nodes: who is connected, and what becomes of a message.
struct VirtualNetwork {
  /// One direction of a pair.
  private struct Link {
    var isCut = false
    /// Nothing arrives before.
    var cloggedUntil: UInt64 = 0
    /// When the last message arrives, where order is kept.
    var lastArrival: UInt64 = 0
  }

  /// A connection, the same for both directions.
  private struct Pair {
    var isUp = false
    /// Counts connections: what an earlier one carried is lost.
    var session: UInt32 = 0
    /// No new connection before.
    var closedUntil: UInt64 = 0
  }

  private let count: Int
  private var links: [Link]
  private var pairs: [Pair]
  private var random: RandomSource
  /// By node: messages to and from it travel well.
  private(set) var isCalm: [Bool]
  private let plan: NetworkPlan
  private(set) var lossCount = 0
  private(set) var duplicationCount = 0

  init(count: Int, plan: NetworkPlan, random: RandomSource) {
    self.count = count
    self.plan = plan
    self.random = random
    links = Array(repeating: Link(), count: count * count)
    pairs = Array(repeating: Pair(), count: count * count)
    isCalm = Array(repeating: false, count: count)
  }

  private func link(_ from: Int, _ to: Int) -> Int { from * count + to }
  private func pair(_ left: Int, _ right: Int) -> Int { min(left, right) * count + max(left, right) }

  // MARK: Connections

  func isUp(_ left: Int, _ right: Int) -> Bool { pairs[pair(left, right)].isUp }

  func session(_ left: Int, _ right: Int) -> UInt32 { pairs[pair(left, right)].session }

  func opensAt(_ left: Int, _ right: Int) -> UInt64 { pairs[pair(left, right)].closedUntil }

  mutating func connect(_ left: Int, _ right: Int) {
    pairs[pair(left, right)].isUp = true
    pairs[pair(left, right)].session &+= 1
  }

  mutating func disconnect(_ left: Int, _ right: Int, until time: UInt64) {
    pairs[pair(left, right)].isUp = false
    pairs[pair(left, right)].session &+= 1
    pairs[pair(left, right)].closedUntil = time
  }

  // MARK: Faults

  mutating func cut(_ from: Int, _ to: Int, _ isCut: Bool) { links[link(from, to)].isCut = isCut }

  func isCut(_ from: Int, _ to: Int) -> Bool { links[link(from, to)].isCut }

  mutating func clog(_ from: Int, _ to: Int, until time: UInt64) { links[link(from, to)].cloggedUntil = time }

  /// From now on everything between these nodes arrives, and soon.
  mutating func heal(_ nodes: [Int]) {
    for node in nodes { isCalm[node] = true }
    for left in nodes {
      for right in nodes {
        links[link(left, right)] = Link()
        pairs[pair(left, right)].closedUntil = 0
      }
    }
  }

  // MARK: Messages

  /// When a message that leaves at `time` arrives: never, once or twice.
  mutating func arrivals(from: Int, to: Int, at time: UInt64) -> [UInt64] {
    if isCalm[from] && isCalm[to] { return [ordered(link(from, to), time + random.number(1...10))] }
    if links[link(from, to)].isCut || random.happens(perMille: plan.lossPerMille) {
      lossCount += 1
      return []
    }
    var times = [arrival(link(from, to), time)]
    if plan.duplicationPerMille > 0, random.happens(perMille: plan.duplicationPerMille) {
      duplicationCount += 1
      times.append(arrival(link(from, to), time))
    }
    return times
  }

  private mutating func arrival(_ link: Int, _ time: UInt64) -> UInt64 {
    var delay = plan.delay.least + random.number(0...plan.delay.spread)
    if plan.delay.tailPerMille > 0, random.happens(perMille: plan.delay.tailPerMille) { delay *= plan.delay.tailFactor }
    return ordered(link, max(time + delay, links[link].cloggedUntil))
  }

  private mutating func ordered(_ link: Int, _ time: UInt64) -> UInt64 {
    guard plan.isOrdered else { return time }
    links[link].lastArrival = max(time, links[link].lastArrival)
    return links[link].lastArrival
  }
}
