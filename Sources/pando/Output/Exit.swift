/// What the exit code of every command means (docs/cli.md, "Exit codes").
package enum Exit: Int32, CaseIterable {
  /// Done.
  case success = 0
  /// The ledger refused the request, or the transaction is final and failed. It has no effect. Or a source has errors.
  case refused = 1
  /// There is no such transaction, block, table, row or key.
  case notFound = 2
  /// No node could be reached, or none is ready. A transaction that was to be sent has no effect.
  case unreachable = 3
  /// The time was up. A transaction may still take effect: ask for it with `pando tx wait`.
  case unknownOutcome = 4
  /// Trouble on this machine: a file, a key, a password, a port, the local network.
  case local = 5
  /// A proof does not hold, or nodes contradict each other.
  case proofInvalid = 6
  /// The command line makes no sense (EX_USAGE of sysexits.h).
  case usage = 64
  /// A fault of this program (EX_SOFTWARE).
  case fault = 70
}
