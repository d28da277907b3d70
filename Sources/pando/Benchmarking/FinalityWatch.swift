import PandoClient
import PandoPrimitives

/// Reads every final block back from a validator, in its canonical bytes, as soon as there is one. The bytes are not
/// decoded but for the identifiers; the audit after the run does that.
struct FinalityWatch: Sendable {
  /// Of the validator that is watched; others follow for when it fails.
  let client: LedgerClient
  let clock: RunClock
  let journal: Journal

  /// Reads the blocks from `first` on until the task is cancelled.
  @concurrent func run(from first: Height) async throws {
    var height = first
    while !Task.isCancelled {
      do throws(ClientError) {
        // A new block ends the call; so it is no matter how long it may last.
        guard let bytes = try await client.certifiedBlockBytes(at: height, patience: .seconds(2)) else { continue }
        let seenAt = clock.now
        do throws(DecodingError) {
          let outline = try CertifiedBlock.outline(ofCanonicalBytes: bytes)
          journal.saw(outline.transactions, inBlockAt: outline.height, at: seenAt)
        } catch {
          throw ClientError(.badAnswer, "The bytes of block \(height) are not canonical: \(error).")
        }
        height = height.next
      } catch {
        guard error.code != .cancelled else { return }
        throw error
      }
    }
  }
}
