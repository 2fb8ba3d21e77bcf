"""Personal data in text and tables: what is found, how sure that is, and why.

`find` is what others call. `rules` says what is looked for, `matching` finds the forms, `judging` and `columns` ask what speaks
for them, `people` and `special` know what has no form, and `masking` keeps the values themselves out of all that is kept.
"""

from muniment.discovery.engine.personal.finding import TOLD, Finding, Personal
from muniment.discovery.engine.personal.searching import find

__all__ = ["TOLD", "Finding", "Personal", "find"]
