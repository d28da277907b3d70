// Signature | where it exists, and `writes` if it does | fuel | what it does. See `Builtin`.

extension Builtin {
  static let readingFunctions = """
    DBFind(table string).Select(query any).Columns(columns any).Where(where map).WhereId(id int).Order(order any).Limit(limit int).Offset(offset int).Group(group string).All(all bool) array | host | 50 | Finds rows of a table, as maps of texts.
    DBRow(table string).Columns(columns any).Where(where map).WhereId(id int).Order(order any) map | host | 50 | Finds the first row of a table that fits; an empty map when none does.
    One(list array, name string) string | pure | 50 | Gives a column of the first of the rows that were found, or an empty text.
    Row(list array) map | pure | 50 | Gives the first of the rows that were found, or an empty map.
    DBSelect(tblname string, inColumns any, id int, inOrder any, offset int, limit int, inWhere map, query any, group string, all bool) array | host | 50 | Does the work of `DBFind`.
    DBCount(tableName string, inWhere map) int | host | 50 | Counts the rows of a table that fit.
    EcosysParam(name string) string | host | 10 | Gives a parameter of the ecosystem, or an empty text.
    AppParam(app int, name string, ecosystem int) string | host | 50 | Gives a parameter of an application.
    SysParamString(name string) string | host | 10 | Gives a parameter of the platform.
    SysParamInt(name string) int | host | 10 | Gives a parameter of the platform as an integer; 0 if it is none.
    SysFuel(state int) string | host | 10 | Gives what fuel costs in an ecosystem.
    LangRes(idRes string) string | host | 50 | Gives a text in the language of the transaction, or its name when there is none.
    GetColumnType(tableName string, columnName string) string | host | 50 | Gives the type of a column.
    GetHistory(tableName string, id int) array | host | 50 | Gives the earlier versions of a row, the latest first.
    GetHistoryRow(tableName string, id int, idRollback int) map | host | 50 | Gives one earlier version of a row.
    GetBlock(blockID int) map | ledger | 50 | Gives number, time and maker of a block, or nil.
    GetDataFromXLSX(binaryID int, startLine int, linesCount int, sheetNum int) array | host | 50 | Gives rows of a stored spreadsheet.
    GetRowsCountXLSX(binaryID int, sheetNum int) int | host | 50 | Counts the rows of a stored spreadsheet.
    TopAmounts(ecosystem int, rank int, dense bool) array | host | 50 | Gives the accounts that hold most.
    GetLogTxCount(ecosystemID int) int | host | 50 | Counts the transactions of an ecosystem.
    CurrentKeyFromAccount(account string) int | host | 50 | Gives the account number of an address that has not been deleted.
    """

  static let writingFunctions = """
    DBInsert(tblname string, values map) int | host writes | 50 | Adds a row to a table and gives its number.
    DBUpdate(tblname string, id int, values map) | host writes | 50 | Changes the row with a number.
    DBUpdateExt(tblname string, where map, values map) | host writes | 50 | Changes all rows that fit.
    DBUpdatePlatformParam(name string, value string, conditions string) | host writes | 50 | Changes a parameter of the platform.
    CreateTable(name string, columns string, permissions string, applicationID int) | host writes | 100 | Makes a table.
    CreateColumn(tableName string, name string, colType string, permissions string) | host writes | 50 | Adds a column to a table.
    PermTable(name string, permissions string) | host writes | 100 | Replaces the permissions of a table.
    PermColumn(tableName string, name string, permissions string) | host writes | 50 | Replaces the permissions of a column.
    TableConditions(name string, columns string, permissions string) | host | 100 | Checks the definition of a table.
    ColumnCondition(tableName string, name string, coltype string, permissions string) | host | 50 | Checks the definition of a column.
    DelColumn(tableName string, name string) | host writes | 50 | Removes a column of an empty table.
    DelTable(tableName string) | host writes | 50 | Removes an empty table.
    CreateView(vname string, columns string, where string, applicationID int) | host writes | 50 | Makes a view of several tables.
    CreateLanguage(name string, trans string) int | host writes | 50 | Adds a text in several languages.
    EditLanguage(id int, name string, trans string) | host writes | 50 | Changes a text in several languages.
    """

