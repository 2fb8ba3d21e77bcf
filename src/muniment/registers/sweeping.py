"""Kept files that nothing names: what was written before its row, and the row never came."""

import re
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from muniment import clock
from muniment.registers.models import History, HistoryHead

DIGEST = re.compile(r"[0-9a-f]{64}")
AGE = timedelta(days=1)  # a file that is written now may be named in a moment


def named() -> set[str]:
    """Every digest that any row names: what could be one is taken for one, so that no table need be known here."""
    found: set[str] = set()
    for model in apps.get_models():
        if model in {History, HistoryHead}:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField) and field.max_length == 64:
                values = model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                found.update(str(value) for value in values.iterator())
    return found


def sweep() -> list[Path]:
    """Takes away the files that nothing names and that are older than a day, and what a broken write left; returns them."""
    before = (clock.now() - AGE).timestamp()
    old = [
        place for place in Path(settings.DATA.files).glob("??/*") if place.is_file() and place.stat().st_mtime < before
    ]
    keep = named() if old else set()
    swept = [
        place
        for place in old
        if place.name not in keep and (DIGEST.fullmatch(place.name) or place.name.startswith("tmp"))
    ]
    for place in swept:
        place.unlink(missing_ok=True)
    return swept
