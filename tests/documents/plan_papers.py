"""Papers made by hand, for tests of plans: tables from tuples of texts."""

from muniment.documents.paper import Cell, Paper, Paragraph, Place, Row, Table


def table(number: int, *rows: tuple[str, ...], page: int | None = None) -> Table:
    return Table(
        tuple(
            Row(
                tuple(Cell(text, Place(page, None, number, at, column)) for column, text in enumerate(texts, 1)),
                Place(page, None, number, at),
            )
            for at, texts in enumerate(rows, 1)
        ),
        Place(page, None, number),
    )


def heading(text: str, level: int = 1) -> Paragraph:
    return Paragraph(text, Place(), level)


def paper(*blocks: Table | Paragraph, kind: str = "docx") -> Paper:
    return Paper("plan", kind, blocks)
