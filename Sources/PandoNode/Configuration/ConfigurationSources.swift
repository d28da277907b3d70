import Configuration
import Synchronization

/// Where settings are given, the most important first: flags, environment, file. Every name in them is known.
struct ConfigurationSources: Sendable {
  private struct Source: Sendable {
    let provider: any ConfigProvider
    /// How the library names a setting here.
    let key: @Sendable (SettingDescription) -> AbsoluteConfigKey
    /// How an operator names it here.
    let place: @Sendable (SettingDescription) -> String
    /// What relative paths begin at.
    let directory: String?
  }

  private let sources: [Source]
  /// What the relative paths of defaults begin at.
  private let directory: String?

  /// - Parameters:
  ///   - flags: what the command line says after the subcommand, such as `["--http-listen", "127.0.0.1:0"]`.
  ///   - environment: all variables; those that begin with `PANDO_` are ours.
  ///   - otherVariables: names that begin so and belong to other parts of the program.
  ///   - file: the path of a YAML file, or nil for none.
  /// - Throws: `ConfigurationError` for a file that cannot be read and for every name that is not known.
  init(
    flags: [String], environment: [String: String], otherVariables: Set<String>, file: String?
  ) async throws(ConfigurationError) {
    directory = file.map(ConfigurationSources.directory)
    var sources = [
      try ConfigurationSources.flags(flags), try ConfigurationSources.environment(environment, otherVariables),
    ]
    if let file { sources.append(try await ConfigurationSources.file(file)) }
    self.sources = sources
  }

  /// The value of a setting; nil when it is neither given nor has a default.
  func value<Value>(_ setting: Setting<Value>) throws(ConfigurationError) -> Value? {
    guard let (text, place, _) = try text(setting.description) else {
      return setting.description.defaultText.flatMap(setting.parse)
    }
    return try parse(setting, text, place)
  }

  /// The value of a setting that has a default.
  func required<Value>(_ setting: Setting<Value>) throws(ConfigurationError) -> Value {
    guard let value = try value(setting) else {
      preconditionFailure("\(setting.description.name) has no default and is not required.")
    }
    return value
  }

  /// The values of a list.
  func list<Value>(_ setting: Setting<Value>) throws(ConfigurationError) -> [Value] {
    var values: [Value] = []
    for source in sources {
      guard let content = try content(setting.description, in: source), case .stringArray(let texts) = content else {
        continue
      }
      for text in texts { values.append(try parse(setting, text, source.place(setting.description))) }
      break
    }
    return values
  }

  /// The path of a setting, from where the setting was given.
  func path(_ setting: Setting<String>) throws(ConfigurationError) -> String? {
    guard let (text, place, directory) = try text(setting.description) else {
      return setting.description.defaultText.map { ConfigurationSources.resolve($0, in: self.directory) }
    }
    return ConfigurationSources.resolve(try parse(setting, text, place), in: directory)
  }

  /// The path of a setting that has a default.
  func requiredPath(_ setting: Setting<String>) throws(ConfigurationError) -> String {
    guard let path = try path(setting) else {
      preconditionFailure("\(setting.description.name) has no default and is not required.")
    }
    return path
  }

  private func parse<Value>(
    _ setting: Setting<Value>, _ text: String, _ place: String
  ) throws(ConfigurationError) -> Value {
    guard let value = setting.parse(text) else {
      let given = setting.description.isSecret ? "what is given" : "\"\(text)\""
      throw ConfigurationError("\(place) must be \(setting.description.allowed); \(given) is not.")
    }
    return value
  }

  private func text(
    _ setting: SettingDescription
  ) throws(ConfigurationError) -> (text: String, place: String, directory: String?)? {
    for source in sources {
      guard let content = try content(setting, in: source), case .string(let text) = content else { continue }
      return (text, source.place(setting), source.directory)
    }
    return nil
  }

  private func content(_ setting: SettingDescription, in source: Source) throws(ConfigurationError) -> ConfigContent? {
    do {
      return try source.provider.value(
        forKey: source.key(setting), type: setting.isList ? .stringArray : .string
      ).value?.content
    } catch {
      let form = setting.isList ? "a list" : "a single value"
      throw ConfigurationError("\(source.place(setting)) must be \(setting.allowed), and so \(form).")
    }
  }

