// How the nouns of a ledger look in JSON: hashes, keys and bytes as lower-case hexadecimal digits, addresses as
// Bech32m, amounts as decimal strings in smallest units, moments as integer milliseconds since 1970.

public import PandoPrimitives

extension Hash: Codable {
  public init(from decoder: any Decoder) throws {
    self = try decoder.text("a hash: 64 hexadecimal digits") { Hash(hexadecimal: $0) }
  }

  public func encode(to encoder: any Encoder) throws { try encoder.text(description) }
}

extension BlockID: Codable {
  public init(from decoder: any Decoder) throws { self.init(try Hash(from: decoder)) }
  public func encode(to encoder: any Encoder) throws { try hash.encode(to: encoder) }
}

extension TransactionID: Codable {
  public init(from decoder: any Decoder) throws { self.init(try Hash(from: decoder)) }
  public func encode(to encoder: any Encoder) throws { try hash.encode(to: encoder) }
}

extension PublicKey: Codable {
  public init(from decoder: any Decoder) throws {
    self = try decoder.text("a public key: scheme byte (01 or 02) and key in hexadecimal digits") {
      PublicKey(hexadecimal: $0)
    }
  }

  public func encode(to encoder: any Encoder) throws { try encoder.text(description) }
}

extension Address: Codable {
  public init(from decoder: any Decoder) throws {
    self = try decoder.text("an address (pando1…)") { Address($0) }
  }

  public func encode(to encoder: any Encoder) throws { try encoder.text(description) }
}

extension Amount: Codable {
  /// The amount that decimal digits without leading zeroes spell, or nil.
  public init?(decimal text: String) {
    let digits = text.utf8
    guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      digits.count == 1 || digits.first != UInt8(ascii: "0"), let units = UInt128(text)
    else { return nil }
    self.init(units)
  }

  public init(from decoder: any Decoder) throws {
    self = try decoder.text("an amount: decimal digits in a string, from 0 to 2^128 − 1") { Amount(decimal: $0) }
  }

  public func encode(to encoder: any Encoder) throws { try encoder.text(description) }
}

extension TableName: Codable {
  public init(from decoder: any Decoder) throws {
    self = try decoder.text("the name of a table: ecosystem/name of a-z, 0-9, _ and -") { TableName($0) }
  }

  public func encode(to encoder: any Encoder) throws { try encoder.text(description) }
}

extension Height: Codable {
  public init(from decoder: any Decoder) throws { self.init(try UInt64(from: decoder)) }
  public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

extension View: Codable {
  public init(from decoder: any Decoder) throws { self.init(try UInt64(from: decoder)) }
  public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

extension Timestamp: Codable {
  public init(from decoder: any Decoder) throws { self.init(milliseconds: try UInt64(from: decoder)) }
  public func encode(to encoder: any Encoder) throws { try milliseconds.encode(to: encoder) }
}

extension ResultCode: Codable {}

/// Bytes as hexadecimal digits.
public struct HexadecimalBytes: Hashable, Sendable, Codable {
  public let bytes: [UInt8]
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public init(from decoder: any Decoder) throws {
    bytes = try decoder.text("a string of pairs of hexadecimal digits") { [UInt8](hexadecimal: $0) }
  }

  public func encode(to encoder: any Encoder) throws { try encoder.text(bytes.hexadecimal) }
}

extension TableKind: Codable {
  public init(from decoder: any Decoder) throws { self = try decoder.word() }
  public func encode(to encoder: any Encoder) throws { try encoder.text("\(self)") }
}

extension PermissionModel: Codable {
  public init(from decoder: any Decoder) throws { self = try decoder.word() }
  public func encode(to encoder: any Encoder) throws { try encoder.text("\(self)") }
}

extension FaultMode: Codable {
  public init(from decoder: any Decoder) throws { self = try decoder.word() }
  public func encode(to encoder: any Encoder) throws { try encoder.text("\(self)") }
}

extension VoteKind: Codable {
  public init(from decoder: any Decoder) throws { self = try decoder.word() }
  public func encode(to encoder: any Encoder) throws { try encoder.text("\(self)") }
}