  static let rightFunctions = """
    ContractAccess(names ...) bool | host | 50 | Tells whether the contract that runs is one of those named.
    ContractConditions(names ...) bool | host | 50 | Runs the `conditions` of the contracts named; their errors are errors.
    RoleAccess(ids ...) bool | host | 50 | Tells whether the signer has one of these roles.
    Eval(condition string) | host | 10 | Ends with an error unless a condition holds.
    EvalCondition(table string, name string, condfield string) | host | 20 | Ends with an error unless the condition in a row holds.
    CheckCondition(condition string) bool | host | 50 | Tells whether a condition holds.
    ValidateCondition(condition string, state int) | host | 30 | Ends with an error unless a text may be stored as a condition.
    RowConditions(tblname string, id int, conditionOnly bool) | host | 50 | Ends with an error unless the conditions of a row hold.
    ConditionById(table string, validate bool) | host | 50 | Ends with an error unless the conditions of row `$Id` hold.
    AllowChangeCondition(tblname string) | host | 50 | Ends with an error unless the ecosystem lets the signer change such rows.
    """

  static let contractFunctions = """
    CallContract(name string, params map) any | host writes | 50 | Calls a contract by name, with its fields in a map.
    Settings(contract string, name string) any | host | 50 | Gives a setting of a contract; an empty text when it has none.
    ContractName(value string) string | pure | 50 | Gives the name of the first contract or function of a source.
    ValidateEditContractNewValue(newValue string, oldValue string) | pure | 50 | Ends with an error unless two sources declare the same names.
    CreateContract(name string, value string, conditions string, tokenEcosystem int, appID int) int | host writes | 50 | Stores a new contract.
    UpdateContract(id int, value string, conditions string, recipient int, tokenID string) | host writes | 50 | Replaces the source or the conditions of a contract.
    GetContractByName(name string) int | host | 20 | Gives the number of a contract, or 0.
    GetContractById(id int) string | host | 20 | Gives the name of a contract.
    BndWallet(tblid int, state int) | host writes | 50 | Makes the signer pay for a contract.
    UnbndWallet(tblid int, state int) | host writes | 50 | Makes callers pay for a contract.
    IsObject(name string, state int) bool | host | 10 | Tells whether there is such a contract or function.
    CreateEcosystem(wallet int, name string) int | host writes | 100 | Makes an ecosystem and gives its number.
    EditEcosysName(sysID int, newName string) | host writes | 50 | Renames an ecosystem.
    UpdateNotifications(ecosystemID int, accounts ...) | host | 50 | Notifies accounts after the block.
    UpdateRolesNotifications(ecosystemID int, roles ...) | host | 50 | Notifies roles after the block.
    UpdateNodesBan(timestamp int) | host writes | 50 | Bans nodes, and lets them back, by what was reported of them.
    MemoryUsage() int | pure | 50 | Gives the memory that the run takes.
    Println(values ...) | host | 50 | Writes values into the log of the node.
    """

  static let offLedgerFunctions = """
    HTTPRequest(requrl string, method string, head map, params map) string | offLedger | 50 | Sends a request with a form to the web and gives the answer.
    HTTPPostJSON(requrl string, head map, json_str string) string | offLedger | 50 | Posts JSON to the web and gives the answer.
    ValidateCron(cronSpec string) | offLedger | 50 | Ends with an error unless a text is a schedule of five fields.
    UpdateCron(id int) | offLedger writes | 50 | Takes over the schedule in a row.
    CreateCLB(name string, dbUser string, dbPassword string, port int) | offLedgerMaster writes | 50 | Makes an off-ledger node.
    DeleteCLB(name string) | offLedgerMaster writes | 50 | Removes an off-ledger node.
    StartCLB(name string) | offLedgerMaster | 50 | Starts an off-ledger node.
    StopCLBProcess(name string) | offLedgerMaster | 50 | Stops an off-ledger node.
    GetCLBList() map | offLedgerMaster | 50 | Gives the off-ledger nodes and how they are.
    """
}
