import PandoPrimitives
import PandoStorage

extension Entry {
  /// Does what the entry says, or nothing: the caller undoes what a failed entry has written.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    switch self {
    case .createTable(let descriptor): try descriptor.apply(to: &world, by: credentials)
    case .mint(let mint): try mint.apply(to: &world, by: credentials)
    case .burn(let burn): try burn.apply(to: &world, by: credentials)
    case .move(let move): try move.apply(to: &world, by: credentials)
    case .put(let put): try put.apply(to: &world, by: credentials)
    case .delete(let delete): try delete.apply(to: &world, by: credentials)
    case .changeMembers(let change): try change.apply(to: &world, by: credentials)
    case .changeParameters(let change): try change.apply(to: &world, by: credentials)
    case .setWorldPermissions(let grant): try grant.apply(to: &world, by: credentials)
    }
  }
}
