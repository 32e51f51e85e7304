export const descriptor: unknown = {
 "nested": {
  "weaviate": {
   "nested": {
    "v1": {
     "nested": {
      "Weaviate": {
       "methods": {
        "Search": {
         "requestType": "SearchRequest",
         "responseType": "SearchReply"
        },
        "BatchObjects": {
         "requestType": "BatchObjectsRequest",
         "responseType": "BatchObjectsReply"
        },
        "BatchReferences": {
         "requestType": "BatchReferencesRequest",
         "responseType": "BatchReferencesReply"
        },
        "BatchStream": {
         "requestType": "BatchStreamRequest",
         "requestStream": true,
         "responseType": "BatchStreamReply",
         "responseStream": true
        },
        "BatchDelete": {
         "requestType": "BatchDeleteRequest",
         "responseType": "BatchDeleteReply"
        },
        "TenantsGet": {
         "requestType": "TenantsGetRequest",
         "responseType": "TenantsGetReply"
        },
        "Aggregate": {
         "requestType": "AggregateRequest",
         "responseType": "AggregateReply"
        }
       }
      },
      "AggregateRequest": {
       "fields": {
        "collection": {
         "type": "string",
         "id": 1
        },
        "tenant": {
         "type": "string",
         "id": 10
        },
        "objectsCount": {
         "type": "bool",
         "id": 20
        }
       }
      },
      "AggregateReply": {
       "oneofs": {
        "result": {
         "oneof": [
          "singleResult"
         ]
        }
       },
       "fields": {
        "took": {
         "type": "float",
         "id": 1
        },
        "singleResult": {
         "type": "Single",
         "id": 2
        }
       },
       "nested": {
        "Single": {
         "oneofs": {
          "_objectsCount": {
           "oneof": [
            "objectsCount"
           ]
          }
         },
         "fields": {
          "objectsCount": {
           "type": "int64",
           "id": 1,
           "options": {
            "proto3_optional": true
           }
          }
         }
        }
       }
      },
      "BatchObjectsRequest": {
       "fields": {
        "objects": {
         "rule": "repeated",
         "type": "bytes",
         "id": 1
        },
        "consistencyLevel": {
         "type": "ConsistencyLevel",
         "id": 2
        }
       }
      },
      "BatchObjectsReply": {
       "fields": {
        "took": {
         "type": "float",
         "id": 1
        },
        "errors": {
         "rule": "repeated",
         "type": "BatchError",
         "id": 2
        }
       },
       "nested": {
        "BatchError": {
         "fields": {
          "index": {
           "type": "int32",
           "id": 1
          },
          "error": {
           "type": "string",
           "id": 2
          }
         }
        }
       }
      },
      "BatchReferencesRequest": {
       "fields": {
        "references": {
         "rule": "repeated",
         "type": "BatchReference",
         "id": 1
        },
        "consistencyLevel": {
         "type": "ConsistencyLevel",
         "id": 2
        }
       }
      },
      "BatchReferencesReply": {
       "fields": {
        "took": {
         "type": "float",
         "id": 1
        },
        "errors": {
         "rule": "repeated",
         "type": "BatchError",
         "id": 2
        }
       },
       "nested": {
        "BatchError": {
         "fields": {
          "index": {
           "type": "int32",
           "id": 1
          },
          "error": {
           "type": "string",
           "id": 2
          }
         }
        }
       }
      },
      "BatchReference": {
       "oneofs": {
        "_toCollection": {
         "oneof": [
          "toCollection"
         ]
        }
       },
       "fields": {
        "name": {
         "type": "string",
         "id": 1
        },
        "fromCollection": {
         "type": "string",
         "id": 2
        },
        "fromUuid": {
         "type": "string",
         "id": 3
        },
        "toCollection": {
         "type": "string",
         "id": 4,
         "options": {
          "proto3_optional": true
         }
        },
        "toUuid": {
         "type": "string",
         "id": 5
        },
        "tenant": {
         "type": "string",
         "id": 6
        }
       }
      },
      "BatchObject": {
       "fields": {
        "uuid": {
         "type": "string",
         "id": 1
        },
        "vector": {
         "rule": "repeated",
         "type": "float",
         "id": 2
        },
        "properties": {
         "type": "Properties",
         "id": 3
        },
        "collection": {
         "type": "string",
         "id": 4
        },
        "tenant": {
         "type": "string",
         "id": 5
        },
        "vectorBytes": {
         "type": "bytes",
         "id": 6
        },
        "vectors": {
         "rule": "repeated",
         "type": "Vectors",
         "id": 23
        }
       },
       "nested": {
        "Properties": {
         "fields": {
          "nonRefProperties": {
           "type": "Struct",
           "id": 1
          },
          "singleTargetRefProps": {
           "rule": "repeated",
           "type": "SingleTargetRefProps",
           "id": 2
          },
          "multiTargetRefProps": {
           "rule": "repeated",
           "type": "MultiTargetRefProps",
           "id": 3
          },
          "numberArrayProperties": {
           "rule": "repeated",
           "type": "NumberArrayProperties",
           "id": 4
          },
          "intArrayProperties": {
           "rule": "repeated",
           "type": "IntArrayProperties",
           "id": 5
          },
          "textArrayProperties": {
           "rule": "repeated",
           "type": "TextArrayProperties",
           "id": 6
          },
          "booleanArrayProperties": {
           "rule": "repeated",
           "type": "BooleanArrayProperties",
           "id": 7
          },
          "objectProperties": {
           "rule": "repeated",
           "type": "ObjectProperties",
           "id": 8
          },
          "objectArrayProperties": {
           "rule": "repeated",
           "type": "ObjectArrayProperties",
           "id": 9
          },
          "emptyListProps": {
           "rule": "repeated",
           "type": "string",
           "id": 10
          }
         }
        },
        "SingleTargetRefProps": {
         "fields": {
          "uuids": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          },
          "propName": {
           "type": "string",
           "id": 2
          }
         }
        },
        "MultiTargetRefProps": {
         "fields": {
          "uuids": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          },
          "propName": {
           "type": "string",
           "id": 2
          },
          "targetCollection": {
           "type": "string",
           "id": 3
          }
         }
        }
       }
      },
      "ObjectPropertiesValue": {
       "fields": {
        "nonRefProperties": {
         "type": "Struct",
         "id": 1
        },
        "numberArrayProperties": {
         "rule": "repeated",
         "type": "NumberArrayProperties",
         "id": 2
        },
        "intArrayProperties": {
         "rule": "repeated",
         "type": "IntArrayProperties",
         "id": 3
        },
        "textArrayProperties": {
         "rule": "repeated",
         "type": "TextArrayProperties",
         "id": 4
        },
        "booleanArrayProperties": {
         "rule": "repeated",
         "type": "BooleanArrayProperties",
         "id": 5
        },
        "objectProperties": {
         "rule": "repeated",
         "type": "ObjectProperties",
         "id": 6
        },
        "objectArrayProperties": {
         "rule": "repeated",
         "type": "ObjectArrayProperties",
         "id": 7
        },
        "emptyListProps": {
         "rule": "repeated",
         "type": "string",
         "id": 10
        }
       }
      },
      "NumberArrayProperties": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "double",
         "id": 1
        },
        "propName": {
         "type": "string",
         "id": 2
        },
        "valuesBytes": {
         "type": "bytes",
         "id": 3
        }
       }
      },
      "IntArrayProperties": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "int64",
         "id": 1
        },
        "propName": {
         "type": "string",
         "id": 2
        }
       }
      },
      "TextArrayProperties": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "string",
         "id": 1
        },
        "propName": {
         "type": "string",
         "id": 2
        }
       }
      },
      "BooleanArrayProperties": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "bool",
         "id": 1
        },
        "propName": {
         "type": "string",
         "id": 2
        }
       }
      },
      "ObjectProperties": {
       "fields": {
        "value": {
         "type": "ObjectPropertiesValue",
         "id": 1
        },
        "propName": {
         "type": "string",
         "id": 2
        }
       }
      },
      "ObjectArrayProperties": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "ObjectPropertiesValue",
         "id": 1
        },
        "propName": {
         "type": "string",
         "id": 2
        }
       }
      },
      "Struct": {
       "fields": {
        "fields": {
         "rule": "repeated",
         "type": "FieldsEntry",
         "id": 1
        }
       },
       "nested": {
        "FieldsEntry": {
         "fields": {
          "key": {
           "type": "string",
           "id": 1
          },
          "value": {
           "type": "StructValue",
           "id": 2
          }
         }
        }
       }
      },
      "StructValue": {
       "oneofs": {
        "kind": {
         "oneof": [
          "nullValue",
          "numberValue",
          "stringValue",
          "boolValue",
          "structValue",
          "listValue"
         ]
        }
       },
       "fields": {
        "nullValue": {
         "type": "NullValue",
         "id": 1
        },
        "numberValue": {
         "type": "double",
         "id": 2
        },
        "stringValue": {
         "type": "string",
         "id": 3
        },
        "boolValue": {
         "type": "bool",
         "id": 4
        },
        "structValue": {
         "type": "Struct",
         "id": 5
        },
        "listValue": {
         "type": "StructList",
         "id": 6
        }
       }
      },
      "StructList": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "StructValue",
         "id": 1
        }
       }
      },
      "NullValue": {
       "values": {
        "NULL_VALUE": 0
       }
      },
      "Vectors": {
       "fields": {
        "name": {
         "type": "string",
         "id": 1
        },
        "vectorBytes": {
         "type": "bytes",
         "id": 3
        },
        "type": {
         "type": "VectorType",
         "id": 4
        }
       },
       "nested": {
        "VectorType": {
         "values": {
          "VECTOR_TYPE_UNSPECIFIED": 0,
          "VECTOR_TYPE_SINGLE_FP32": 1,
          "VECTOR_TYPE_MULTI_FP32": 2
         }
        }
       }
      },
      "ConsistencyLevel": {
       "values": {
        "CONSISTENCY_LEVEL_UNSPECIFIED": 0,
        "CONSISTENCY_LEVEL_ONE": 1,
        "CONSISTENCY_LEVEL_QUORUM": 2,
        "CONSISTENCY_LEVEL_ALL": 3
       }
      },
      "BatchDeleteRequest": {
       "fields": {
        "collection": {
         "type": "string",
         "id": 1
        },
        "filters": {
         "type": "Filters",
         "id": 2
        },
        "verbose": {
         "type": "bool",
         "id": 3
        },
        "dryRun": {
         "type": "bool",
         "id": 4
        },
        "consistencyLevel": {
         "type": "ConsistencyLevel",
         "id": 5
        },
        "tenant": {
         "type": "string",
         "id": 6
        }
       }
      },
      "BatchDeleteReply": {
       "fields": {
        "took": {
         "type": "float",
         "id": 1
        },
        "failed": {
         "type": "int64",
         "id": 2
        },
        "matches": {
         "type": "int64",
         "id": 3
        },
        "successful": {
         "type": "int64",
         "id": 4
        },
        "objects": {
         "rule": "repeated",
         "type": "BatchDeleteObject",
         "id": 5
        }
       }
      },
      "BatchDeleteObject": {
       "fields": {
        "uuid": {
         "type": "bytes",
         "id": 1
        },
        "successful": {
         "type": "bool",
         "id": 2
        },
        "error": {
         "type": "string",
         "id": 3
        }
       }
      },
      "Filters": {
       "oneofs": {
        "testValue": {
         "oneof": [
          "valueText",
          "valueInt",
          "valueBoolean",
          "valueNumber",
          "valueTextArray",
          "valueIntArray",
          "valueBooleanArray",
          "valueNumberArray"
         ]
        }
       },
       "fields": {
        "operator": {
         "type": "Operator",
         "id": 1
        },
        "filters": {
         "rule": "repeated",
         "type": "Filters",
         "id": 3
        },
        "valueText": {
         "type": "string",
         "id": 4
        },
        "valueInt": {
         "type": "int64",
         "id": 5
        },
        "valueBoolean": {
         "type": "bool",
         "id": 6
        },
        "valueNumber": {
         "type": "double",
         "id": 7
        },
        "valueTextArray": {
         "type": "TextArray",
         "id": 9
        },
        "valueIntArray": {
         "type": "IntArray",
         "id": 10
        },
        "valueBooleanArray": {
         "type": "BooleanArray",
         "id": 11
        },
        "valueNumberArray": {
         "type": "NumberArray",
         "id": 12
        },
        "target": {
         "type": "FilterTarget",
         "id": 20
        }
       },
       "nested": {
        "Operator": {
         "values": {
          "OPERATOR_UNSPECIFIED": 0,
          "OPERATOR_EQUAL": 1,
          "OPERATOR_NOT_EQUAL": 2,
          "OPERATOR_GREATER_THAN": 3,
          "OPERATOR_GREATER_THAN_EQUAL": 4,
          "OPERATOR_LESS_THAN": 5,
          "OPERATOR_LESS_THAN_EQUAL": 6,
          "OPERATOR_AND": 7,
          "OPERATOR_OR": 8,
          "OPERATOR_WITHIN_GEO_RANGE": 9,
          "OPERATOR_LIKE": 10,
          "OPERATOR_IS_NULL": 11,
          "OPERATOR_CONTAINS_ANY": 12,
          "OPERATOR_CONTAINS_ALL": 13,
          "OPERATOR_CONTAINS_NONE": 14,
          "OPERATOR_NOT": 15
         }
        }
       }
      },
      "FilterTarget": {
       "oneofs": {
        "target": {
         "oneof": [
          "property"
         ]
        }
       },
       "fields": {
        "property": {
         "type": "string",
         "id": 1
        }
       }
      },
      "TextArray": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "string",
         "id": 1
        }
       }
      },
      "IntArray": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "int64",
         "id": 1
        }
       }
      },
      "BooleanArray": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "bool",
         "id": 1
        }
       }
      },
      "NumberArray": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "double",
         "id": 1
        }
       }
      },
      "BatchStreamRequest": {
       "oneofs": {
        "message": {
         "oneof": [
          "start",
          "data",
          "stop"
         ]
        }
       },
       "fields": {
        "start": {
         "type": "Start",
         "id": 1
        },
        "data": {
         "type": "Data",
         "id": 2
        },
        "stop": {
         "type": "Stop",
         "id": 3
        }
       },
       "nested": {
        "Start": {
         "fields": {
          "consistencyLevel": {
           "type": "ConsistencyLevel",
           "id": 1
          }
         }
        },
        "Data": {
         "fields": {
          "objects": {
           "type": "Objects",
           "id": 1
          },
          "references": {
           "type": "References",
           "id": 2
          }
         },
         "nested": {
          "Objects": {
           "fields": {
            "values": {
             "rule": "repeated",
             "type": "bytes",
             "id": 1
            }
           }
          },
          "References": {
           "fields": {
            "values": {
             "rule": "repeated",
             "type": "BatchReference",
             "id": 1
            }
           }
          }
         }
        },
        "Stop": {
         "fields": {}
        }
       }
      },
      "BatchStreamReply": {
       "oneofs": {
        "message": {
         "oneof": [
          "results",
          "shuttingDown",
          "started",
          "acks"
         ]
        }
       },
       "fields": {
        "results": {
         "type": "Results",
         "id": 1
        },
        "shuttingDown": {
         "type": "ShuttingDown",
         "id": 2
        },
        "started": {
         "type": "Started",
         "id": 4
        },
        "acks": {
         "type": "Acks",
         "id": 6
        }
       },
       "nested": {
        "Started": {
         "fields": {}
        },
        "Acks": {
         "fields": {
          "uuids": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          },
          "beacons": {
           "rule": "repeated",
           "type": "string",
           "id": 2
          }
         }
        },
        "Results": {
         "fields": {
          "errors": {
           "rule": "repeated",
           "type": "Error",
           "id": 1
          },
          "successes": {
           "rule": "repeated",
           "type": "Success",
           "id": 2
          }
         },
         "nested": {
          "Error": {
           "oneofs": {
            "detail": {
             "oneof": [
              "uuid",
              "beacon"
             ]
            }
           },
           "fields": {
            "error": {
             "type": "string",
             "id": 1
            },
            "uuid": {
             "type": "string",
             "id": 2
            },
            "beacon": {
             "type": "string",
             "id": 3
            }
           }
          },
          "Success": {
           "oneofs": {
            "detail": {
             "oneof": [
              "uuid",
              "beacon"
             ]
            }
           },
           "fields": {
            "uuid": {
             "type": "string",
             "id": 2
            },
            "beacon": {
             "type": "string",
             "id": 3
            }
           }
          }
         }
        },
        "ShuttingDown": {
         "fields": {}
        }
       }
      },
      "SearchRequest": {
       "fields": {
        "collection": {
         "type": "string",
         "id": 1
        },
        "tenant": {
         "type": "string",
         "id": 10
        },
        "consistencyLevel": {
         "type": "ConsistencyLevel",
         "id": 11
        },
        "properties": {
         "type": "PropertiesRequest",
         "id": 20
        },
        "metadata": {
         "type": "MetadataRequest",
         "id": 21
        },
        "limit": {
         "type": "uint32",
         "id": 30
        },
        "offset": {
         "type": "uint32",
         "id": 31
        },
        "after": {
         "type": "string",
         "id": 33
        },
        "filters": {
         "type": "Filters",
         "id": 40
        },
        "uses_123Api": {
         "type": "bool",
         "id": 100
        },
        "uses_125Api": {
         "type": "bool",
         "id": 101
        },
        "uses_127Api": {
         "type": "bool",
         "id": 102
        }
       }
      },
      "PropertiesRequest": {
       "fields": {
        "nonRefProperties": {
         "rule": "repeated",
         "type": "string",
         "id": 1
        },
        "refProperties": {
         "rule": "repeated",
         "type": "RefPropertiesRequest",
         "id": 2
        },
        "objectProperties": {
         "rule": "repeated",
         "type": "ObjectPropertiesRequest",
         "id": 3
        },
        "returnAllNonrefProperties": {
         "type": "bool",
         "id": 11
        }
       }
      },
      "ObjectPropertiesRequest": {
       "fields": {
        "propName": {
         "type": "string",
         "id": 1
        },
        "primitiveProperties": {
         "rule": "repeated",
         "type": "string",
         "id": 2
        },
        "objectProperties": {
         "rule": "repeated",
         "type": "ObjectPropertiesRequest",
         "id": 3
        }
       }
      },
      "RefPropertiesRequest": {
       "fields": {
        "referenceProperty": {
         "type": "string",
         "id": 1
        },
        "properties": {
         "type": "PropertiesRequest",
         "id": 2
        },
        "metadata": {
         "type": "MetadataRequest",
         "id": 3
        },
        "targetCollection": {
         "type": "string",
         "id": 4
        }
       }
      },
      "MetadataRequest": {
       "fields": {
        "uuid": {
         "type": "bool",
         "id": 1
        },
        "vector": {
         "type": "bool",
         "id": 2
        },
        "creationTimeUnix": {
         "type": "bool",
         "id": 3
        },
        "lastUpdateTimeUnix": {
         "type": "bool",
         "id": 4
        },
        "vectors": {
         "rule": "repeated",
         "type": "string",
         "id": 10
        }
       }
      },
      "SearchReply": {
       "fields": {
        "took": {
         "type": "float",
         "id": 1
        },
        "results": {
         "rule": "repeated",
         "type": "bytes",
         "id": 2
        }
       }
      },
      "SearchResult": {
       "fields": {
        "properties": {
         "type": "PropertiesResult",
         "id": 1
        },
        "metadata": {
         "type": "MetadataResult",
         "id": 2
        }
       }
      },
      "PropertiesResult": {
       "fields": {
        "refProps": {
         "rule": "repeated",
         "type": "RefPropertiesResult",
         "id": 2
        },
        "targetCollection": {
         "type": "string",
         "id": 3
        },
        "metadata": {
         "type": "MetadataResult",
         "id": 4
        },
        "nonRefProps": {
         "type": "Properties",
         "id": 11
        }
       }
      },
      "RefPropertiesResult": {
       "fields": {
        "properties": {
         "rule": "repeated",
         "type": "PropertiesResult",
         "id": 1
        },
        "propName": {
         "type": "string",
         "id": 2
        }
       }
      },
      "MetadataResult": {
       "fields": {
        "id": {
         "type": "string",
         "id": 1
        },
        "creationTimeUnix": {
         "type": "int64",
         "id": 3
        },
        "creationTimeUnixPresent": {
         "type": "bool",
         "id": 4
        },
        "lastUpdateTimeUnix": {
         "type": "int64",
         "id": 5
        },
        "lastUpdateTimeUnixPresent": {
         "type": "bool",
         "id": 6
        },
        "vectorBytes": {
         "type": "bytes",
         "id": 19
        },
        "idAsBytes": {
         "type": "bytes",
         "id": 20
        },
        "vectors": {
         "rule": "repeated",
         "type": "Vectors",
         "id": 23
        }
       }
      },
      "Properties": {
       "fields": {
        "fields": {
         "rule": "repeated",
         "type": "FieldsEntry",
         "id": 1
        }
       },
       "nested": {
        "FieldsEntry": {
         "fields": {
          "key": {
           "type": "string",
           "id": 1
          },
          "value": {
           "type": "Value",
           "id": 2
          }
         }
        }
       }
      },
      "Value": {
       "oneofs": {
        "kind": {
         "oneof": [
          "numberValue",
          "boolValue",
          "objectValue",
          "listValue",
          "dateValue",
          "uuidValue",
          "intValue",
          "geoValue",
          "blobValue",
          "phoneValue",
          "nullValue",
          "textValue"
         ]
        }
       },
       "fields": {
        "numberValue": {
         "type": "double",
         "id": 1
        },
        "boolValue": {
         "type": "bool",
         "id": 3
        },
        "objectValue": {
         "type": "Properties",
         "id": 4
        },
        "listValue": {
         "type": "ListValue",
         "id": 5
        },
        "dateValue": {
         "type": "string",
         "id": 6
        },
        "uuidValue": {
         "type": "string",
         "id": 7
        },
        "intValue": {
         "type": "int64",
         "id": 8
        },
        "geoValue": {
         "type": "GeoCoordinate",
         "id": 9
        },
        "blobValue": {
         "type": "string",
         "id": 10
        },
        "phoneValue": {
         "type": "PhoneNumber",
         "id": 11
        },
        "nullValue": {
         "type": "NullValue",
         "id": 12
        },
        "textValue": {
         "type": "string",
         "id": 13
        }
       }
      },
      "ListValue": {
       "oneofs": {
        "kind": {
         "oneof": [
          "numberValues",
          "boolValues",
          "objectValues",
          "dateValues",
          "uuidValues",
          "intValues",
          "textValues"
         ]
        }
       },
       "fields": {
        "numberValues": {
         "type": "NumberValues",
         "id": 2
        },
        "boolValues": {
         "type": "BoolValues",
         "id": 3
        },
        "objectValues": {
         "type": "ObjectValues",
         "id": 4
        },
        "dateValues": {
         "type": "DateValues",
         "id": 5
        },
        "uuidValues": {
         "type": "UuidValues",
         "id": 6
        },
        "intValues": {
         "type": "IntValues",
         "id": 7
        },
        "textValues": {
         "type": "TextValues",
         "id": 8
        }
       }
      },
      "NumberValues": {
       "fields": {
        "values": {
         "type": "bytes",
         "id": 1
        }
       }
      },
      "BoolValues": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "bool",
         "id": 1
        }
       }
      },
      "ObjectValues": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "Properties",
         "id": 1
        }
       }
      },
      "DateValues": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "string",
         "id": 1
        }
       }
      },
      "UuidValues": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "string",
         "id": 1
        }
       }
      },
      "IntValues": {
       "fields": {
        "values": {
         "type": "bytes",
         "id": 1
        }
       }
      },
      "TextValues": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "string",
         "id": 1
        }
       }
      },
      "GeoCoordinate": {
       "fields": {
        "longitude": {
         "type": "float",
         "id": 1
        },
        "latitude": {
         "type": "float",
         "id": 2
        }
       }
      },
      "PhoneNumber": {
       "fields": {
        "countryCode": {
         "type": "uint64",
         "id": 1
        },
        "defaultCountry": {
         "type": "string",
         "id": 2
        },
        "input": {
         "type": "string",
         "id": 3
        },
        "internationalFormatted": {
         "type": "string",
         "id": 4
        },
        "national": {
         "type": "uint64",
         "id": 5
        },
        "nationalFormatted": {
         "type": "string",
         "id": 6
        },
        "valid": {
         "type": "bool",
         "id": 7
        }
       }
      },
      "TenantsGetRequest": {
       "oneofs": {
        "params": {
         "oneof": [
          "names"
         ]
        }
       },
       "fields": {
        "collection": {
         "type": "string",
         "id": 1
        },
        "names": {
         "type": "TenantNames",
         "id": 2
        }
       }
      },
      "TenantNames": {
       "fields": {
        "values": {
         "rule": "repeated",
         "type": "string",
         "id": 1
        }
       }
      },
      "TenantsGetReply": {
       "fields": {
        "took": {
         "type": "float",
         "id": 1
        },
        "tenants": {
         "rule": "repeated",
         "type": "Tenant",
         "id": 2
        }
       }
      },
      "Tenant": {
       "fields": {
        "name": {
         "type": "string",
         "id": 1
        },
        "activityStatus": {
         "type": "TenantActivityStatus",
         "id": 2
        }
       }
      },
      "TenantActivityStatus": {
       "values": {
        "TENANT_ACTIVITY_STATUS_UNSPECIFIED": 0,
        "TENANT_ACTIVITY_STATUS_HOT": 1,
        "TENANT_ACTIVITY_STATUS_COLD": 2,
        "TENANT_ACTIVITY_STATUS_FROZEN": 4
       }
      }
     }
    }
   }
  },
  "grpc": {
   "nested": {
    "health": {
     "nested": {
      "v1": {
       "nested": {
        "Health": {
         "methods": {
          "Check": {
           "requestType": "HealthCheckRequest",
           "responseType": "HealthCheckResponse"
          }
         }
        },
        "HealthCheckRequest": {
         "fields": {
          "service": {
           "type": "string",
           "id": 1
          }
         }
        },
        "HealthCheckResponse": {
         "fields": {
          "status": {
           "type": "ServingStatus",
           "id": 1
          }
         },
         "nested": {
          "ServingStatus": {
           "values": {
            "UNKNOWN": 0,
            "SERVING": 1,
            "NOT_SERVING": 2
           }
          }
         }
        }
       }
      }
     }
    }
   }
  }
 }
};
