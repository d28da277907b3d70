extension OpenAPI {
  static let transactionPaths = #"""
    "/v1/transactions": {
      "post": {
        "operationId": "submitTransaction", "tags": ["ledger"],
        "summary": "Submits a signed transaction",
        "description": "The body is the canonical bytes of a transaction, or JSON of the same schema, which the node \#
    turns into them. Without `wait` the answer is 202 as soon as the transaction is in the pool. With `wait=final` \#
    it is the result: 200 when it took effect, 422 when its execution failed, 202 when it was not final in time; it \#
    then still may become so.",
        "parameters": [
          {"name": "wait", "in": "query", "schema": {"type": "string", "enum": ["final"]}},
          {
            "name": "timeout", "in": "query", "description": "How many milliseconds `wait` lasts at most",
            "schema": {"type": "integer", "minimum": 1, "maximum": 60000, "default": 10000}
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"$ref": "#/components/schemas/Transaction"}}
          }
        },
        "responses": {
          "200": {
            "description": "The transaction took effect",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/TransactionAnswer"}}}
          },
          "202": {
            "description": "The transaction waits for a block",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/TransactionAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "408": {"$ref": "#/components/responses/RequestTimeout"},
          "409": {"$ref": "#/components/responses/Duplicate"},
          "413": {"$ref": "#/components/responses/TooLarge"},
          "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
          "422": {
            "description": "The transaction is well formed and was refused, or its execution failed",
            "content": {
              "application/json": {
                "schema": {
                  "anyOf": [
                    {"$ref": "#/components/schemas/Error"}, {"$ref": "#/components/schemas/TransactionAnswer"}
                  ]
                }
              }
            }
          },
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"},
          "503": {"$ref": "#/components/responses/Unavailable"},
          "504": {"$ref": "#/components/responses/Expired"}
        }
      }
    },
    "/v1/transactions/batch": {
      "post": {
        "operationId": "submitBatch", "tags": ["ledger"],
        "summary": "Submits up to 1,000 signed transactions together",
        "description": "The body is the canonical bytes of a `TransactionBatch`. Each transaction is admitted or \#
    refused by itself, and the answer says of each, in order, what became of it. Bytes that are not canonical refuse \#
    the batch as a whole.",
        "requestBody": {
          "required": true,
          "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        },
        "responses": {
          "200": {
            "description": "Every transaction was looked at; `outcomes` says which were taken",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/BatchAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "408": {"$ref": "#/components/responses/RequestTimeout"},
          "413": {"$ref": "#/components/responses/TooLarge"},
          "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"},
          "503": {"$ref": "#/components/responses/Unavailable"}
        }
      }
    },
    "/v1/transactions/{id}": {
      "get": {
        "operationId": "getTransaction", "tags": ["ledger"],
        "summary": "What became of a transaction",
        "description": "With `Accept: application/octet-stream` the answer is the canonical bytes of the transaction.",
        "parameters": [{"$ref": "#/components/parameters/transactionId"}],
        "responses": {
          "200": {
            "description": "The transaction, and its result if it is final",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/TransactionAnswer"}},
              "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "404": {"$ref": "#/components/responses/NotFound"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    }
    """#

  static let blockPaths = #"""
    "/v1/blocks": {
      "get": {
        "operationId": "listBlocks", "tags": ["ledger"],
        "summary": "Headers of final blocks, ascending from a height",
        "parameters": [
          {
            "name": "from", "in": "query", "description": "The first height",
            "schema": {"type": "integer", "minimum": 1, "maximum": 999999999999999999, "default": 1}
          },
          {"$ref": "#/components/parameters/limit"}
        ],
        "responses": {
          "200": {
            "description": "Blocks; none when `from` is above the last final one",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/BlocksAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    },
    "/v1/blocks/{block}": {
      "get": {
        "operationId": "getBlock", "tags": ["ledger"],
        "summary": "One final block",
        "description": "With `Accept: application/octet-stream` the answer is the canonical bytes of the certified \#
    block, transactions included.",
        "parameters": [
          {"$ref": "#/components/parameters/block"},
          {
            "name": "wait", "in": "query", "description": "Wait for a height that is not final yet",
            "schema": {"type": "string", "enum": ["final"]}
          },
          {
            "name": "timeout", "in": "query", "description": "How many milliseconds `wait` lasts at most",
            "schema": {"type": "integer", "minimum": 1, "maximum": 60000, "default": 10000}
          }
        ],
        "responses": {
          "200": {
            "description": "The header, the transactions' identifiers and results, and the proof that the block is \#
    final",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/BlockAnswer"}},
              "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "404": {"$ref": "#/components/responses/NotFound"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    },
    "/v1/events": {
      "get": {
        "operationId": "followEvents", "tags": ["ledger"],
        "summary": "Final transactions and blocks as they come, as server-sent events",
        "description": "Each transaction of a block is an event `transaction` (a TransactionAnswer) whose id is \#
    `height.index`; then the block is an event `block` (a BlockSummary) whose id is `height`. `Last-Event-ID` \#
    continues after that event, exactly once and in order; else `from` begins with that height; else the stream \#
    begins with the next block. A comment line is sent when nothing happens. A reader that does not keep up is \#
    disconnected and may resume.",
        "parameters": [
          {
            "name": "from", "in": "query", "description": "The first height",
            "schema": {"type": "integer", "minimum": 1, "maximum": 999999999999999999}
          },
          {
            "name": "Last-Event-ID", "in": "header", "description": "The id of the last event that was received",
            "schema": {"type": "string", "pattern": "^(0|[1-9][0-9]{0,17})([.](0|[1-9][0-9]{0,4}))?$"}
          }
        ],
        "responses": {
          "200": {
            "description": "A stream without end",
            "content": {"text/event-stream": {"schema": {"type": "string"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"},
          "503": {"$ref": "#/components/responses/Unavailable"}
        }
      }
    }
    """#

  static let statePaths = #"""
    "/v1/tables": {
      "get": {
        "operationId": "listTables", "tags": ["state"],
        "summary": "Tables in ascending order of their names",
        "parameters": [
          {
            "name": "after", "in": "query", "description": "The last name of the page before",
            "schema": {"type": "string", "pattern": "^[a-z0-9_-]{1,64}/[a-z0-9_-]{1,64}$"}
          },
          {"$ref": "#/components/parameters/limit"}
        ],
        "responses": {
          "200": {
            "description": "Tables",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/TablesAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    },
    "/v1/tables/{ecosystem}/{name}": {
      "get": {
        "operationId": "getTable", "tags": ["state"],
        "summary": "What a table is: its kind, rights and switches",
        "parameters": [{"$ref": "#/components/parameters/ecosystem"}, {"$ref": "#/components/parameters/name"}],
        "responses": {
          "200": {
            "description": "The table",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/TableAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "404": {"$ref": "#/components/responses/NotFound"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    },
    "/v1/tables/{ecosystem}/{name}/rows": {
      "get": {
        "operationId": "listRows", "tags": ["state"],
        "summary": "Rows in ascending order of their keys' bytes",
        "parameters": [
          {"$ref": "#/components/parameters/ecosystem"}, {"$ref": "#/components/parameters/name"},
          {
            "name": "after", "in": "query", "description": "The last key of the page before, as it stands in URLs",
            "schema": {"type": "string", "pattern": "^[0-9a-zA-Z]{1,2048}$"}
          },
          {"$ref": "#/components/parameters/limit"}
        ],
        "responses": {
          "200": {
            "description": "Rows; the answer holds fewer than `limit` when they are long",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RowsAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "403": {"$ref": "#/components/responses/Restricted"},
          "404": {"$ref": "#/components/responses/NotFound"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    },
    "/v1/tables/{ecosystem}/{name}/rows/{key}": {
      "get": {
        "operationId": "getRow", "tags": ["state"],
        "summary": "One row",
        "parameters": [
          {"$ref": "#/components/parameters/ecosystem"}, {"$ref": "#/components/parameters/name"},
          {"$ref": "#/components/parameters/key"}
        ],
        "responses": {
          "200": {
            "description": "The row",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RowAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "403": {"$ref": "#/components/responses/Restricted"},
          "404": {"$ref": "#/components/responses/NotFound"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    }
    """#

  static let operationPaths = #"""
    "/v1/node": {
      "get": {
        "operationId": "getNode", "tags": ["operation"],
        "summary": "The node: version, role, height, roots, peers, pool",
        "responses": {
          "200": {
            "description": "The node",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NodeAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    },
    "/v1/ledger": {
      "get": {
        "operationId": "getLedger", "tags": ["ledger"],
        "summary": "Which ledger it is, and its parameters and members, now and scheduled",
        "responses": {
          "200": {
            "description": "The ledger",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LedgerAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    },
    "/v1/genesis": {
      "get": {
        "operationId": "getGenesis", "tags": ["ledger"],
        "summary": "What the ledger began with: the genesis file",
        "responses": {
          "200": {
            "description": "The genesis; the hash of its canonical bytes is the chain identifier",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Genesis"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    },
    "/v1/evidence": {
      "get": {
        "operationId": "listEvidence", "tags": ["ledger"],
        "summary": "Validators that this node caught contradicting themselves, with the proof",
        "parameters": [{"$ref": "#/components/parameters/limit"}],
        "responses": {
          "200": {
            "description": "The cases, the newest first",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EvidenceAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "429": {"$ref": "#/components/responses/TooManyRequests"},
          "500": {"$ref": "#/components/responses/Failure"}
        }
      }
    },
    "/v1/openapi.json": {
      "get": {
        "operationId": "getOpenAPI", "tags": ["operation"],
        "summary": "This document",
        "responses": {
          "200": {"description": "The document", "content": {"application/json": {"schema": {"type": "object"}}}},
          "400": {"$ref": "#/components/responses/Malformed"},
          "429": {"$ref": "#/components/responses/TooManyRequests"}
        }
      }
    },
    "/health/live": {
      "get": {
        "operationId": "isLive", "tags": ["operation"],
        "summary": "Whether the process answers at all",
        "responses": {
          "200": {
            "description": "It does",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HealthAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"}
        }
      }
    },
    "/health/ready": {
      "get": {
        "operationId": "isReady", "tags": ["operation"],
        "summary": "Whether the node is up to date and should get requests",
        "responses": {
          "200": {
            "description": "It is",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HealthAnswer"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "503": {"$ref": "#/components/responses/Unavailable"}
        }
      }
    },
    "/metrics": {
      "get": {
        "operationId": "getMetrics", "tags": ["operation"],
        "summary": "Counters for Prometheus",
        "responses": {
          "200": {
            "description": "The text exposition format 0.0.4",
            "content": {"text/plain": {"schema": {"type": "string"}}}
          },
          "400": {"$ref": "#/components/responses/Malformed"},
          "404": {"$ref": "#/components/responses/NotFound"}
        }
      }
    }
    """#
}
