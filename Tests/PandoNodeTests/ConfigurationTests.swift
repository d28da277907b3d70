import Foundation
import Logging
import PandoNode
import PandoPrimitives
import Testing

@Suite struct ConfigurationTests {
  /// A directory for as long as `body` runs.
  private func directory<T>(_ body: (String) async throws -> T) async throws -> T {
    let path = NSTemporaryDirectory() + "pando-configuration-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }

  private func load(
    flags: [String] = [], environment: [String: String] = [:], yaml: String? = nil
  ) async throws -> NodeConfiguration {
    try await directory { directory in
      var file: String?
      if let yaml {
        file = directory + "/node.yaml"
        try yaml.write(toFile: directory + "/node.yaml", atomically: true, encoding: .utf8)
      }
      let password = ["PANDO_KEY_PASSWORD": "secret word"].merging(environment) { $1 }
      return try await NodeConfiguration.load(flags: flags, environment: password, file: file)
    }
  }

  private func problem(
    flags: [String] = [], environment: [String: String] = [:], yaml: String? = nil
  ) async throws -> String {
    let error = await #expect(throws: ConfigurationError.self) {
      _ = try await load(flags: flags, environment: environment, yaml: yaml)
    }
    return error?.message ?? ""
  }

  @Test func valuesAreCheckedBeforeThePasswordIsMissed() async throws {
    let error = await #expect(throws: ConfigurationError.self) {
      _ = try await NodeConfiguration.load(flags: ["--log-level", "loud"], environment: [:], file: nil)
    }
    #expect(error?.message.contains("--log-level") == true, "\(error?.message ?? "")")
  }

  @Test func defaultsAreThoseOfTheTable() async throws {
    let configuration = try await load()
    #expect(configuration.genesisPath == "genesis.json" && configuration.dataDirectory == "data")
    #expect(configuration.httpListen == ListenAddress(host: "127.0.0.1", port: 8400))
    #expect(configuration.peersListen.description == "0.0.0.0:7400")
    #expect(configuration.httpLimits == RESTLimits())
    #expect(configuration.peerAddresses.isEmpty && configuration.corsOrigins.isEmpty && configuration.showsMetrics)
    #expect(configuration.logLevel == .info && configuration.logFormat == .text)
  }

  @Test func flagsCountBeforeEnvironmentBeforeFileBeforeDefaults() async throws {
    let yaml = """
      http:
        requestsPerSecond: 1
        requestBurst: 1
        followerCountMax: 1
      """
    let configuration = try await load(
      flags: ["--http-requests-per-second", "3"],
      environment: ["PANDO_HTTP_REQUESTS_PER_SECOND": "2", "PANDO_HTTP_REQUEST_BURST": "2"], yaml: yaml)
    #expect(configuration.httpLimits.requestsPerSecond == 3)
    #expect(configuration.httpLimits.requestBurst == 2)
    #expect(configuration.httpLimits.followerCountMax == 1)
    #expect(configuration.httpLimits.connectionCountMax == RESTLimits().connectionCountMax)
  }

  @Test func everySettingCanBeGivenInEveryPlaceItMay() async throws {
    for setting in NodeConfiguration.settings {
      let value = try sample(of: setting)
      _ = try await load(environment: [setting.variable: value])
      guard !setting.isSecret else { continue }
      _ = try await load(flags: [setting.flag, value])
      _ = try await load(flags: ["\(setting.flag)=\(value)"])
      let levels = setting.name.split(separator: ".")
      let given = setting.isList ? "[\"\(value)\"]" : "\"\(value)\""
      let last = levels.count == 1 ? "\(levels[0]): \(given)" : "\(levels[0]):\n  \(levels[1]): \(given)"
      _ = try await load(yaml: last)
    }
  }

  @Test func wrongValuesNameThePlaceAndWhatIsAllowed() async throws {
    for setting in NodeConfiguration.settings where !["a path", "text"].contains(setting.allowed) {
      let message = try await problem(environment: [setting.variable: "wrong value"])
      #expect(
        message
          == "Environment variable \(setting.variable) must be \(setting.allowed); \"wrong value\" is not.")
      #expect(try await problem(flags: [setting.flag, "?"]).hasPrefix("Flag \(setting.flag) must be "))
    }
    let file = try await problem(yaml: "http:\n  requestBurst: 0\n")
    #expect(
      file.contains(/^Key http.requestBurst in .*\/node.yaml must be a whole number from 1 to 1000000; "0" is not.$/))
    let list = try await problem(yaml: "http:\n  requestBurst: [1, 2]\n")
    #expect(list.hasSuffix("and so a single value."))
    let single = try await problem(yaml: "peers:\n  addresses: abc\n")
    #expect(single.hasSuffix("and so a list."))
  }

  @Test func unknownNamesAreRefusedWithTheNearestKnownOne() async throws {
    #expect(
      try await problem(flags: ["--http-listn", "x"])
        == "Flag --http-listn is not known; perhaps you mean --http-listen (docs/operations.md lists all).")
    #expect(
      try await problem(environment: ["PANDO_HTTP_LISTE": "x"]).hasPrefix(
        "Environment variable PANDO_HTTP_LISTE is not known; perhaps you mean PANDO_HTTP_LISTEN "))
    let file = try await problem(yaml: "htp:\n  listen: x\n")
    #expect(file.contains(#/^Key htp.listen in .*/node.yaml is not known; perhaps you mean http.listen /#))
    #expect(try await problem(flags: ["stray"]).hasPrefix("Flag stray is not known;"))
    #expect(try await problem(flags: ["--data"]) == "Flag --data needs a value: a path.")
    #expect(try await problem(flags: ["--data", "a", "--data=b"]) == "Flag --data is given twice; give it once.")
  }

  @Test func variablesOfOthersAreLetBe() async throws {
    _ = try await load(environment: ["PATH": "/bin", "PANDORA": "box"])
    _ = try await NodeConfiguration.load(
      flags: [], environment: ["PANDO_KEY_PASSWORD": "x", "PANDO_URL": "http://x"], otherVariables: ["PANDO_URL"],
      file: nil)
  }

  @Test func filesThatAreNotYAMLAreRefused() async throws {
    for yaml in ["a: [", "- 1", "just text", "a: 1\na: 2"] {
      let message = try await problem(yaml: yaml)
      #expect(message.contains("node.yaml"), "\(message)")
    }
    let error = await #expect(throws: ConfigurationError.self) {
      try await NodeConfiguration.load(flags: [], environment: [:], file: "/nowhere/node.yaml")
    }
    #expect(error?.message.hasPrefix("Configuration file /nowhere/node.yaml cannot be read") == true)
  }

  @Test func pathsBeginWhereTheyAreGiven() async throws {
    try await directory { directory in
      try "data: mine\nkey:\n  file: /abs/key.p12\n".write(
        toFile: directory + "/node.yaml", atomically: true, encoding: .utf8)
      let configuration = try await NodeConfiguration.load(
        flags: ["--key-password-file", "pw"], environment: [:], file: directory + "/node.yaml")
      #expect(configuration.dataDirectory == directory + "/mine")
      #expect(configuration.genesisPath == directory + "/genesis.json")
      #expect(configuration.keyPath == "/abs/key.p12")
      #expect(configuration.keyPassword == .file("pw"))
    }
  }

  @Test func secretsAreNeitherTakenFromOpenPlacesNorShown() async throws {
    #expect(
      try await problem(flags: ["--key-password", "hunter2"])
        == "A secret does not belong in flag --key-password; set PANDO_KEY_PASSWORD in the environment, "
        + "or key.passwordFile.")
    let file = try await problem(yaml: "key:\n  password: hunter2\n")
    #expect(file.hasPrefix("A secret does not belong in key key.password in ") && !file.contains("hunter2"))
    let empty = try await problem(environment: ["PANDO_KEY_PASSWORD": ""])
    #expect(empty == "Environment variable PANDO_KEY_PASSWORD must be text; what is given is not.")
    let configuration = try await load()
    var dumped = ""
    dump(configuration, to: &dumped)
    #expect(!dumped.contains("secret word") && !"\(configuration)".contains("secret word"))
    #expect(!String(reflecting: configuration).contains("secret word"))
    #expect(try configuration.keyPassword.password().text == "secret word")
  }

  @Test func aPasswordIsNeeded() async throws {
    let error = await #expect(throws: ConfigurationError.self) {
      try await NodeConfiguration.load(flags: [], environment: [:], file: nil)
    }
    #expect(error?.message.contains("PANDO_KEY_PASSWORD") == true)
  }

  @Test func passwordFilesArePrivateAndHaveOneLine() async throws {
    try await directory { directory in
      let path = directory + "/password"
      #expect(throws: ConfigurationError("There is no password file \(path); write one, or set PANDO_KEY_PASSWORD.")) {
        try PasswordSource.file(path).password()
      }
      try "open sesame\n".write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      let message = "Others may read password file \(path); take that from them with: chmod 600 \(path)"
      #expect(throws: ConfigurationError(message)) { try PasswordSource.file(path).password() }
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      #expect(try PasswordSource.file(path).password().text == "open sesame")
      try FileManager.default.removeItem(atPath: path)
      try "\n".write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      #expect(throws: ConfigurationError.self) { try PasswordSource.file(path).password() }
    }
  }

  @Test func theManualHasEverySetting() throws {
    let manual = try String(contentsOfFile: "docs/operations.md", encoding: .utf8)
    for setting in NodeConfiguration.settings {
      #expect(manual.contains(row(setting)), "docs/operations.md lacks this row:\n\(row(setting))")
    }
  }

  private func row(_ setting: SettingDescription) -> String {
    let flag = setting.isSecret ? "–" : "`\(setting.flag)`"
    let name = setting.isSecret ? "–" : "`\(setting.name)`"
    let value = setting.defaultText.map { "`\($0)`" } ?? "–"
    return "| \(name) | \(flag) | `\(setting.variable)` | \(setting.allowed) | \(value) | \(setting.help) |"
  }

  private func sample(of setting: SettingDescription) throws -> String {
    switch setting.name {
    case "key.passwordFile", "key.password": "some"
    case "peers.addresses": "\(NodeKey.generate().publicKey)@example.org:7400"
    case "http.corsOrigins": "https://explorer.example"
    default: try #require(setting.defaultText)
    }
  }

  @Test(arguments: [
    ("127.0.0.1:0", "127.0.0.1", 0), ("[::1]:80", "::1", 80), ("localhost:65535", "localhost", 65_535),
  ])
  func addressesToListenOnAreRead(text: String, host: String, port: Int) {
    #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
    #expect(ListenAddress(text)?.description == text)
  }

  @Test(arguments: ["", ":80", "host", "host:", "host:65536", "host:-1", "host:080", "::1:80", "a b:80", "[]:80"])
  func otherTextIsNoAddressToListenOn(text: String) {
    #expect(ListenAddress(text) == nil)
  }
}
