/// Guesses what was meant.
enum Suggestion {
  /// The hint that names the candidate nearest to `name`, if one is near; the first of several.
  /// - Parameter prefix: what is written before the name.
  static func hint(for name: Name, among candidates: [Name], prefix: String = "") -> String? {
    let wanted = Array(name.text.utf8.prefix(64))
    var best: (name: Name, distance: Int)?
    for candidate in candidates {
      let distance = distance(wanted, Array(candidate.text.utf8.prefix(64)), max: min(2, wanted.count / 3))
      if let distance, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best.map { "Did you mean `\(prefix)\($0.name)`?" }
  }

  /// How many bytes must be added, removed, changed or swapped, letter case aside; nil when more than `max`.
  private static func distance(_ left: [UInt8], _ right: [UInt8], max: Int) -> Int? {
    guard abs(left.count - right.count) <= max || lowered(left) == lowered(right) else { return nil }
    let left = lowered(left)
    let right = lowered(right)
    var before: [Int] = []
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var next = [i + 1]
      for (j, b) in right.enumerated() {
        var cost = min(row[j + 1] + 1, next[j] + 1, row[j] + (a == b ? 0 : 1))
        if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { cost = min(cost, before[j - 1] + 1) }
        next.append(cost)
      }
      before = row
      row = next
    }
    return row[right.count] <= max ? row[right.count] : nil
  }

  private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { UInt8(ascii: "A") <= $0 && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
  }
}
