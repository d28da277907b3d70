#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads and writes the JSON forms of this module.
public enum JSON {
  /// The JSON text of `value`: keys in ascending order, so that equal values have equal text.
  /// - Parameter pretty: on several lines, for people.
  public static func encode(_ value: some Encodable, pretty: Bool = false) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = pretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : outputFormatting
    return [UInt8](try encoder.encode(value))
  }

  /// The value that `text` spells.
  /// - Throws: ``Problem`` naming the place in the document and what is wrong there.
  public static func decode<T: Decodable>(_: T.Type = T.self, from text: [UInt8]) throws(Problem) -> T {
    do {
      return try JSONDecoder().decode(T.self, from: Data(text))
    } catch let error as Swift.DecodingError {
      throw Problem(error)
    } catch {
      throw Problem(message: "The text is not JSON: \(error).")
    }
  }

  private static let outputFormatting: JSONEncoder.OutputFormatting = [.sortedKeys, .withoutEscapingSlashes]

  /// Why text is not what was expected.
  public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence that names the place, such as `body.entries[0].move.amount`.
    public let message: String
    public var description: String { message }

    init(message: String) { self.message = message }

    init(_ error: Swift.DecodingError) {
      switch error {
      case .keyNotFound(let key, let context):
        message = Problem.sentence("\"\(key.stringValue)\" is missing", at: context)
      case .typeMismatch(let type, let context):
        message = Problem.sentence("\(Problem.word(for: type)) is expected", at: context)
      case .valueNotFound(let type, let context):
        message = Problem.sentence("\(Problem.word(for: type)) is expected, not null", at: context)
      case .dataCorrupted(let context)
      where context.codingPath.isEmpty && !(context.underlyingError is SchemaViolation):
        message = "The text is not JSON, or not in UTF-8."
      case .dataCorrupted(let context):
        message = Problem.sentence(context.debugDescription, at: context)
      @unknown default:
        message = "The JSON document has another form than expected."
      }
    }

    private static func sentence(_ text: String, at context: Swift.DecodingError.Context) -> String {
      var place = ""
      for key in context.codingPath {
        if let index = key.intValue {
          place += "[\(index)]"
        } else {
          place += place.isEmpty ? key.stringValue : ".\(key.stringValue)"
        }
      }
      let end = text.hasSuffix(".") ? "" : "."
      return place.isEmpty ? "The document: \(text)\(end)" : "\(place): \(text)\(end)"
    }

    private static func word(for type: any Any.Type) -> String {
      switch type {
      case is String.Type: "a string"
      case is Bool.Type: "true or false"
      case is any FixedWidthInteger.Type: "an integer"
      case is [String: Any].Type: "an object"
      case is any Collection.Type: "a list"
      default: "an object"
      }
    }
  }
}
