import PandoClient
import PandoNode
import PandoPrimitives

/// Measures what checking one signature costs on this machine at this time, with the library that the nodes use. It is
/// the unit of the cost ratio, which so holds on any machine.
enum CheckMeter {
  private static let keyCount = 256
  private static let roundsMax = 20
  /// Enough for a mean that repeats to a percent.
  private static let secondsMin = 0.4

  /// Processor time of one check in microseconds, in one thread.
  @concurrent static func measure() async throws -> Double {
    var random = SeededRandom(seed: 7)
    let message = random.bytes(60)
    var checks: [(key: PublicKey, signature: [UInt8])] = []
    for _ in 0..<keyCount {
      let pair = KeyPair.generate()
      checks.append((pair.publicKey, try pair.privateKey.sign(message)))
    }
    return seconds(of: checks, message) * 1e6
  }

  /// Nothing here waits, so all of it runs on one thread, whose clock others' work does not move.
  private static func seconds(of checks: [(key: PublicKey, signature: [UInt8])], _ message: [UInt8]) -> Double {
    let start = ProcessStatistics.threadProcessorSeconds
    var count = 0
    for _ in 0..<roundsMax where ProcessStatistics.threadProcessorSeconds - start < secondsMin {
      for (key, signature) in checks {
        precondition(key.verify(signature, over: message), "A signature that was just made holds.")
      }
      count += checks.count
    }
    return (ProcessStatistics.threadProcessorSeconds - start) / Double(count)
  }
}
