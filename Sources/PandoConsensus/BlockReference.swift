package import PandoPrimitives

/// A block as agreement sees it: its name, and a view in which it was notarized.
///
/// A block that ends an epoch may be notarized in several views; each gives another reference to the same block.
package struct BlockReference: Hashable, Sendable {
  package let id: BlockID
  package let view: View

  package init(id: BlockID, view: View) {
    self.id = id
    self.view = view
  }
}
