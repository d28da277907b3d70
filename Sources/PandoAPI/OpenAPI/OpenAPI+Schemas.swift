extension OpenAPI {
  static let nounSchemas = #"""
    "Hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "Hexadecimal": {"type": "string", "pattern": "^([0-9a-f]{2})*$"},
    "PublicKey": {
      "type": "string", "description": "The scheme (01 Ed25519, 02 P-256, compressed) and the key",
      "pattern": "^(01[0-9a-f]{64}|02[0-9a-f]{66})$"
    },
    "NodeKey": {"type": "string", "description": "An Ed25519 key", "pattern": "^01[0-9a-f]{64}$"},
    "Signature": {"type": "string", "pattern": "^([0-9a-f]{2}){0,64}$"},
    "Address": {
      "type": "string", "description": "Bech32m of the kind byte (0 key, 1 threshold, 2 contract) and the hash",
      "pattern": "^pando1[02-9ac-hj-np-z]{59}$"
    },
    "Amount": {
      "type": "string", "description": "Smallest units, from 0 to 2^128 − 1", "pattern": "^(0|[1-9][0-9]{0,38})$"
    },
    "Time": {
      "type": "integer", "format": "int64", "minimum": 0, "description": "Milliseconds since 1970-01-01T00:00:00Z"
    },
    "Height": {"type": "integer", "format": "int64", "minimum": 0},
    "TableName": {"type": "string", "pattern": "^[a-z0-9_-]{1,64}/[a-z0-9_-]{1,64}$"},
    "Code": {
      "type": "integer", "enum": [-1, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13],
      "description": "−1 Pending, 0 Success, 1 NegativeBalance, 2 ConservationBreak, 3 Failed, 4 Canceled, 5 \#
    SignatureInvalid, 6 InvalidCredentials, 7 InvalidOperation, 9 Duplicate, 10 Corrupted, 11 InvalidLifetime, 12 \#
    NoVacancy, 13 TimeOut"
    }
    """#

  static let entrySchemas = #"""
    "Transaction": {
      "type": "object", "additionalProperties": false, "required": ["body", "signatures"],
      "properties": {
        "body": {"$ref": "#/components/schemas/TransactionBody"},
        "signatures": {
          "type": "array", "maxItems": 64, "items": {"$ref": "#/components/schemas/Signature"},
          "description": "One for each credential, in the same order, over the bytes \#
    `pando/v1/transaction-signature`, a zero byte and the transaction's identifier"
        }
      }
    },
    "TransactionBody": {
      "type": "object", "additionalProperties": false,
      "required": ["chainId", "created", "expires", "credentials", "entries"],
      "properties": {
        "chainId": {"$ref": "#/components/schemas/Hash"},
        "created": {"$ref": "#/components/schemas/Time"},
        "expires": {"$ref": "#/components/schemas/Time"},
        "credentials": {
          "type": "array", "minItems": 1, "maxItems": 64, "uniqueItems": true, "description": "Ascending",
          "items": {"$ref": "#/components/schemas/PublicKey"}
        },
        "thresholds": {
          "type": "array", "maxItems": 16, "default": [], "items": {"$ref": "#/components/schemas/Threshold"}
        },
        "entries": {
          "type": "array", "minItems": 1, "maxItems": 100, "items": {"$ref": "#/components/schemas/Entry"}
        },
        "nonce": {"type": "string", "pattern": "^([0-9a-f]{2}){0,32}$", "default": ""},
        "memo": {"type": "string", "maxLength": 16384, "default": ""}
      }
    },
    "Threshold": {
      "type": "object", "additionalProperties": false, "required": ["required", "keys"],
      "properties": {
        "required": {"type": "integer", "minimum": 1, "maximum": 64},
        "keys": {
          "type": "array", "minItems": 1, "maxItems": 64, "uniqueItems": true,
          "items": {"$ref": "#/components/schemas/PublicKey"}
        }
      }
    },
    "Entry": {
      "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
      "description": "One key, which says what the entry does",
      "properties": {
        "createTable": {"$ref": "#/components/schemas/Table"},
        "mint": {"$ref": "#/components/schemas/Mint"},
        "burn": {"$ref": "#/components/schemas/Burn"},
        "move": {"$ref": "#/components/schemas/Move"},
        "put": {"$ref": "#/components/schemas/Put"},
        "delete": {"$ref": "#/components/schemas/Delete"},
        "changeMembers": {"$ref": "#/components/schemas/ChangeMembers"},
        "changeParameters": {"$ref": "#/components/schemas/ChangeParameters"},
        "setWorldPermissions": {"$ref": "#/components/schemas/WorldGrant"}
      }
    },
    "Mint": {
      "type": "object", "additionalProperties": false, "required": ["table", "to", "amount"],
      "properties": {
        "table": {"$ref": "#/components/schemas/TableName"},
        "to": {"$ref": "#/components/schemas/Address"},
        "amount": {"$ref": "#/components/schemas/Amount"}
      }
    },
    "Burn": {
      "type": "object", "additionalProperties": false, "required": ["table", "from", "amount"],
      "properties": {
        "table": {"$ref": "#/components/schemas/TableName"},
        "from": {"$ref": "#/components/schemas/Address"},
        "amount": {"$ref": "#/components/schemas/Amount"}
      }
    },
    "Move": {
      "type": "object", "additionalProperties": false, "required": ["table", "from", "to", "amount"],
      "properties": {
        "table": {"$ref": "#/components/schemas/TableName"},
        "from": {"$ref": "#/components/schemas/Address"},
        "to": {"$ref": "#/components/schemas/Address"},
        "amount": {"$ref": "#/components/schemas/Amount"}
      }
    },
    "Put": {
      "type": "object", "additionalProperties": false, "required": ["table", "key"],
      "properties": {
        "table": {"$ref": "#/components/schemas/TableName"},
        "key": {"type": "string", "pattern": "^([0-9a-f]{2}){1,1024}$"},
        "value": {"type": "string", "pattern": "^([0-9a-f]{2})*$", "default": ""},
        "owners": {
          "type": "array", "maxItems": 64, "uniqueItems": true, "default": [],
          "description": "Of a new row; for a row that exists they replace its owners when not empty",
          "items": {"$ref": "#/components/schemas/Address"}
        }
      }
    },
    "Delete": {
      "type": "object", "additionalProperties": false, "required": ["table", "key"],
      "properties": {
        "table": {"$ref": "#/components/schemas/TableName"},
        "key": {"type": "string", "pattern": "^([0-9a-f]{2}){1,1024}$"}
      }
    },
    "ChangeMembers": {
      "type": "object", "additionalProperties": false, "required": ["activation"],
      "properties": {
        "validators": {
          "type": "array", "maxItems": 128, "default": [], "items": {"$ref": "#/components/schemas/Validator"}
        },
        "applicationNodes": {
          "type": "array", "maxItems": 1024, "default": [], "items": {"$ref": "#/components/schemas/ApplicationNode"}
        },
        "removed": {
          "type": "array", "maxItems": 1152, "uniqueItems": true, "default": [],
          "items": {"$ref": "#/components/schemas/PublicKey"}
        },
        "activation": {"$ref": "#/components/schemas/Height"}
      }
    },
    "ChangeParameters": {
      "type": "object", "additionalProperties": false, "required": ["parameters", "activation"],
      "properties": {
        "parameters": {"$ref": "#/components/schemas/CompleteParameters"},
        "activation": {"$ref": "#/components/schemas/Height"}
      }
    },
    "WorldGrant": {
      "type": "object", "additionalProperties": false, "required": ["address", "permissions"],
      "properties": {
        "address": {"$ref": "#/components/schemas/Address"},
        "permissions": {
          "description": "None takes all away; root stands alone",
          "anyOf": [
            {"type": "array", "minItems": 1, "maxItems": 1, "items": {"type": "string", "enum": ["root"]}},
            {
              "type": "array", "uniqueItems": true,
              "items": {"type": "string", "enum": ["createTable", "changeConfig", "grantCreateTable"]}
            }
          ]
        }
      }
    }
    """#

  static let ruleSchemas = #"""
    "Table": {
      "type": "object", "additionalProperties": false, "required": ["name", "kind", "owners"],
      "properties": {
        "name": {"$ref": "#/components/schemas/TableName"},
        "kind": {"type": "string", "enum": ["asset", "binary"]},
        "owners": {
          "type": "array", "minItems": 1, "maxItems": 64, "uniqueItems": true,
          "items": {"$ref": "#/components/schemas/Address"}
        },
        "grants": {
          "type": "array", "maxItems": 64, "default": [],
          "items": {
            "type": "object", "additionalProperties": false, "required": ["address"],
            "properties": {
              "address": {"$ref": "#/components/schemas/Address"},
              "insert": {"type": "boolean", "default": false},
              "update": {"type": "boolean", "default": false},
              "read": {"type": "boolean", "default": false}
            }
          }
        },
        "tokenAdmins": {
          "type": "array", "maxItems": 64, "uniqueItems": true, "default": [],
          "description": "Who may mint and burn; none means the owners",
          "items": {"$ref": "#/components/schemas/Address"}
        },
        "permissionModel": {
          "type": "string", "enum": ["tableOrRow", "tableAndRow", "tableOnly", "rowOnly", "permissionLess"],
          "default": "tableOrRow"
        },
        "readRestricted": {"type": "boolean", "default": false},
        "proofs": {"type": "boolean", "default": true, "description": "The rows are leaves of the state tree"},
        "tracked": {"type": "boolean", "default": false},
        "decimals": {"type": "integer", "minimum": 0, "maximum": 38, "default": 0}
      }
    },
    "Validator": {
      "type": "object", "additionalProperties": false, "required": ["key"],
      "properties": {
        "key": {"$ref": "#/components/schemas/NodeKey"},
        "weight": {"type": "integer", "minimum": 1, "maximum": 4294967296, "default": 1},
        "name": {"type": "string", "maxLength": 64, "default": ""}
      }
    },
    "ApplicationNode": {
      "type": "object", "additionalProperties": false, "required": ["key"],
      "properties": {
        "key": {"$ref": "#/components/schemas/NodeKey"},
        "name": {"type": "string", "maxLength": 64, "default": ""}
      }
    },
    "Parameters": {
      "type": "object", "additionalProperties": false,
      "properties": {
        "faultMode": {"type": "string", "enum": ["byzantine", "crash"], "default": "byzantine"},
        "lifetimeWindowMilliseconds": {
          "type": "integer", "minimum": 1000, "maximum": 86400000, "default": 600000
        },
        "clockSkewMilliseconds": {"type": "integer", "minimum": 1, "maximum": 3600000, "default": 5000},
        "heartbeatMilliseconds": {"type": "integer", "minimum": 0, "maximum": 86400000, "default": 30000},
        "viewTimeoutMilliseconds": {"type": "integer", "minimum": 50, "maximum": 3600000, "default": 1000},
        "viewTimeoutMillisecondsMax": {"type": "integer", "minimum": 50, "maximum": 3600000, "default": 8000},
        "transactionByteCountMax": {"type": "integer", "minimum": 1024, "maximum": 8000000, "default": 1000000},
        "entryCountMax": {"type": "integer", "minimum": 1, "maximum": 100, "default": 100},
        "blockTransactionCountMax": {"type": "integer", "minimum": 1, "maximum": 20000, "default": 5000},
        "blockByteCountMax": {"type": "integer", "minimum": 1024, "maximum": 32000000, "default": 4000000},
        "keyByteCountMax": {"type": "integer", "minimum": 33, "maximum": 1024, "default": 256},
        "valueByteCountMax": {"type": "integer", "minimum": 1, "maximum": 16777216, "default": 262144},
        "memoByteCountMax": {"type": "integer", "minimum": 0, "maximum": 16384, "default": 1024}
      }
    },
    "CompleteParameters": {
      "allOf": [
        {"$ref": "#/components/schemas/Parameters"},
        {
          "type": "object",
          "required": [
            "faultMode", "lifetimeWindowMilliseconds", "clockSkewMilliseconds", "heartbeatMilliseconds",
            "viewTimeoutMilliseconds", "viewTimeoutMillisecondsMax", "transactionByteCountMax", "entryCountMax",
            "blockTransactionCountMax", "blockByteCountMax", "keyByteCountMax", "valueByteCountMax",
            "memoByteCountMax"
          ]
        }
      ]
    },
    "Genesis": {
      "type": "object", "additionalProperties": false,
      "required": ["network", "ledger", "time", "validators", "consensusAdmins"],
      "properties": {
        "network": {"type": "string", "minLength": 1, "maxLength": 64},
        "ledger": {"type": "string", "minLength": 1, "maxLength": 64},
        "time": {"$ref": "#/components/schemas/Time"},
        "parameters": {"$ref": "#/components/schemas/Parameters"},
        "validators": {
          "type": "array", "minItems": 1, "maxItems": 128, "items": {"$ref": "#/components/schemas/Validator"}
        },
        "applicationNodes": {
          "type": "array", "maxItems": 1024, "default": [], "items": {"$ref": "#/components/schemas/ApplicationNode"}
        },
        "consensusAdmins": {"$ref": "#/components/schemas/Threshold"},
        "worldPermissions": {
          "type": "array", "default": [], "items": {"$ref": "#/components/schemas/WorldGrant"}
        },
        "tables": {"type": "array", "default": [], "items": {"$ref": "#/components/schemas/Table"}},
        "balances": {
          "type": "array", "default": [],
          "items": {
            "type": "object", "additionalProperties": false, "required": ["table", "address", "amount"],
            "properties": {
              "table": {"$ref": "#/components/schemas/TableName"},
              "address": {"$ref": "#/components/schemas/Address"},
              "amount": {"$ref": "#/components/schemas/Amount"}
            }
          }
        }
      }
    }
    """#
}
