package import PandoLedger
import PandoPrimitives
package import PandoStorage

/// A block to execute on the state that its ancestors leave: a value that any thread may work on.
///
/// It reads the store while the replica goes on writing. That is safe for a job that still matters: the replica writes
/// rows that the job's own layers hold already, and pages of the state tree that the job's own tree holds in memory, or
/// a newer form of them. A job of a block that lost may read a mixture; its outcome is dropped.
package struct ExecutionJob<Store: KeyValueStore>: Sendable {
  package let id: JobID
  let view: StateView<Store>
  let context: BlockContext
  let transactions: [VerifiedTransaction]
  let inadmissible: InadmissiblePolicy

  /// Executes the block.
  package func run() -> ExecutionOutcome {
    do throws(StorageError) {
      return .ran(
        try BlockExecutor.execute(
          on: view, context: context, transactions: transactions, inadmissible: inadmissible))
    } catch {
      return .storageFailed(error)
    }
  }
}

/// What came of an execution.
package enum ExecutionOutcome: Sendable {
  case ran(Result<ExecutedBlock, BlockRefusal>)
  case storageFailed(StorageError)
}
