package import PandoPrimitives
package import PandoStorage

/// Why an entry did not run.
package enum ExecutionFailure: Error, Sendable {
  /// The entry may not do this: the transaction fails with the refusal's code, on every node alike.
  case refused(Refusal)
  /// This node cannot say what the entry would do: nothing about the transaction is decided.
  case storage(StorageError)

  static func refused(_ reason: Reason, _ message: String) -> ExecutionFailure {
    .refused(Refusal(reason, message))
  }
}
