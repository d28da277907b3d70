import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import PandoAPI
package import PandoPrimitives
import ServiceLifecycle

/// A place in the order of all events: before transaction `index` of the block at `height`, or before the block itself
/// when it has no such transaction.
package struct EventCursor: Hashable, Sendable {
  package var height: Height
  package var index: Int

  package init(height: Height, index: Int = 0) {
    self.height = max(height, Height(1))
    self.index = height < Height(1) ? 0 : index
  }

  /// The place after the event with this identifier: `height.index` for a transaction, `height` for a block.
  package init?(after text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let height = DecimalNumber.parse(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self.init(height: Height(height).next)
      return
    }
    guard let index = DecimalNumber.parse(parts[1]), index < UInt64(Block.transactionCountMax) else { return nil }
    self.init(height: Height(height), index: Int(index) + 1)
  }
}

extension Endpoints {
  /// Transactions and blocks as they become final, as server-sent events.
  ///
  /// There is no queue: the store is the queue, and each follower walks through it at its own pace. One that takes
  /// nothing for too long loses its connection (``ConnectionGuard``), and may resume.
  func followEvents(_ call: Call) async throws -> Response {
    let query = try call.query("from")
    let from = try query.height("from")
    var cursor = EventCursor(height: from ?? node.height.next)
    if let last = call.request.headers[.lastEventID] {
      guard let resumed = EventCursor(after: last) else {
        throw Failure.malformed("last_event_id", "Last-Event-ID is the id of an event: height, or height.index.")
      }
      cursor = resumed
    }
    guard let place = followers.lease(1) else {
      throw Failure.unavailable("too_many_followers", "The node has no room for another follower; try another node.")
    }
    let start = cursor
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: ResponseBody { writer in
        try await follow(from: start, into: &writer)
        try await writer.finish(nil)
        withExtendedLifetime(place) {}
      })
  }

  @concurrent private func follow(from start: EventCursor, into writer: inout any ResponseBodyWriter) async throws {
    try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
    var cursor = start
    while !Task.isCancelled, !Task.isShuttingDownGracefully {
      if cursor.height <= node.height {
        try await write(from: cursor, into: &writer)
        cursor = EventCursor(height: cursor.height.next)
        continue
      }
      let deadline = ContinuousClock.now + limits.heartbeatInterval
      let reached = await waitForBlock(above: Height(cursor.height.value - 1), until: deadline)
      if reached < cursor.height { try await writer.write(ByteBuffer(string: ":\n\n")) }
    }
  }

  /// Writes the rest of the block at the cursor.
  @concurrent private func write(from cursor: EventCursor, into writer: inout any ResponseBodyWriter) async throws {
    let node = node
    let executed = try await offload { () throws -> ExecutedFinalBlock in
      guard let block = try node.reader().block(at: cursor.height) else {
        throw Failure.notFound("block_not_found", "There is no block at height \(cursor.height).")
      }
      return block
    }
    let count = executed.outcomes.count
    // So many at a time that neither memory nor other requests wait long.
    for first in stride(from: cursor.index, to: count, by: eventsPerWrite) {
      let last = min(first + eventsPerWrite, count)
      try await writer.write(try await offload { try executed.events(first..<last) })
    }
    try await writer.write(try await offload { try executed.blockEvent() })
  }
}

/// How many transactions are written to a follower at once.
private let eventsPerWrite = 64

extension ExecutedFinalBlock {
  fileprivate func events(_ range: Range<Int>) throws -> ByteBuffer {
    var buffer = ByteBuffer()
    for index in range {
      let answer = executedTransaction(index).answer(at: certified.block.header.height, withTransaction: false)
      try buffer.writeEvent("transaction", id: "\(certified.block.header.height).\(index)", answer)
    }
    return buffer
  }

  fileprivate func blockEvent() throws -> ByteBuffer {
    var buffer = ByteBuffer()
    let block = certified.block
    try buffer.writeEvent(
      "block", id: "\(block.header.height)", BlockSummary(id: block.id, header: block.header))
    return buffer
  }

  private func executedTransaction(_ index: Int) -> ExecutedFinalTransaction {
    let block = certified.block
    let place = TransactionAnswer.Place(
      height: block.header.height, blockId: block.id, time: block.header.time, index: UInt64(index))
    return ExecutedFinalTransaction(transaction: block.transactions[index], place: place, outcome: outcomes[index])
  }
}

extension ByteBuffer {
  /// Our JSON has no line ends, so one `data` line holds it.
  fileprivate mutating func writeEvent(_ kind: String, id: String, _ value: some Encodable) throws {
    writeString("event: \(kind)\nid: \(id)\ndata: ")
    writeBytes(try JSON.encode(value))
    writeString("\n\n")
  }
}
