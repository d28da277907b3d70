/// The description of the REST interface, by which the node is tested: every route is in it, and nothing else.
public enum OpenAPI {
  /// The OpenAPI 3.1 document, in JSON: what `GET /v1/openapi.json` answers.
  public static let document = """
    {
      "openapi": "3.1.0",
      "info": {
        "title": "Pando node",
        "version": "\(Release.version)",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        "description": \(introduction)
      },
      "servers": [{"url": "/", "description": "The node that serves this document"}],
      "tags": [
        {"name": "ledger", "description": "Which ledger it is, its transactions and blocks"},
        {"name": "state", "description": "Tables and rows at the last final block"},
        {"name": "operation", "description": "For those who run the node"}
      ],
      "paths": {\(transactionPaths), \(blockPaths), \(statePaths), \(operationPaths)},
      "components": {
        "parameters": {\(parameters)},
        "responses": {\(responses)},
        "schemas": {\(nounSchemas), \(entrySchemas), \(ruleSchemas), \(blockSchemas), \(answerSchemas)}
      }
    }
    """

  /// A JSON string.
  private static let introduction = #"""
    "Hashes, keys and bytes are hexadecimal digits; addresses are Bech32m; amounts are decimal strings in smallest \#
    units; times are integer milliseconds since 1970-01-01T00:00:00Z. Every answer about the state of the ledger \#
    says in `atHeight` which final block it reflects. Errors are `{code, reason, message}`: `code` is the protocol's \#
    result code, `reason` is stable and for programs, `message` is for people. Unknown query parameters and unknown \#
    JSON keys are refused by name."
    """#

  static let parameters = #"""
    "transactionId": {
      "name": "id", "in": "path", "required": true, "description": "The hash of the transaction's body",
      "schema": {"$ref": "#/components/schemas/Hash"}
    },
    "block": {
      "name": "block", "in": "path", "required": true,
      "description": "A height from 1, the identifier of a block, or `latest`",
      "schema": {"type": "string", "pattern": "^(latest|[1-9][0-9]{0,17}|[0-9a-f]{64})$"}
    },
    "ecosystem": {
      "name": "ecosystem", "in": "path", "required": true, "description": "The part of a table's name before the slash",
      "schema": {"type": "string", "pattern": "^[a-z0-9_-]{1,64}$"}
    },
    "name": {
      "name": "name", "in": "path", "required": true, "description": "The part of a table's name after the slash",
      "schema": {"type": "string", "pattern": "^[a-z0-9_-]{1,64}$"}
    },
    "key": {
      "name": "key", "in": "path", "required": true,
      "description": "In an asset table an address, in a binary table the key in hexadecimal digits",
      "schema": {"type": "string", "pattern": "^[0-9a-zA-Z]{1,2048}$"}
    },
    "limit": {
      "name": "limit", "in": "query", "description": "The greatest number of elements in the answer",
      "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}
    }
    """#

  static let responses = #"""
    "Malformed": {
      "description": "The request is malformed; the message says where",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "Restricted": {
      "description": "The table is read-restricted, and this interface cannot yet prove who asks",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "NotFound": {
      "description": "There is no such thing at this height",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "RequestTimeout": {
      "description": "The request did not arrive in time",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "Duplicate": {
      "description": "The same transaction waits already or was executed; ask for it by its identifier (code 9)",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "TooLarge": {
      "description": "The body is longer than this node accepts",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "UnsupportedMediaType": {
      "description": "The content type is neither application/octet-stream nor application/json",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "TooManyRequests": {
      "description": "This client asks too often; `Retry-After` says for how many seconds to wait",
      "headers": {"Retry-After": {"required": true, "schema": {"type": "integer", "minimum": 1}}},
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "Failure": {
      "description": "The node cannot read its own store; its log says more",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "Expired": {
      "description": "The transaction expired before a block took it, and never will be final (code 13)",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    },
    "Unavailable": {
      "description": "The node has no room for this now, or is not ready; try later or another node",
      "headers": {"Retry-After": {"required": true, "schema": {"type": "integer", "minimum": 1}}},
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    }
    """#
}
