/// Which program this is.
public enum Release {
  /// The version of the program, of the node and of the command line alike.
  public static let version = "0.1.0"
}
