/// Columns of text, each as wide as its widest cell.
package struct TextTable {
  package enum Alignment { case left, right }

  package struct Cell {
    package let text: String
    /// Dresses the padded text; never changes its width.
    package let dress: (String) -> String

    package init(_ text: String, _ dress: @escaping (String) -> String = { $0 }) {
      self.text = text
      self.dress = dress
    }
  }

  private let columns: [(title: String, alignment: Alignment)]
  private var rows: [[Cell]] = []

  package init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

  /// - Precondition: as many cells as columns.
  package mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "A row has a cell for each column.")
    rows.append(row)
  }

  /// The lines, titles first.
  package func lines(style: Style) -> [String] {
    let titles = columns.map { Cell($0.title, style.dim) }
    let widths = columns.indices.map { index in
      ([titles] + rows).map { $0[index].text.count }.max() ?? 0
    }
    return ([titles] + rows).map { row in
      let cells = row.indices.map { index in
        let padding = String(repeating: " ", count: widths[index] - row[index].text.count)
        let isLast = index == row.count - 1
        switch columns[index].alignment {
        case .left: return row[index].dress(row[index].text) + (isLast ? "" : padding)
        case .right: return padding + row[index].dress(row[index].text)
        }
      }
      return cells.joined(separator: "  ")
    }
  }
}
