import Dispatch
import Foundation

/// Calls back when the process gets a signal, in place of what the signal would do.
struct SignalSource {
  private let source: any DispatchSourceSignal

  init(_ signal: Int32, _ received: @escaping @Sendable () -> Void) {
    Foundation.signal(signal, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
    source.setEventHandler(handler: received)
    source.resume()
    self.source = source
  }

  func cancel() { source.cancel() }
}
