import PandoContracts

/// A tree as text, without the places of things: two trees are the same when their outlines are. Made by reflection, so
/// that nothing of a tree can be forgotten.
func outline(_ value: Any) -> String {
  var lines: [String] = []
  write(value, label: "", depth: 0, to: &lines)
  return lines.joined(separator: "\n")
}

private func write(_ value: Any, label: String, depth: Int, to lines: inout [String]) {
  guard !(value is SourceRange) else { return }
  let mirror = Mirror(reflecting: value)
  let indent = String(repeating: " ", count: depth)
  switch mirror.displayStyle {
  case .struct, .tuple, .collection, .optional:
    lines.append("\(indent)\(label)\(mirror.children.isEmpty ? " empty" : "")")
  case .enum:
    lines.append("\(indent)\(label) .\(mirror.children.first?.label ?? "\(value)")")
  default:
    lines.append("\(indent)\(label) \(value)")
    return
  }
  for child in mirror.children { write(child.value, label: child.label ?? "-", depth: depth + 1, to: &lines) }
}
