"""read_parquet.py READER FILE: the rows of a Parquet file, each a line of JSON that tells every value (see rows.fixture.ts).

READER is pyarrow, polars or fastparquet. Of fastparquet a struct's fields come as columns named by their path.
"""

import datetime
import json
import math
import numbers
import struct
import sys

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)


def pyarrow_rows(file):
    import pyarrow.parquet as parquet

    return parquet.ParquetFile(file).read().to_pylist()


def polars_rows(file):
    import polars

    return polars.read_parquet(file, use_statistics=False).to_dicts()


def fastparquet_rows(file):
    import fastparquet

    frame = fastparquet.ParquetFile(file).to_pandas()
    columns = [(name, frame[name].tolist()) for name in frame.columns]
    return [{name: plain(values[row]) for name, values in columns} for row in range(len(frame))]


def plain(value):
    """pandas has NaN, NaT or NA where a value is NULL, and numpy's own types in columns of objects."""
    import numpy
    import pandas

    if isinstance(value, numpy.generic):
        return value.item()
    if isinstance(value, (list, numpy.ndarray)):
        return [plain(element) for element in value]
    return None if pandas.isna(value) else value


def told(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, datetime.datetime):
        return str((value.replace(tzinfo=datetime.timezone.utc) - EPOCH) // MICROSECOND)
    if isinstance(value, dict):
        return {name: told(field) for name, field in value.items() if field is not None}
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        return "f" + ("nan" if math.isnan(value) else struct.pack(">d", value).hex())
    return [told(element) for element in value]


if __name__ == "__main__":
    reader, file = sys.argv[1:]
    for row in globals()[reader + "_rows"](file):
        print(json.dumps(told(row)))
