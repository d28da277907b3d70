package import Logging

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes each message as one line of text, for people, or of JSON, for programs.
package struct LineLogHandler: LogHandler {
  package enum Format: String, Sendable, CaseIterable {
    /// `2026-05-01T12:00:00.123Z INFO  consensus: block final height=7`
    case text
    /// `{"height":"7","label":"consensus","level":"info","message":"block final","time":"2026-05-01T12:00:00.123Z"}`
    case json
  }

  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let format: Format
  private let write: @Sendable (String) -> Void

  /// - Parameter write: takes a line with its end; may be called from any thread.
  package init(
    label: String, format: Format, level: Logger.Level, write: @escaping @Sendable (String) -> Void = StandardError.emit
  ) {
    self.label = label
    self.format = format
    logLevel = level
    self.write = write
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var pairs = metadata
    if let provided = metadataProvider?.get() { pairs.merge(provided) { $1 } }
    if let own = event.metadata { pairs.merge(own) { $1 } }
    if let error = event.error { pairs[LogKey.error] = "\(error)" }
    let sorted = pairs.map { (key: $0.key, value: "\($0.value)") }.sorted { $0.key < $1.key }
    let line =
      switch format {
      case .text: text(event, sorted)
      case .json: json(event, sorted)
      }
    write(line + "\n")
  }

  private func text(_ event: LogEvent, _ pairs: [(key: String, value: String)]) -> String {
    let level = event.level.rawValue.uppercased()
    let padding = String(repeating: " ", count: max(0, 8 - level.count))
    let message = LineLogHandler.oneLine("\(event.message)")
    let details = pairs.map { " \($0.key)=\(LineLogHandler.quotedIfNeeded($0.value))" }.joined()
    return "\(LineLogHandler.time()) \(level)\(padding) \(label): \(message)\(details)"
  }

  private func json(_ event: LogEvent, _ pairs: [(key: String, value: String)]) -> String {
    var object = Dictionary(pairs.map { ($0.key, $0.value) }) { $1 }
    object["time"] = LineLogHandler.time()
    object["level"] = event.level.rawValue
    object["label"] = label
    object["message"] = "\(event.message)"
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A dictionary of strings always has a JSON form.
    guard let data = try? encoder.encode(object) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  private static func time() -> String {
    Date.now.formatted(
      .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
  }

  /// Text that stays on its line, so that nobody outside can forge one.
  private static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  private static func quotedIfNeeded(_ text: String) -> String {
    let plain = oneLine(text)
    guard plain.isEmpty || plain.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else { return plain }
    return "\"" + plain.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
