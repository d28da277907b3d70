extension OpenAPI {
  static let blockSchemas = #"""
    "BlockHeader": {
      "type": "object",
      "required": [
        "chainId", "height", "view", "parentId", "time", "proposer", "transactionCount", "transactionsDigest",
        "historySize", "historyRoot", "stateRoot", "writeSetDigest", "eventsDigest", "parametersHash", "validatorsHash"
      ],
      "properties": {
        "chainId": {"$ref": "#/components/schemas/Hash"},
        "height": {"$ref": "#/components/schemas/Height"},
        "view": {"type": "integer", "format": "int64", "minimum": 1},
        "parentId": {"$ref": "#/components/schemas/Hash"},
        "time": {"$ref": "#/components/schemas/Time"},
        "proposer": {"$ref": "#/components/schemas/NodeKey"},
        "transactionCount": {"type": "integer", "minimum": 0},
        "transactionsDigest": {"$ref": "#/components/schemas/Hash"},
        "historySize": {"type": "integer", "format": "int64", "minimum": 0},
        "historyRoot": {"$ref": "#/components/schemas/Hash"},
        "stateRoot": {"$ref": "#/components/schemas/Hash"},
        "writeSetDigest": {"$ref": "#/components/schemas/Hash"},
        "eventsDigest": {"$ref": "#/components/schemas/Hash"},
        "parametersHash": {"$ref": "#/components/schemas/Hash"},
        "validatorsHash": {"$ref": "#/components/schemas/Hash"}
      }
    },
    "Ballot": {
      "type": "object", "required": ["kind", "epoch", "view"],
      "properties": {
        "kind": {"type": "string", "enum": ["notarize", "nullify", "finalize"]},
        "epoch": {"$ref": "#/components/schemas/Height"},
        "view": {"type": "integer", "format": "int64", "minimum": 1},
        "blockId": {"$ref": "#/components/schemas/Hash"}
      }
    },
    "Vote": {
      "type": "object", "required": ["ballot", "validator", "signature"],
      "properties": {
        "ballot": {"$ref": "#/components/schemas/Ballot"},
        "validator": {"type": "integer", "minimum": 0, "maximum": 127, "description": "The position in the set"},
        "signature": {"$ref": "#/components/schemas/Signature"}
      }
    },
    "Evidence": {
      "type": "object", "required": ["finalization", "descendants"],
      "description": "A quorum of finalize votes for the block, or for the last of `descendants`",
      "properties": {
        "finalization": {
          "type": "object", "required": ["ballot", "signatures"],
          "properties": {
            "ballot": {"$ref": "#/components/schemas/Ballot"},
            "signatures": {
              "type": "array",
              "items": {
                "type": "object", "required": ["validator", "signature"],
                "properties": {
                  "validator": {"type": "integer", "minimum": 0, "maximum": 127},
                  "signature": {"$ref": "#/components/schemas/Signature"}
                }
              }
            }
          }
        },
        "descendants": {"type": "array", "items": {"$ref": "#/components/schemas/BlockHeader"}}
      }
    },
    "Event": {
      "type": "object", "required": ["kind", "source", "attributes"],
      "properties": {
        "kind": {"type": "string", "examples": ["asset.moved"]},
        "source": {"type": "string", "description": "A table, or `system`"},
        "attributes": {
          "type": "array",
          "items": {
            "type": "object", "required": ["name", "value"],
            "properties": {"name": {"type": "string"}, "value": {"$ref": "#/components/schemas/Hexadecimal"}}
          }
        }
      }
    }
    """#

  static let answerSchemas = #"""
    "Error": {
      "type": "object", "required": ["code", "reason", "message"],
      "properties": {
        "code": {"$ref": "#/components/schemas/Code"},
        "reason": {"type": "string", "pattern": "^[a-z0-9_]+$"},
        "message": {"type": "string", "minLength": 1},
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "TransactionAnswer": {
      "type": "object", "required": ["id", "code", "name", "reason", "message", "events", "atHeight"],
      "properties": {
        "id": {"$ref": "#/components/schemas/Hash"},
        "code": {"$ref": "#/components/schemas/Code"},
        "name": {"type": "string", "description": "The code in words"},
        "reason": {"type": "string", "pattern": "^[a-z0-9_]+$"},
        "message": {"type": "string", "minLength": 1},
        "place": {
          "type": "object", "required": ["height", "blockId", "time", "index"],
          "description": "Absent as long as the transaction is not final",
          "properties": {
            "height": {"$ref": "#/components/schemas/Height"},
            "blockId": {"$ref": "#/components/schemas/Hash"},
            "time": {"$ref": "#/components/schemas/Time"},
            "index": {"type": "integer", "minimum": 0}
          }
        },
        "events": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
        "transaction": {"$ref": "#/components/schemas/Transaction"},
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "BatchAnswer": {
      "type": "object", "required": ["outcomes", "atHeight"],
      "properties": {
        "outcomes": {
          "type": "array", "minItems": 1, "maxItems": 1000, "description": "One for each transaction, in order",
          "items": {
            "type": "object", "required": ["id", "code", "reason", "message"],
            "properties": {
              "id": {"$ref": "#/components/schemas/Hash"},
              "code": {"$ref": "#/components/schemas/Code"},
              "reason": {"type": "string", "pattern": "^[a-z0-9_]+$"},
              "message": {"type": "string", "minLength": 1}
            }
          }
        },
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "BlockSummary": {
      "type": "object", "required": ["id", "header"],
      "properties": {
        "id": {"$ref": "#/components/schemas/Hash"}, "header": {"$ref": "#/components/schemas/BlockHeader"}
      }
    },
    "BlockAnswer": {
      "type": "object", "required": ["id", "header", "transactions", "evidence", "atHeight"],
      "properties": {
        "id": {"$ref": "#/components/schemas/Hash"},
        "header": {"$ref": "#/components/schemas/BlockHeader"},
        "transactions": {
          "type": "array",
          "items": {
            "type": "object", "required": ["id", "code", "name"],
            "properties": {
              "id": {"$ref": "#/components/schemas/Hash"},
              "code": {"$ref": "#/components/schemas/Code"},
              "name": {"type": "string"}
            }
          }
        },
        "evidence": {"$ref": "#/components/schemas/Evidence"},
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "BlocksAnswer": {
      "type": "object", "required": ["blocks", "atHeight"],
      "properties": {
        "blocks": {"type": "array", "items": {"$ref": "#/components/schemas/BlockSummary"}},
        "next": {"$ref": "#/components/schemas/Height"},
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "TableAnswer": {
      "type": "object", "required": ["table", "atHeight"],
      "properties": {
        "table": {"$ref": "#/components/schemas/Table"}, "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "TablesAnswer": {
      "type": "object", "required": ["tables", "atHeight"],
      "properties": {
        "tables": {"type": "array", "items": {"$ref": "#/components/schemas/Table"}},
        "next": {"$ref": "#/components/schemas/TableName"},
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "Row": {
      "anyOf": [
        {
          "type": "object", "required": ["key", "amount"],
          "properties": {
            "key": {"$ref": "#/components/schemas/Address"}, "amount": {"$ref": "#/components/schemas/Amount"}
          }
        },
        {
          "type": "object", "required": ["key", "value", "owners"],
          "properties": {
            "key": {"$ref": "#/components/schemas/Hexadecimal"},
            "value": {"$ref": "#/components/schemas/Hexadecimal"},
            "owners": {"type": "array", "items": {"$ref": "#/components/schemas/Address"}}
          }
        }
      ]
    },
    "RowAnswer": {
      "type": "object", "required": ["table", "row", "atHeight"],
      "properties": {
        "table": {"$ref": "#/components/schemas/TableName"},
        "row": {"$ref": "#/components/schemas/Row"},
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "RowsAnswer": {
      "type": "object", "required": ["table", "rows", "atHeight"],
      "properties": {
        "table": {"$ref": "#/components/schemas/TableName"},
        "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
        "next": {"type": "string"},
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "NodeAnswer": {
      "type": "object",
      "required": [
        "version", "key", "name", "role", "chainId", "startedAt", "isSyncing", "view", "blockId", "blockTime",
        "stateRoot", "historySize", "historyRoot", "peers", "mempool", "atHeight"
      ],
      "properties": {
        "version": {"type": "string"},
        "key": {"$ref": "#/components/schemas/NodeKey"},
        "name": {"type": "string"},
        "role": {"type": "string", "enum": ["validator", "application", "outsider"]},
        "chainId": {"$ref": "#/components/schemas/Hash"},
        "startedAt": {"$ref": "#/components/schemas/Time"},
        "isSyncing": {"type": "boolean", "description": "The node knows that others are ahead of it"},
        "view": {"type": "integer", "format": "int64", "minimum": 0},
        "blockId": {"$ref": "#/components/schemas/Hash"},
        "blockTime": {"$ref": "#/components/schemas/Time"},
        "stateRoot": {"$ref": "#/components/schemas/Hash"},
        "historySize": {"type": "integer", "format": "int64", "minimum": 0},
        "historyRoot": {"$ref": "#/components/schemas/Hash"},
        "peers": {
          "type": "array",
          "items": {
            "type": "object", "required": ["key", "name", "address", "isOutbound"],
            "properties": {
              "key": {"$ref": "#/components/schemas/NodeKey"},
              "name": {"type": "string"},
              "address": {"type": "string"},
              "isOutbound": {"type": "boolean"},
              "height": {"$ref": "#/components/schemas/Height"}
            }
          }
        },
        "mempool": {
          "type": "object", "required": ["count", "byteCount", "countMax", "byteCountMax"],
          "properties": {
            "count": {"type": "integer", "minimum": 0},
            "byteCount": {"type": "integer", "minimum": 0},
            "countMax": {"type": "integer", "minimum": 0},
            "byteCountMax": {"type": "integer", "minimum": 0}
          }
        },
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "Rules": {
      "type": "object",
      "required": ["activation", "parameters", "validators", "applicationNodes", "totalWeight", "quorum"],
      "properties": {
        "activation": {"$ref": "#/components/schemas/Height"},
        "parameters": {"$ref": "#/components/schemas/CompleteParameters"},
        "validators": {"type": "array", "items": {"$ref": "#/components/schemas/Validator"}},
        "applicationNodes": {"type": "array", "items": {"$ref": "#/components/schemas/ApplicationNode"}},
        "totalWeight": {"type": "integer", "minimum": 1},
        "quorum": {"type": "integer", "minimum": 1}
      }
    },
    "LedgerAnswer": {
      "type": "object",
      "required": [
        "network", "ledger", "chainId", "genesisTime", "consensusAdmins", "rules", "scheduled", "atHeight"
      ],
      "properties": {
        "network": {"type": "string"},
        "ledger": {"type": "string"},
        "chainId": {"$ref": "#/components/schemas/Hash"},
        "genesisTime": {"$ref": "#/components/schemas/Time"},
        "consensusAdmins": {"$ref": "#/components/schemas/Threshold"},
        "rules": {"$ref": "#/components/schemas/Rules"},
        "scheduled": {"type": "array", "items": {"$ref": "#/components/schemas/Rules"}},
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "EvidenceAnswer": {
      "type": "object", "required": ["cases", "atHeight"],
      "properties": {
        "cases": {
          "type": "array",
          "items": {
            "type": "object", "required": ["validator", "equivocation"],
            "properties": {
              "validator": {"$ref": "#/components/schemas/NodeKey"},
              "equivocation": {
                "type": "object", "required": ["first", "second"],
                "properties": {
                  "first": {"$ref": "#/components/schemas/Vote"}, "second": {"$ref": "#/components/schemas/Vote"}
                }
              }
            }
          }
        },
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    },
    "HealthAnswer": {
      "type": "object", "required": ["status"],
      "properties": {
        "status": {"type": "string", "enum": ["live", "ready"]},
        "atHeight": {"$ref": "#/components/schemas/Height"}
      }
    }
    """#
}
