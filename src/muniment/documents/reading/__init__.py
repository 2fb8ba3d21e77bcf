"""From a file to a paper: one room for each format.

`read_paper(content, name)` and `read_file(path)` give a `Paper` or raise `Unreadable`. In every format a cell merged
downwards has its text in each of its rows, and a cell merged across has it once, with empty cells beside it.
"""

from muniment.documents.reading.reader import read_file, read_paper

__all__ = ["read_file", "read_paper"]
