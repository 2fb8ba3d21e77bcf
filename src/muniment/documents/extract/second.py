"""The second reader: kreuzberg, for what no light reader takes, or failed on."""

import functools
from typing import Any

from kreuzberg import ExtractionConfig, extract_bytes_sync

from muniment.documents.extract.gathering import Gathered, held
from muniment.documents.extract.kind_table import MIME

# Workbooks are none of these: it makes room for whatever a damaged one says of its size, and brings the process down.
TAKES = frozenset({"doc", "ppt", "docx", "pptx", "odt", "epub", "rtf"})


@functools.cache
def _config() -> Any:
    told: dict[str, Any] = {"use_cache": False, "disable_ocr": True}  # what is read from pictures is not asked for here
    return ExtractionConfig(**told)


def read_by_second(content: bytes, kind: str, gathered: Gathered) -> None:
    """The text as plain text. Raises Unreadable."""
    with held():
        found = extract_bytes_sync(content, MIME[kind], config=_config())
        gathered.prose("", found.content)
