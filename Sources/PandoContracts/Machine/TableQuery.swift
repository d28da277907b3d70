/// A table, as the host knows it.
package struct TableReference: Hashable, Sendable {
  package let ecosystem: Int64
  /// Lower-case letters, digits and `_`.
  package let name: String

  package init(ecosystem: Int64, name: String) {
    self.ecosystem = ecosystem
    self.name = name
  }
}

/// A column, or what is within a JSON column: `doc->a->b`.
package struct ColumnReference: Hashable, Sendable {
  package let name: String
  package let path: [String]

  package init(_ name: String, path: [String] = []) {
    self.name = name
    self.path = path
  }
}

/// A column of a table.
package struct TableColumn: Hashable, Sendable {
  package let name: String
  /// As `CreateColumn` calls it: `varchar`, `number`, `json` and so on.
  package let type: String

  package init(name: String, type: String) {
    self.name = name
    self.type = type
  }
}

/// Which rows are meant.
package indirect enum RowCondition: Hashable, Sendable {
  package enum Comparison: String, Hashable, Sendable, CaseIterable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    /// Has somewhere, at the beginning, at the end, what fits a pattern of SQL's `LIKE`; the last three whatever the
    /// case of letters.
    case contains, begins, ends, containsIgnoringCase, beginsIgnoringCase, endsIgnoringCase
  }

  /// Every one; of none, all rows.
  case all([RowCondition])
  /// At least one; of none, no rows.
  case any([RowCondition])
  case compare(ColumnReference, Comparison, ByteString)
  case isNull(ColumnReference)
  case isOneOf(ColumnReference, [ByteString])
  case isNoneOf(ColumnReference, [ByteString])

  /// Whether it says nothing, and holds for every row.
  var isEmpty: Bool { if case .all(let parts) = self { parts.isEmpty } else { false } }

  /// Whether every row that fits has something of this column about it: it, or one of the conditions that all hold, is
  /// about the column.
  func demands(_ column: String) -> Bool {
    switch self {
    case .all(let parts): parts.contains { $0.demands(column) }
    case .any: false
    case .compare(let other, _, _), .isNull(let other), .isOneOf(let other, _), .isNoneOf(let other, _):
      other.name == column
    }
  }
}

/// A question to a table.
package struct TableQuery: Hashable, Sendable {
  package struct Order: Hashable, Sendable {
    package let column: ColumnReference
    package let isDescending: Bool

    package init(_ column: ColumnReference, isDescending: Bool = false) {
      self.column = column
      self.isDescending = isDescending
    }
  }

  package var table: TableReference
  /// Empty for all.
  package var columns: [ColumnReference] = []
  package var condition = RowCondition.all([])
  /// The host adds the key of the table where it is missing: `id`, and of the shared tables of keys and members
  /// `ecosystem` and `id`.
  package var order: [Order] = []
  package var offset = 0
  /// How many rows are wanted at most. There is always a limit: what a program asks for is bounded by its fuel.
  package var limit: Int
  /// Aggregates such as `sum(amount)`, as the program wrote them; nil for none.
  package var selection: ByteString?
  package var groups: [ColumnReference] = []

  package init(_ table: TableReference, limit: Int = 1) {
    self.table = table
    self.limit = limit
  }
}

/// A row that was found. Nil is a column without a value.
package struct TableRow: Hashable, Sendable {
  package struct Cell: Hashable, Sendable {
    /// `doc.a` for `doc->a`.
    package let column: String
    package let value: ByteString?

    package init(_ column: String, _ value: ByteString?) {
      self.column = column
      self.value = value
    }
  }

  package var cells: [Cell]

  package init(_ cells: [Cell]) { self.cells = cells }
}

/// What becomes of a column.
package struct ColumnChange {
  package enum Operation: Hashable, Sendable {
    case set
    /// Numbers only.
    case add, subtract
    /// The value is seconds since 1970, the column a time.
    case setTimestamp
  }

  package let column: ColumnReference
  package let operation: Operation
  /// Nil takes the value away.
  package let value: Value

  package init(_ column: ColumnReference, _ operation: Operation = .set, _ value: Value) {
    self.column = column
    self.operation = operation
    self.value = value
  }
}
