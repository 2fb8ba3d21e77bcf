"""The demonstration's third plan came as a paper, with the mistakes that papers have: it is imported as anybody would."""

from datetime import date
from importlib.resources import files

from django.conf import settings

from muniment import clock
from muniment.assurance import importing
from muniment.demonstration import make_papers
from muniment.people.models import Post
from muniment.registers.access import Actor
from muniment.registers.evidence import keep

TITLE = "Internal audit of records management"
POSITION = date(2026, 9, 30)


def import_first() -> None:
    """Imports the first paper as the head of information governance did, its proposals taken."""
    content = files("muniment.demonstration").joinpath("data", "papers", make_papers.FIRST).read_bytes()
    holder = Post.objects.get(title="Head of Information Governance").holders()[0]
    position = POSITION if clock.today() >= POSITION else None
    shown = importing.preview(content, make_papers.FIRST, title=TITLE, position=position).with_proposals()
    keep(content)
    importing.apply(Actor.at_page(holder), shown, open_choices="mark")


def leave_files() -> None:
    """The papers themselves, in the data folder: for whoever wants to import one."""
    folder = settings.DATA.path / "papers"
    if not folder.is_dir():
        make_papers.make(folder)
        for name in (make_papers.FIRST, make_papers.NEXT):
            content = files("muniment.demonstration").joinpath("data", "papers", name).read_bytes()
            (folder / name).write_bytes(content)