  private static func resolve(_ path: String, in directory: String?) -> String {
    guard let directory, !path.hasPrefix("/") else { return path }
    return "\(directory)/\(path)"
  }

  private static func directory(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }
}

// The sources themselves.
extension ConfigurationSources {
  private static func flags(_ arguments: [String]) throws(ConfigurationError) -> Source {
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let setting = Settings.all.first(where: { $0.flag == name }) else {
        throw unknown("Flag \(name)", nearest: name, among: Settings.all.filter { !$0.isSecret }.map(\.flag))
      }
      guard !setting.isSecret else { throw secretOutside(setting, "flag \(name)") }
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
        throw ConfigurationError("Flag \(name) needs a value: \(setting.allowed).")
      }
      let content: ConfigContent =
        setting.isList
        ? .stringArray(value.isEmpty ? [] : value.split(separator: ",").map(String.init)) : .string(value)
      guard values.updateValue(ConfigValue(content, isSecret: false), forKey: setting.key) == nil else {
        throw ConfigurationError("Flag \(name) is given twice; give it once.")
      }
    }
    return Source(
      provider: InMemoryProvider(name: "flags", values: values), key: { $0.key }, place: { "Flag \($0.flag)" },
      directory: nil)
  }

  private static func environment(
    _ environment: [String: String], _ otherVariables: Set<String>
  ) throws(ConfigurationError) -> Source {
    let ours = environment.filter { $0.key.hasPrefix("PANDO_") && !otherVariables.contains($0.key) }
    let known = Settings.all.map(\.variable)
    if let name = ours.keys.sorted().first(where: { !known.contains($0) }) {
      throw unknown("Environment variable \(name)", nearest: name, among: known)
    }
    let secrets = Set(Settings.all.filter(\.isSecret).map(\.variable))
    return Source(
      provider: EnvironmentVariablesProvider(environmentVariables: ours, secretsSpecifier: .specific(secrets)),
      key: { $0.keyInEnvironment }, place: { "Environment variable \($0.variable)" }, directory: nil)
  }

  private static func file(_ path: String) async throws(ConfigurationError) -> Source {
    // The library asks about every key of the file whether it is secret, and so tells which there are.
    let names = NameCollector()
    let provider: FileProvider<YAMLSnapshot>
    do {
      provider = try await FileProvider<YAMLSnapshot>(
        parsingOptions: YAMLSnapshot.ParsingOptions(
          secretsSpecifier: .dynamic { name, _ in
            names.insert(name)
            return Settings.all.contains { $0.name == name && $0.isSecret }
          }),
        config: ConfigReader(
          provider: InMemoryProvider(values: ["filePath": ConfigValue(.string(path), isSecret: false)])))
    } catch {
      throw ConfigurationError(
        "Configuration file \(path) cannot be read, or is not YAML; see to its owner, mode and form "
          + "(docs/operations.md shows one).")
    }
    for name in names.sorted {
      guard let setting = Settings.all.first(where: { $0.name == name }) else {
        throw unknown("Key \(name) in \(path)", nearest: name, among: Settings.all.filter { !$0.isSecret }.map(\.name))
      }
      guard !setting.isSecret else { throw secretOutside(setting, "key \(name) in \(path)") }
    }
    return Source(
      provider: provider, key: { $0.key }, place: { "Key \($0.name) in \(path)" }, directory: directory(of: path))
  }

  private static func secretOutside(_ setting: SettingDescription, _ place: String) -> ConfigurationError {
    ConfigurationError(
      "A secret does not belong in \(place); set \(setting.variable) in the environment, or key.passwordFile.")
  }

  private static func unknown(_ what: String, nearest name: String, among names: [String]) -> ConfigurationError {
    let nearest = names.min { EditDistance.between($0, name) < EditDistance.between($1, name) } ?? ""
    return ConfigurationError("\(what) is not known; perhaps you mean \(nearest) (docs/operations.md lists all).")
  }
}

/// Names, from whichever thread.
private final class NameCollector: Sendable {
  private let names = Mutex<Set<String>>([])

  func insert(_ name: String) { names.withLock { _ = $0.insert(name) } }
  var sorted: [String] { names.withLock { $0.sorted() } }
}

/// How far apart two words are: the fewest letters to insert, delete or replace (Levenshtein).
enum EditDistance {
  static func between(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (i, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[second.count]
  }
}
