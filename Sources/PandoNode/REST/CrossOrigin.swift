import HTTPTypes

/// Which web pages of other origins may read answers (the CORS protocol of the Fetch standard). None unless configured.
struct CrossOrigin: Sendable {
  /// Origins such as `https://explorer.example`, or `*` for all.
  let origins: [String]

  /// The header fields of an answer to a page of `origin`.
  func fields(for origin: String?) -> HTTPFields {
    guard !origins.isEmpty else { return [:] }
    var fields: HTTPFields = [.vary: "Origin"]
    guard let origin, allows(origin) else { return fields }
    fields[.accessControlAllowOrigin] = origin
    fields[.accessControlExposeHeaders] = "Retry-After, X-Request-Id"
    return fields
  }

  /// The further fields of an answer to a page that asks beforehand.
  func preflightFields(for origin: String?, allow: String) -> HTTPFields {
    guard let origin, allows(origin) else { return [:] }
    return [
      .accessControlAllowMethods: allow,
      .accessControlAllowHeaders: "Accept, Content-Type, Last-Event-ID",
      .accessControlMaxAge: "600",
    ]
  }

  private func allows(_ origin: String) -> Bool { origins.contains(origin) || origins.contains("*") }
}
