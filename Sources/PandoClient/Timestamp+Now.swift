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
}
