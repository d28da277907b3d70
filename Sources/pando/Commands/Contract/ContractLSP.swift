import ArgumentParser
import Foundation

/// `pando contract lsp`
struct ContractLSP: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp",
    abstract: "Serves editors: findings, completion, explanations, definitions, form.",
    discussion: """
      Speaks the Language Server Protocol over standard input and output until the editor ends it. Editors start it; \
      docs/needle/editors.md says how to tell them.

      Example:

        pando contract lsp
      """)

  func run() throws {
    var framer = MessageFramer()
    var server = LanguageServer()
    while true {
      let bytes = FileHandle.standardInput.availableData
      // The editor is gone.
      guard !bytes.isEmpty else { throw ExitCode(1) }
      framer.append(bytes)
      while let message = try framer.next() {
        for answer in server.handle(message) {
          try FileHandle.standardOutput.write(contentsOf: MessageFramer.frame(answer))
        }
        if let code = server.exitCode { throw ExitCode(code) }
      }
    }
  }
}
