"""The second reader: kreuzberg, for what no light reader takes, or failed on."""

import functools
from typing import Any

from kreuzberg import ExtractionConfig, extract_bytes_sync

from muniment.documents.extract.gathering import Gathered, held
from muniment.documents.extract.kind_table import MIME

TAKES = frozenset({"doc", "ppt", "docx", "pptx", "xlsx", "xls", "odt", "epub", "pdf", "rtf", "html", "xml"})


@functools.cache
def _config() -> Any:
    told: dict[str, Any] = {"use_cache": False, "disable_ocr": True}  # what is read from pictures is not asked for here
    return ExtractionConfig(**told)


def read_by_second(content: bytes, kind: str, gathered: Gathered) -> None:
    """The text as plain text. Raises Unreadable."""
    with held():
        found = extract_bytes_sync(content, MIME[kind], config=_config())
        gathered.prose("", found.content)
