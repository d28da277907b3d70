import Foundation
import Logging
import PandoNode
import Synchronization
import Testing

@Suite struct LogTests {
  /// What is written for what `body` logs.
  private func lines(_ format: LineLogHandler.Format, _ body: (Logger) -> Void) -> String {
    let written = Written()
    body(
      Logger(label: "test") { label in
        LineLogHandler(label: label, format: format, level: .info) { written.append($0) }
      })
    return written.text
  }

  private final class Written: Sendable {
    private let lines = Mutex("")
    func append(_ line: String) { lines.withLock { $0 += line } }
    var text: String { lines.withLock { $0 } }
  }

  @Test func textHasTimeLevelLabelMessageAndSortedDetails() {
    let text = lines(.text) { logger in
      logger.debug("not shown")
      logger.info("block final", metadata: ["height": "7", "by": "a node", "empty": ""])
    }
    #expect(
      text.wholeMatch(
        of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO     test: block final by="a node" empty="" height=7\n/) != nil,
      "\(text)")
  }

  @Test func aMessageCannotForgeALine() {
    let text = lines(.text) { $0.warning("one\ntwo\u{1b}[2J", metadata: ["path": "/x\r\ny=\"1\""]) }
    #expect(text.filter { $0 == "\n" }.count == 1 && text.hasSuffix("\n"))
    #expect(text.contains("test: one two [2J path=\"/x  y=\\\"1\\\"\""), "\(text)")
  }

  @Test func jsonIsOneObjectOnALine() throws {
    let text = lines(.json) { logger in
      var logger = logger
      logger[metadataKey: "node"] = "a"
      logger.error("it \"failed\"\n", metadata: ["height": "7"])
    }
    #expect(text.filter { $0 == "\n" }.count == 1)
    let object = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    #expect(object["message"] == "it \"failed\"\n" && object["level"] == "error" && object["label"] == "test")
    #expect(object["height"] == "7" && object["node"] == "a" && object["time"]?.hasSuffix("Z") == true)
  }
}
