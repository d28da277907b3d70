import Logging
package import PandoPrimitives
import ServiceLifecycle

/// Warns when this validator has had no connection with another one for a while.
///
/// Votes and proposals go from their author to those who are connected with it, and no further: every two validators
/// need a connection, and the ledger is slow in the views of a leader whom a quorum does not hear.
struct ValidatorWatch: Service {
  private static let pause = Duration.seconds(5)

  private let core: NodeCore
  private let logger: Logger

  init(_ core: NodeCore, _ logger: Logger) {
    self.core = core
    self.logger = logger
  }

  func run() async {
    await cancelWhenGracefulShutdown { [core, logger] in
      var absences = Absences()
      while (try? await Task.sleep(for: Self.pause)) != nil {
        for validator in absences.note(core.unconnectedValidators, at: .now) {
          logger.warning(
            "no connection with a validator for a minute; one of the two must name the other in peers.addresses",
            metadata: ["validator": "\(validator.name)", "key": "\(validator.key)"])
        }
      }
    }
  }
}

/// Who is missing, and since when.
package struct Absences {
  /// How long a validator may be missing before that is worth a word.
  package static let patience = Duration.seconds(60)

  private struct Absence {
    let key: PublicKey
    let since: ContinuousClock.Instant
    var isTold = false
  }

  private var absences: [Absence] = []

  package init() {}

  /// Notes who is missing now.
  /// - Returns: those of whom it is to be told: once for each absence.
  package mutating func note(_ missing: [Validator], at now: ContinuousClock.Instant) -> [Validator] {
    var news: [Validator] = []
    absences = missing.map { validator in
      var absence = absences.first { $0.key == validator.key } ?? Absence(key: validator.key, since: now)
      if !absence.isTold, now - absence.since >= Absences.patience {
        absence.isTold = true
        news.append(validator)
      }
      return absence
    }
    return news
  }
}
