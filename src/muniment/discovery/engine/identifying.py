"""placeholder"""

from dataclasses import dataclass
import pyarrow as pa
from muniment.discovery.engine.guarded import timed
from muniment.discovery.engine.schema import IDENTIFIED
from muniment.discovery.engine.sources import Source
from muniment.documents.extract.kinds import kind_of_stream
from muniment.documents.extract import MIME


@dataclass(frozen=True, slots=True)
class Identifying:
    source: Source
    seconds: float = 20.0

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = []
        for path, stamp, name in zip(*(batch.column(e).to_pylist() for e in ("path", "stamp", "name")), strict=True):
            row = {"path": path, "stamp": stamp}
            try:
                with timed(self.seconds), self.source.open(path) as stream:
                    row["format"] = kind_of_stream(stream, name)
                    row["mime"] = MIME.get(row["format"])
            except OSError as error:
                row["why"] = f"It could not be read: {error.strerror}."
            rows.append(row)
        return pa.RecordBatch.from_pylist(rows, schema=IDENTIFIED)


def lost(batch: pa.RecordBatch, why: str) -> pa.RecordBatch:
    row = batch.to_pylist()[0]
    return pa.RecordBatch.from_pylist(
        [{"path": row["path"], "stamp": row["stamp"], "format": "unknown", "why": why}], schema=IDENTIFIED
    )
