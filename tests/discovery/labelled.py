"""Made-up documents of a council, each of a line of its schedule, with the words of that line among words of all."""

import random

import pyarrow as pa

from muniment.discovery.engine.classes.terms import terms, words_by_id

SUBJECTS = {
    "FIN-03": "invoice supplier payment creditor remittance purchase ledger",
    "HR-02": "employee contract salary appointment pension probation leave",
    "HSG-01": "tenancy tenant rent arrears repair landlord possession",
    "PLN-04": "planning application dwelling elevation objection consent conservation",
    "LEG-07": "claim solicitor court disclosure settlement proceedings counsel",
    "REG-09": "burial cemetery grave memorial exhumation plot interment",
}
COMMON = [
    f"{first}{second}"
    for first in ("meet", "coun", "serv", "dist", "rep")
    for second in ("ing", "cil", "ice", "rict", "ort", "able", "ment", "tion")
]


def document(line: str, seed: int, share: float = 0.25) -> str:
    """Some sentences in which that share of the words is the line's own."""
    chance = random.Random(f"{line}{seed}")
    own = SUBJECTS[line].split()
    return " ".join(
        chance.choice(own) if chance.random() < share else chance.choice(COMMON) for _ in range(chance.randint(20, 60))
    )


def table(numbers: dict[str, int], share: float = 0.25, first: int = 0) -> tuple[pa.Table, dict[int, str]]:
    """So many documents of each line, as labels, and the words behind their terms."""
    rows, words = [], {}
    for line, number in numbers.items():
        for seed in range(first, first + number):
            text, path = document(line, seed, share), f"share/{line[:1].lower()}{seed}.txt"
            ids, counts = terms(text, path)
            rows.append({"path": f"{line}-{path}", "terms": ids, "counts": counts, "line": line})
            words |= words_by_id(text, path)
    schema = pa.schema(
        [
            ("path", pa.string()),
            ("terms", pa.list_(pa.uint32())),
            ("counts", pa.list_(pa.uint16())),
            ("line", pa.string()),
        ]
    )
    return pa.Table.from_pylist(rows, schema), words
