import ArgumentParser
package import PandoPrimitives

/// A validator as the command line names it: `name=host:port`, or `name=host:port,publickey`.
package struct ValidatorArgument: ExpressibleByArgument, Equatable {
  package let name: String
  package let host: String
  package let port: Int
  /// The key that its operator made; nil when it is to be made here.
  package let key: PublicKey?

  /// Where other nodes reach it.
  package var address: String { "\(host):\(port)" }

  package init?(argument: String) {
    let halves = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard halves.count == 2 else { return nil }
    let parts = halves[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), let colon = parts[0].lastIndex(of: ":"),
      let port = Int(parts[0][parts[0].index(after: colon)...]), (1...65_535).contains(port)
    else { return nil }
    name = halves[0]
    host = String(parts[0][..<colon])
    self.port = port
    key = parts.count == 2 ? PublicKey(hexadecimal: parts[1]) : nil
    // The name becomes a folder.
    let isName =
      !name.isEmpty && name.utf8.count <= Validator.nameByteCountMax && name.first != "."
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic && $0.isASCII || "0123456789-_.".contains(Character($0))
      }
    guard isName, !host.isEmpty, parts.count == 1 || key?.scheme == .ed25519 else { return nil }
  }
}
