package import PandoPrimitives

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Timestamp {
  /// The wall clock of this machine as it is now.
  package static func now() -> Timestamp {
    Timestamp(milliseconds: UInt64(max(0, Date().timeIntervalSince1970) * 1_000))
  }

  /// The moment as people write it, in UTC: `2026-11-21 16:38:17.045Z`.
  package var text: String {
    // Whole seconds, because a fraction does not survive being a floating-point number.
    let seconds = Date(timeIntervalSince1970: Double(milliseconds / 1_000)).ISO8601Format()
    let fraction = String(1_000 + milliseconds % 1_000).dropFirst()
    return seconds.replacing("T", with: " ").replacing("Z", with: ".\(fraction)Z")
  }
}
