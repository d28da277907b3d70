import Foundation
import Logging
import NIOHTTP1
import PandoAPI
import PandoNode
import PandoPrimitives
import Testing

@Suite struct RESTRoutesTests {
  @Test func documentAndRoutesAreTheSame() async throws {
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(OpenAPI.document.utf8)) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: Any]])
    let documented = paths.flatMap { path, item in item.keys.map { "\($0.uppercased()) \(path)" } }
    let server = RESTServer(
      node: FixtureNode(), configuration: .init(host: "127.0.0.1", port: 0), metrics: Metrics(),
      logger: Logger(label: "test"))
    #expect(documented.sorted() == server.routes.sorted())
    let references = OpenAPI.document.matches(of: /"#\/components\/(\w+)\/(\w+)"/)
    let components = try #require(document["components"] as? [String: [String: Any]])
    for reference in references {
      #expect(components[String(reference.1)]?[String(reference.2)] != nil, "\(reference.0) leads nowhere.")
    }
  }

  @Test func everythingAboutStateSaysAtWhichHeight() async throws {
    let node = FixtureNode()
    node.commit()
    node.commit()
    try await serving(node) { client in
      let node2: NodeAnswer = try await client.get("/v1/node").decoded()
      #expect(node2.atHeight == Height(2) && node2.key == node.key.publicKey)
      let ledger: LedgerAnswer = try await client.get("/v1/ledger").decoded()
      #expect(ledger.chainId == node.genesis.chainID && ledger.rules.quorum == 1 && ledger.atHeight == Height(2))
      let genesis: Genesis = try await client.get("/v1/genesis").decoded()
      #expect(genesis == node.genesis)
      let blocks: BlocksAnswer = try await client.get("/v1/blocks?from=2").decoded()
      #expect(blocks.blocks.map(\.header.height) == [Height(2)] && blocks.next == nil && blocks.atHeight == Height(2))
      let tables: TablesAnswer = try await client.get("/v1/tables").decoded()
      #expect(tables.tables.count == 3 && tables.atHeight == Height(2))
      let table: TableAnswer = try await client.get("/v1/tables/demo/coin").decoded()
      #expect(table.table.decimals == 2 && table.atHeight == Height(2))
      let row: RowAnswer = try await client.get("/v1/tables/demo/coin/rows/\(node.owner)").decoded()
      #expect(row.row == .balance(node.owner, Amount(.max)) && row.atHeight == Height(2))
      let evidence: EvidenceAnswer = try await client.get("/v1/evidence").decoded()
      #expect(evidence.cases.isEmpty && evidence.atHeight == Height(2))
      let ready: HealthAnswer = try await client.get("/health/ready").decoded()
      #expect(ready.status == .ready && ready.atHeight == Height(2))
      let missing = try await client.get("/v1/tables/demo/coin/rows/\(Address(PrivateKey.generate(.p256).publicKey))")
      #expect(missing.status == 404)
      #expect(try missing.error.atHeight == Height(2))
    }
  }

  @Test func blocksAreNamedByHeightIdentifierAndLatest() async throws {
    let node = FixtureNode()
    node.commit()
    node.commit()
    try await serving(node) { client in
      let latest: BlockAnswer = try await client.get("/v1/blocks/latest").decoded()
      let byHeight: BlockAnswer = try await client.get("/v1/blocks/2").decoded()
      let byID: BlockAnswer = try await client.get("/v1/blocks/\(latest.id)").decoded()
      #expect(latest == byHeight && latest == byID && latest.header.id == latest.id)
      let bytes = try await client.get("/v1/blocks/2", headers: [("Accept", "application/octet-stream")])
      #expect(bytes.headers.first(name: "content-type") == "application/octet-stream")
      #expect(try CertifiedBlock(canonicalBytes: bytes.body).block.id == latest.id)
      for name in ["0", "3", "\(node.genesis.chainID)", "\(Hash.zero)"] {
        let answer = try await client.get("/v1/blocks/\(name)")
        #expect(answer.status == 404)
        #expect(try answer.error.reason == "block_not_found")
      }
      for name in ["-1", "01", "1e3", "0x1", "Latest", "abc", "99999999999999999999", "%20", "1%2f2"] {
        let answer = try await client.get("/v1/blocks/\(name)")
        #expect(answer.status == 400, "\(name)")
      }
    }
  }

  @Test func pagesFollowOneAnother() async throws {
    let node = FixtureNode()
    for _ in 1...5 { node.commit() }
    try await serving(node) { client in
      var rows: [String] = []
      var after = ""
      repeat {
        let page: RowsAnswer = try await client.get("/v1/tables/demo/notes/rows?limit=2\(after)").decoded()
        rows += page.rows.map(\.key)
        after = page.next.map { "&after=\($0)" } ?? ""
      } while !after.isEmpty
      #expect(rows == ["01", "02", "03", "04", "05"])
      let first: BlocksAnswer = try await client.get("/v1/blocks?limit=3").decoded()
      #expect(first.next == Height(4))
      let second: BlocksAnswer = try await client.get("/v1/blocks?limit=3&from=4").decoded()
      #expect(second.blocks.count == 2 && second.next == nil)
      let tables: TablesAnswer = try await client.get("/v1/tables?limit=2").decoded()
      #expect(tables.next == FixtureNode.notes)
      let others: TablesAnswer = try await client.get("/v1/tables?after=demo%2Fnotes").decoded()
      #expect(others.tables.map(\.name) == [FixtureNode.secrets] && others.next == nil)
    }
  }

  @Test(arguments: [
    ("/v1/blocks?limit=0", "parameter_out_of_range"), ("/v1/blocks?limit=1001", "parameter_out_of_range"),
    ("/v1/blocks?limit=+5", "parameter_out_of_range"), ("/v1/blocks?limit=5.0", "parameter_out_of_range"),
    ("/v1/blocks?limit=", "parameter_out_of_range"), ("/v1/blocks?limit=%35x", "parameter_out_of_range"),
    ("/v1/blocks?from=0", "parameter_out_of_range"), ("/v1/blocks?from=18446744073709551616", "parameter_out_of_range"),
    ("/v1/blocks?limit", "query"), ("/v1/blocks?limit=1&limit=2", "query"),
    ("/v1/blocks?limt=5", "unknown_parameter"), ("/v1/node?verbose=1", "unknown_parameter"),
    ("/v1/blocks?from=%zz", "percent_encoding"), ("/v1/blocks/%ff", "percent_encoding"),
    ("/v1/blocks/%", "percent_encoding"), ("/v1/tables/Demo/coin", "table_name"),
    ("/v1/tables/a%2Fb/coin", "table_name"), ("/v1/tables?after=demo", "table_name"),
    ("/v1/tables/demo/notes/rows?after=xyz", "row_key"), ("/v1/transactions/12", "transaction_id"),
    ("/v1/events?from=x", "parameter_out_of_range"),
  ])
  func malformedTargetsAreRefusedWithAReason(target: String, reason: String) async throws {
    try await serving { client in
      let text = try await client.raw("GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      let parts = text.split(separator: "\r\n\r\n")
      #expect(text.hasPrefix("HTTP/1.1 400 "))
      let error = try JSON.decode(ErrorAnswer.self, from: Array(parts[1].utf8))
      #expect(error.code == .corrupted && error.reason == reason && error.message.hasSuffix("."))
    }
  }

  @Test func whatIsNotThereIsNotFound() async throws {
    try await serving { client in
      for (path, reason) in [
        ("/", "no_such_path"), ("/v1", "no_such_path"), ("/v1/node/", "no_such_path"), ("/v2/node", "no_such_path"),
        ("/v1//node", "no_such_path"), ("/v1/blocks/latest", "block_not_found"),
        ("/v1/transactions/\(Hash.zero)", "transaction_not_found"), ("/v1/tables/demo/none", "table_not_found"),
        ("/v1/tables/demo/none/rows", "table_not_found"), ("/v1/tables/demo/notes/rows/ff", "row_not_found"),
        ("/v1/tables/demo/coin/rows/ff", "row_not_found"),
      ] {
        let answer = try await client.get(path)
        #expect(answer.status == 404, "\(path)")
        #expect(try answer.error.reason == reason)
      }
    }
  }

  @Test func otherMethodsAreNamedAsNotAllowed() async throws {
    try await serving { client in
      for method in [HTTPMethod.POST, .PUT, .DELETE, .PATCH, .TRACE] {
        let answer = try await client.request(method, "/v1/node")
        #expect(answer.status == 405)
        #expect(answer.headers.first(name: "allow") == "GET, HEAD, OPTIONS")
        #expect(try answer.error.reason == "method_not_allowed")
      }
      #expect(try await client.get("/v1/transactions").status == 405)
      let options = try await client.request(.OPTIONS, "/v1/transactions")
      #expect(options.status == 204 && options.headers.first(name: "allow") == "POST, OPTIONS")
      #expect(try await client.request(.OPTIONS, "/nothing").status == 404)
    }
  }

  @Test func headIsGetWithoutTheBody() async throws {
    try await serving { client in
      let get = try await client.get("/v1/ledger")
      let head = try await client.request(.HEAD, "/v1/ledger")
      #expect(head.status == 200 && head.body.isEmpty)
      #expect(head.headers.first(name: "content-length") == "\(get.body.count)")
      #expect(try await client.request(.HEAD, "/v1/events").status == 200)
      #expect(try await client.request(.HEAD, "/nothing").status == 404)
    }
  }

  @Test func restrictedRowsAreNotShown() async throws {
    try await serving { client in
      for path in ["/v1/tables/demo/secrets/rows", "/v1/tables/demo/secrets/rows/01"] {
        let answer = try await client.get(path)
        #expect(answer.status == 403)
        let error = try answer.error
        #expect(error.code == .invalidCredentials && error.reason == "read_restricted")
      }
    }
  }

  @Test func aBrokenStoreIsAnErrorWithoutDetails() async throws {
    let node = FixtureNode()
    node.change { $0.storeIsBroken = true }
    try await serving(node) { client in
      let answer = try await client.get("/v1/tables")
      #expect(answer.status == 500)
      #expect(try answer.error.reason == "storage")
      #expect(!String(decoding: answer.body, as: UTF8.self).contains("secret"))
    }
  }

  @Test func aNodeThatIsNotReadySaysWhy() async throws {
    let node = FixtureNode()
    node.change { $0.obstacle = "The node is 40 blocks behind." }
    try await serving(node) { client in
      #expect(try await client.get("/health/live").status == 200)
      let answer = try await client.get("/health/ready")
      #expect(answer.status == 503 && answer.headers.first(name: "retry-after") == "1")
      #expect(try answer.error.message == "The node is 40 blocks behind.")
    }
  }

  @Test func evidenceNamesTheKey() async throws {
    let node = FixtureNode()
    let (epoch, view) = (Epoch(first: Height(1)), View(3))
    let votes = [Hash.zero, Hash(sha256: [1])].map { hash in
      Vote(
        ballot: .notarize(epoch, view, BlockID(hash)), signer: ValidatorIndex(2),
        signature: [UInt8](repeating: 1, count: 64))
    }
    let equivocation = try #require(Equivocation(votes[0], votes[1]))
    let caught = EvidenceAnswer.Case(validator: node.key.publicKey, equivocation: equivocation)
    node.change { $0.cases = [caught] }
    try await serving(node) { client in
      let answer: EvidenceAnswer = try await client.get("/v1/evidence?limit=10").decoded()
      #expect(answer.cases == [caught])
    }
  }

  @Test func metricsAreInPrometheusForm() async throws {
    let node = FixtureNode()
    node.commit()
    try await serving(node) { client in
      _ = try await client.get("/v1/node")
      _ = try await client.get("/nothing")
      let answer = try await client.get("/metrics")
      let text = String(decoding: answer.body, as: UTF8.self)
      #expect(answer.headers.first(name: "content-type") == "text/plain; version=0.0.4; charset=utf-8")
      #expect(text.contains("# TYPE pando_height gauge\npando_height 1\n"))
      #expect(text.contains("pando_http_requests_total{route=\"/v1/node\",status=\"200\"} 1\n"))
      #expect(text.contains("pando_http_requests_total{route=\"none\",status=\"404\"} 1\n"))
      #expect(text.contains("pando_http_request_seconds_bucket{route=\"/v1/node\",le=\"+Inf\"} 1\n"))
      #expect(text.contains(/process_resident_memory_bytes [1-9][0-9]+\n/))
      #expect(text.contains(/process_cpu_seconds_total [0-9.]+\n/))
    }
    try await serving(with: configured { $0.showsMetrics = false }) { client in
      let status = try await client.get("/metrics").status
      #expect(status == 404)
    }
  }

  @Test func otherOriginsMayReadOnlyWhenConfigured() async throws {
    let origin = ("Origin", "https://explorer.example")
    try await serving { client in
      let answer = try await client.get("/v1/node", headers: [origin])
      #expect(!answer.headers.contains(name: "access-control-allow-origin"))
    }
    try await serving(with: configured { $0.corsOrigins = ["https://explorer.example"] }) { client in
      let answer = try await client.get("/v1/node", headers: [origin])
      #expect(answer.headers.first(name: "access-control-allow-origin") == "https://explorer.example")
      #expect(answer.headers.first(name: "vary") == "Origin")
      let other = try await client.get("/v1/node", headers: [("Origin", "https://evil.example")])
      #expect(!other.headers.contains(name: "access-control-allow-origin"))
      let preflight = try await client.request(.OPTIONS, "/v1/transactions", headers: [origin])
      #expect(preflight.headers.first(name: "access-control-allow-methods") == "POST, OPTIONS")
    }
  }
}
