"""The line of each file: what the rules say, and where they say nothing what the model says."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine.classes.columns import Rows, flat
from muniment.discovery.engine.classes.fitting import classify
from muniment.discovery.engine.classes.model import Model
from muniment.discovery.engine.classes.rules import Rule
from muniment.discovery.engine.schema import CLASSED


def classed(batch: Rows, rules: Sequence[Rule], model: Model | None, as_at: datetime) -> pa.RecordBatch:
    """CLASSED, a row for each row: by the first rule that fits, else by the model, which may say that it is not sure enough.

    batch  as for `fitting.classify`, and terms and counts where the model shall be asked
    """
    by_rule = classify(batch, rules, as_at)
    if model is None or "terms" not in batch.schema.names:
        return by_rule
    left = pc.is_null(by_rule.column("line"))
    asked = pa.table({name: flat(batch.column(name)).filter(left) for name in ("path", "terms", "counts")})
    said = model.predict(asked)
    columns = [pc.replace_with_mask(by_rule.column(name), left, said.column(name)) for name in CLASSED.names]
    return pa.RecordBatch.from_arrays(columns, schema=CLASSED)
