/// What runs may take and what things cost, as a ledger has set it in its platform parameters. A program is compiled
/// for a schedule and runs under the same.
package struct RunRules: Hashable, Sendable {
  package var limits = MachineLimits.standard
  package var schedule = FuelSchedule.standard
  /// What a call of each built-in function costs, in the order of `Builtin.all`, beside what it does.
  package var builtinPrices = RunRules.standardBuiltinPrices

  package static let standardBuiltinPrices = Builtin.all.map(\.fuel)
  package static let standard = RunRules()

  package init() {}

  /// The rules of a world: what it does not set is standard. A parameter that is no number, or a number that no ledger
  /// should have, is an error; nothing runs then.
  package init(of host: some Host) throws(Fault) {
    for parameter in RunRules.parameters {
      guard let text = try host.parameter(.platform(parameter.name)) else { continue }
      guard !text.isEmpty, let number = try? Int(text.integer()), parameter.range.contains(number) else {
        let (lower, upper) = (parameter.range.lowerBound, parameter.range.upperBound)
        throw Fault(.value, "the parameter \(parameter.name) is a number from \(lower) to \(upper), not \(text)")
      }
      parameter.set(&self, number)
    }
  }

  /// A parameter that a ledger may set.
  package struct Parameter: Sendable {
    package let name: ByteString
    package let range: ClosedRange<Int>
    let set: @Sendable (inout RunRules, Int) -> Void

    fileprivate init(
      _ name: ByteString, _ range: ClosedRange<Int>, _ set: @escaping @Sendable (inout RunRules, Int) -> Void
    ) {
      (self.name, self.range, self.set) = (name, range, set)
    }
  }

  /// Prices of what is charged by stretches are small enough for those of the longest source to have a sum. An
  /// operation is never free, so that every loop has an end. Depths are those that the native stack has room for.
  package static let parameters = ownParameters + builtinParameters

  /// Those that say what built-in functions cost have the names of IBAX.
  private static let builtinParameters = Builtin.all.enumerated().map { number, builtin in
    Parameter(ByteString(builtin.priceParameter), 1...1_000_000) { $0.builtinPrices[number] = $1 }
  }

  private static let ownParameters = [
    Parameter("needle_price_operation", 1...1_000) { $0.schedule.operation = $1 },
    Parameter("needle_price_variable", 0...1_000) { $0.schedule.extendedVariable = $1 },
    Parameter("needle_price_function", 0...1_000_000) { $0.schedule.functionCall = $1 },
    Parameter("needle_price_contract", 0...1_000_000) { $0.schedule.contractCall = $1 },
    Parameter("needle_price_start", 0...1_000_000) { $0.schedule.contractStart = $1 },
    Parameter("needle_price_start_function", 0...1_000_000) { $0.schedule.contractFunction = $1 },
    Parameter("needle_price_start_setting", 0...1_000_000) { $0.schedule.contractSetting = $1 },
    Parameter("needle_price_start_field", 0...1_000_000) { $0.schedule.contractField = $1 },
    Parameter("needle_bytes_per_fuel", 1...1_000_000) { $0.schedule.bytesPerFuel = $1 },
    Parameter("needle_elements_per_fuel", 1...1_000_000) { $0.schedule.elementsPerFuel = $1 },
    Parameter("needle_fuel_max", 0...1_000_000_000_000) { $0.limits.fuelMax = $1 },
    Parameter("needle_call_depth_max", 1...100_000) { $0.limits.callDepthMax = $1 },
    Parameter("needle_contract_depth_max", 1...64) { $0.limits.contractDepthMax = $1 },
    Parameter("needle_nested_run_max", 0...16) { $0.limits.nestedRunMax = $1 },
    Parameter("needle_memory_max", 0...0x4000_0000) { $0.limits.memoryMax = $1 },
    Parameter("needle_array_index_max", 0...10_000_000) { $0.limits.arrayIndexMax = $1 },
    Parameter("needle_map_count_max", 0...10_000_000) { $0.limits.mapCountMax = $1 },
    Parameter("needle_register_max", 256...0x100_0000) { $0.limits.registerMax = $1 },
    Parameter("needle_message_bytes_max", 0...65_536) { $0.limits.messageByteCountMax = $1 },
    Parameter("needle_result_bytes_max", 0...65_536) { $0.limits.resultByteCountMax = $1 },
  ]
}
