import NIOCore
import NIOHTTP1
import PandoAPI
import PandoNode
import PandoPrimitives
import Testing

/// What slow, greedy and broken clients do, over real sockets: the node must go on serving others.
@Suite(.timeLimit(.minutes(2))) struct RESTHostileTests {
  private let head = "POST /v1/transactions HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n"

  @Test func bodiesOverTheLimitAreRefusedByTheirLengthAndByTheirBytes() async throws {
    try await serving(with: configured { $0.limits.bodyByteCountMax = 100 }) { client in
      let announced = try await client.submit([UInt8](repeating: 0, count: 101))
      #expect(announced.status == 413)
      #expect(try announced.error.reason == "body_too_large")
      let chunk = "65\r\n" + String(repeating: "x", count: 0x65) + "\r\n0\r\n\r\n"
      let chunked = try await client.raw(
        head + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunk)
      #expect(chunked.hasPrefix("HTTP/1.1 413 "))
      #expect(try await client.submit([UInt8](repeating: 0, count: 100)).status == 400)
    }
  }

  @Test func bodiesOfAllRequestsTogetherAreBounded() async throws {
    try await serving(with: configured { $0.limits.bodyByteCountMaxTogether = 50 }) { client in
      let answer = try await client.submit([UInt8](repeating: 0, count: 51))
      #expect(answer.status == 503)
      #expect(try answer.error.code == .noVacancy)
      #expect(try await client.submit([UInt8](repeating: 0, count: 50)).status == 400, "The room was given back.")
    }
  }

  @Test func aClientThatAsksTooOftenIsToldWhenToComeBack() async throws {
    try await serving(
      with: configured {
        $0.limits.requestsPerSecond = 1
        $0.limits.requestBurst = 3
      }
    ) { client in
      var statuses: [Int] = []
      for _ in 1...5 { statuses.append(try await client.get("/v1/openapi.json").status) }
      #expect(statuses.prefix(3) == [200, 200, 200] && statuses.contains(429))
      let refused = try await client.get("/v1/openapi.json")
      if refused.status == 429 {
        #expect(refused.headers.first(name: "retry-after") == "1")
        #expect(try refused.error.reason == "too_many_requests")
      }
      #expect(try await client.get("/health/live").status == 200, "Health is not metered.")
    }
  }

  @Test func requestsSayForWhichHostAndExpectNothingUnknown() async throws {
    try await serving { client in
      let end = "Connection: close\r\n\r\n"
      let nameless = try await client.raw("GET /v1/node HTTP/1.1\r\n" + end)
      #expect(nameless.hasPrefix("HTTP/1.1 400 ") && nameless.contains("host_missing"))
      let watcher = try await client.raw("GET /health/live HTTP/1.0\r\n\r\n")
      #expect(watcher.contains(" 200 "), "What watches a node may speak HTTP/1.0.")
      let demanding = try await client.raw("GET /v1/node HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n" + end)
      #expect(demanding.hasPrefix("HTTP/1.1 417 ") && demanding.contains("expectation_failed"))
    }
  }

  @Test func whatIsNotHTTPGetsAnErrorInJSONAndIsClosed() async throws {
    try await serving { client in
      for garbage in [
        "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}",
        "GET /v1/node HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "GET /v1/node HTTP/1.1\r\nBad Header: x\r\n\r\n", "GET /v1/no de HTTP/1.1\r\nHost: x\r\n\r\n",
      ] {
        let answer = try await client.raw(garbage)
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(garbage): \(answer)")
        #expect(answer.contains("\"reason\":\"not_http\""))
      }
      let long = try await client.raw(
        "GET /v1/node HTTP/1.1\r\nHost: x\r\nX-Long: \(String(repeating: "x", count: 40_000))\r\n\r\n")
      #expect(long.hasPrefix("HTTP/1.1 431 "))
      let contradictory = try await client.raw(
        head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
      #expect(contradictory.hasPrefix("HTTP/1.1 400 "))
      #expect(try await client.get("/health/live").status == 200)
    }
  }

  @Test func targetsOfEveryKindNeverMakeAServerError() async throws {
    try await serving { client in
      for target in [
        "*", "http://x", "http://x/v1/node", "http://", "://", "?", "/?", "/?&", "/?=", "/#", "/v1/node#a", "//",
        "/%00",
        "/v1/blocks/%2e%2e", "/\u{7f}", "/v1/node?%", "/v1/node?a=%f", "x", "/v1/blocks?from=%00", "\u{ff}",
        "/v1/tables/demo/notes/rows/" + String(repeating: "ab", count: 5_000),
      ] {
        let answer = try await client.raw("GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        #expect(status.map { (200..<500).contains($0) } == true, "\(target): \(answer)")
      }
    }
  }

  @Test func aSlowHeadAndASilentConnectionAreClosed() async throws {
    try await serving(with: configured { $0.limits.idleTimeout = .milliseconds(100) }) { client in
      for text in ["", "GET /v1/node HTTP/1.1\r\nHost:"] {
        let answer = try await client.raw(text)
        #expect(answer.isEmpty)
      }
    }
  }

  @Test func aHeadThatDripsDoesNotKeepItsConnection() async throws {
    try await serving(with: configured { $0.limits.idleTimeout = .milliseconds(200) }) { client in
      try await client.connection { inbound, outbound in
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            // Each byte within the timeout: only whole heads count. Fails when the server closes.
            do {
              try await outbound.write(ByteBuffer(string: "GET /v1/node HTTP/1.1\r\nX: "))
              while true {
                try await outbound.write(ByteBuffer(string: "x"))
                try await Task.sleep(for: .milliseconds(20))
              }
            } catch {}
          }
          group.addTask { _ = try? await rest(of: inbound) }
          await group.next()
          group.cancelAll()
        }
      }
    }
  }

  @Test func aSlowBodyIsToldSoAndClosed() async throws {
    let metrics = Metrics()
    try await serving(metrics: metrics, with: configured { $0.limits.requestTimeout = .milliseconds(100) }) { client in
      let answer = try await client.raw(head + "Content-Length: 10\r\n\r\n12345")
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
      #expect(answer.contains("\"reason\":\"request_timeout\""))
      #expect(metrics.text().contains("pando_http_connections_dropped_total{reason=\"slow_request\"} 1"))
    }
  }

  @Test func aBodyAfterItsAnswerIsReadForAWhileAndNoLonger() async throws {
    try await serving(
      with: configured {
        $0.limits.requestTimeout = .milliseconds(200)
        $0.limits.bodyByteCountMax = 10
      }
    ) { client in
      let answer = try await client.raw(head + "Content-Length: 1000000\r\n\r\nabc")
      #expect(answer.hasPrefix("HTTP/1.1 413 "))
      #expect(answer.matches(of: /HTTP\/1.1/).count == 1, "One answer, and then the end.")
    }
  }

  @Test func leaveToSendABodyIsGivenOnlyForOneThatFits() async throws {
    try await serving(with: configured { $0.limits.bodyByteCountMax = 10 }) { client in
      let expect = head + "Connection: close\r\nExpect: 100-continue\r\n"
      let small = try await client.connection { inbound, outbound in
        try await outbound.write(ByteBuffer(string: expect + "Content-Length: 3\r\n\r\n"))
        var iterator = inbound.makeAsyncIterator()
        let first = try await iterator.next().map { String(buffer: $0) } ?? ""
        try await outbound.write(ByteBuffer(string: "abc"))
        var text = first
        while let more = try await iterator.next() { text += String(buffer: more) }
        return text
      }
      #expect(small.hasPrefix("HTTP/1.1 100 Continue\r\n\r\n"))
      #expect(small.contains("HTTP/1.1 400 "))
      let large = try await client.raw(expect + "Content-Length: 11\r\n\r\n12345678901")
      #expect(large.hasPrefix("HTTP/1.1 413 "))
    }
  }

  @Test func connectionsOverTheLimitAreToldSo() async throws {
    try await serving(
      with: configured {
        $0.limits.connectionCountMaxPerClient = 2
        $0.limits.idleTimeout = .seconds(60)
      }
    ) { client in
      let request = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
      try await client.connection { firstIn, firstOut in
        try await firstOut.write(ByteBuffer(string: request))
        var first = firstIn.makeAsyncIterator()
        #expect(try await first.next().map { String(buffer: $0) }?.hasPrefix("HTTP/1.1 200 ") == true)
        try await client.connection { secondIn, secondOut in
          try await secondOut.write(ByteBuffer(string: request))
          var second = secondIn.makeAsyncIterator()
          #expect(try await second.next() != nil)
          let third = try await client.raw("")
          #expect(third.hasPrefix("HTTP/1.1 503 ") && third.contains("too_many_connections"))
          #expect(third.contains("Retry-After: 1"))
          // Those that have a place keep it.
          try await secondOut.write(ByteBuffer(string: request))
          #expect(try await second.next() != nil)
        }
      }
      // The places come back.
      try await until { (try? await client.get("/health/live").status) == 200 }
    }
  }

  @Test func manySlowClientsDoNotKeepOthersOut() async throws {
    try await serving(
      with: configured {
        $0.limits.connectionCountMaxPerClient = 20
        $0.limits.idleTimeout = .milliseconds(300)
      }
    ) { client in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...60 {
          group.addTask { _ = try await client.raw("POST /v1/transactions HTTP/1.1\r\nHost: x\r\nContent-") }
        }
        try await group.waitForAll()
      }
      #expect(try await client.get("/v1/node").status == 200)
    }
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
    try await serving { client in
      let one = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
      let two = "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
      let last = "GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      let answer = try await client.raw(one + two + last)
      let statuses = answer.matches(of: /HTTP\/1.1 ([0-9]+)/).map { String($0.1) }
      #expect(statuses == ["200", "404", "200"])
    }
  }

  @Test func aClientThatTakesNothingIsDropped() async throws {
    let node = FixtureNode()
    let metrics = Metrics()
    let rows = (0...255).map { Row.binary(key: [$0], value: [UInt8](repeating: 1, count: 4_000), owners: []) }
    node.change { $0.rows[FixtureNode.notes] = rows }
    try await serving(node, metrics: metrics, with: configured { $0.limits.stallTimeout = .milliseconds(200) }) {
      client in
      let request = "GET /v1/tables/demo/notes/rows?limit=256 HTTP/1.1\r\nHost: x\r\n\r\n"
      try await client.connection { _, outbound in
        try await outbound.write(ByteBuffer(string: String(repeating: request, count: 10)))
        // Nothing is read; the answers, 20 MB, fill every buffer on the way.
        try await until { metrics.text().contains("reason=\"not_reading\"") }
      }
      #expect(try await client.get("/v1/node").status == 200)
    }
  }

  @Test func answersThatNobodyTakesHaveALimitTogether() async throws {
    let metrics = Metrics()
    try await serving(metrics: metrics, with: configured { $0.limits.answerByteCountMaxTogether = 500 }) { client in
      let answer = try await client.raw("GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(!answer.contains("openapi"))
      #expect(metrics.text().contains("reason=\"answers_waiting\"} 1"))
      #expect(try await client.get("/health/live").status == 200, "What is taken makes room.")
    }
  }

  @Test func requestsInProgressFinishWhenTheNodeStops() async throws {
    let node = FixtureNode()
    let transaction = try node.transaction(memo: "in progress")
    try await serving(node) { client in
      async let answer = client.submit(transaction.canonicalBytes, query: "?wait=final&timeout=60000")
      try await until { await node.pending(transaction.id) != nil }
      await client.stop()
      let status = try await answer.status
      #expect(status == 202, "The wait ends at once, and with an answer.")
      // Nobody listens any more.
      let request = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      try await until { (try? await client.raw(request)) == nil }
    }
  }

  @Test func aStuckRequestIsGivenUpAfterTheDrainTimeout() async throws {
    try await serving(
      with: configured {
        $0.limits.drainTimeout = .milliseconds(100)
        $0.limits.requestTimeout = .seconds(600)
      }
    ) { client in
      try await client.connection { inbound, outbound in
        try await outbound.write(ByteBuffer(string: head + "Content-Length: 10\r\n\r\n12345"))
        // Answered by the same loop, so the head above has been read.
        #expect(try await client.get("/health/live").status == 200)
        await client.stop()
        _ = try await rest(of: inbound)
      }
    }
  }

  @Test func aPortInUseIsOneSentence() async throws {
    try await serving { client in
      let error = await #expect(throws: ListenError.self) {
        try await serving(with: configured { $0.port = client.port }) { _ in }
      }
      #expect(error?.code == .portInUse)
      #expect(
        error?.message.hasPrefix("Cannot listen for clients on 127.0.0.1:\(client.port): the port is in use;") == true)
    }
  }
}
