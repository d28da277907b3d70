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
    /// Has the text somewhere, at the beginning, at the end; the last three whatever the case of letters.
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
  /// Complete: the host adds the key of the table itself where it is missing.
  package var order: [Order] = []
  package var offset = 0
  /// Nil for all rows.
  package var limit: Int?
  /// Aggregates such as `sum(amount)`, as the program wrote them; nil for none.
  package var selection: ByteString?
  package var groups: [ColumnReference] = []

  package init(_ table: TableReference) { self.table = table }
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
