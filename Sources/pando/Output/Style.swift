import Foundation

/// Colours and weights for people's eyes; nothing of it where the output goes to a file or a program.
package struct Style {
  package let isEnabled: Bool

  package init(isEnabled: Bool) { self.isEnabled = isEnabled }

  /// As the terminal and `NO_COLOR` (no-color.org) ask for.
  package static func forTerminal(_ descriptor: Int32, environment: [String: String]) -> Style {
    let refuses = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return Style(isEnabled: isatty(descriptor) == 1 && !refuses && environment["TERM"] != "dumb")
  }

  package static let standardOutput = forTerminal(STDOUT_FILENO, environment: ProcessInfo.processInfo.environment)
  package static let standardError = forTerminal(STDERR_FILENO, environment: ProcessInfo.processInfo.environment)

  package func bold(_ text: String) -> String { wrap("1", text) }
  package func dim(_ text: String) -> String { wrap("2", text) }
  package func good(_ text: String) -> String { wrap("32", text) }
  package func bad(_ text: String) -> String { wrap("31", text) }

  private func wrap(_ code: String, _ text: String) -> String {
    isEnabled ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
