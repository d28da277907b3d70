import NIOCore
import NIOPosix
import PandoPrimitives

/// Somebody without a key, who opens connections and writes what he likes.
final class Attacker: Sendable {
  enum Habit: CaseIterable, Sendable {
    /// Bytes that no protocol has.
    case garbage
    /// A frame or a record that claims to be as long as its length allows.
    case oversizedLength
    /// The beginning of something, and then nothing.
    case truncated
    /// A byte at a time.
    case slow
    /// A request with more to come than anyone may send.
    case endlessBody
    /// Nothing at all.
    case silent

    var opening: [UInt8] {
      switch self {
      case .garbage: (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
      case .oversizedLength: [0xff, 0xff, 0xff, 0xff] + [UInt8](repeating: 0, count: 1_024)
      case .truncated: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]
      case .slow: Array("P".utf8)
      case .endlessBody:
        Array("POST /v1/transactions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n".utf8)
      case .silent: []
      }
    }
  }

  private let port: Int
  private let group = MultiThreadedEventLoopGroup.singleton

  /// Attacks a port of this machine.
  init(port: Int) { self.port = port }

  /// Opens connection after connection, each with the next habit, until the task is cancelled; keeps `atOnce` of them
  /// and writes on as long as the other side takes it.
  /// - Returns: how many connections it had.
  func attack(atOnce: Int) async -> Int {
    var count = 0
    var open: [any Channel] = []
    while !Task.isCancelled {
      let habit = Habit.allCases[count % Habit.allCases.count]
      if let channel = try? await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port).get() {
        count += 1
        if !habit.opening.isEmpty { channel.writeAndFlush(ByteBuffer(bytes: habit.opening), promise: nil) }
        open.append(channel)
      }
      for channel in open where channel.isActive && channel.isWritable {
        channel.writeAndFlush(ByteBuffer(bytes: [0x61]), promise: nil)
      }
      if open.count > atOnce { open.removeFirst().close(promise: nil) }
      try? await Task.sleep(for: .milliseconds(2))
    }
    for channel in open { channel.close(promise: nil) }
    return count
  }
}
