"""The program of one class by Weaviate's client of PyPI, its iterator, and pyarrow."""

import json
import os
import resource
import sys
import time
from array import array
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import weaviate
from weaviate.classes.query import MetadataQuery

ROW_GROUP_ROWS = 10_000
KIB, MB = 1024, 1e6

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("creation_time", pa.timestamp("ms", tz="UTC")),
        ("update_time", pa.timestamp("ms", tz="UTC")),
        ("vector", pa.binary()),
        ("properties", pa.string()),
    ]
)


def connect():
    rest = urlsplit(os.environ["WEAVIATE_URL"])
    grpc = urlsplit(os.environ.get("WEAVIATE_GRPC_URL") or f"{rest.scheme}://{rest.hostname}:50051")
    key = os.environ.get("WEAVIATE_API_KEY")
    return weaviate.connect_to_custom(
        http_host=rest.hostname,
        http_port=rest.port or (443 if rest.scheme == "https" else 80),
        http_secure=rest.scheme == "https",
        grpc_host=grpc.hostname,
        grpc_port=grpc.port or (443 if grpc.scheme == "https" else 50051),
        grpc_secure=grpc.scheme == "https",
        auth_credentials=weaviate.auth.AuthApiKey(key) if key else None,
    )


def read(order):
    count, rows = 0, []

    def flush(writer):
        columns = [list(column) for column in zip(*rows)]
        writer.write_batch(pa.record_batch(columns, schema=SCHEMA))
        rows.clear()

    path = os.path.join(order["output"], "python.parquet")
    with connect() as client, pq.ParquetWriter(path, SCHEMA, compression="zstd", compression_level=1) as writer:
        found = client.collections.get(order["className"]).iterator(
            include_vector=True,
            return_metadata=MetadataQuery(creation_time=True, last_update_time=True),
            cache_size=order["page"],
        )
        for item in found:
            rows.append(
                (
                    str(item.uuid),
                    item.metadata.creation_time,
                    item.metadata.last_update_time,
                    array("f", item.vector["default"]).tobytes(),
                    json.dumps(item.properties, default=str),
                )
            )
            count += 1
            if len(rows) == ROW_GROUP_ROWS:
                flush(writer)
            if count == order["objects"]:
                break
        if rows:
            flush(writer)
    return count


started, cpu = time.monotonic(), time.process_time()
objects = read(json.loads(sys.argv[1]))
print(
    json.dumps(
        {
            "objects": objects,
            "seconds": time.monotonic() - started,
            "cpuSeconds": time.process_time() - cpu,
            "peakMB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB / MB,
        }
    )
)
