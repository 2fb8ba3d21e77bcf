"""How Ambleworth taught its scan: some rules, files and folders whose line somebody confirmed, and the model that learnt from those."""

from muniment.demonstration.scanned import DRIVE
from muniment.discovery.engine import questions
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.teaching import answering, rule_steps, training
from muniment.discovery.teaching.model_records import ClassModel
from muniment.discovery.teaching.rule_records import ClassRule
from muniment.people.models import Post, Unit
from muniment.registers.access import Actor
from muniment.registers.services import Change, write
from muniment.retention.lines import RetentionLine

# Name, line, conditions, why it is there, whether it is in force.
RULES = (
    ("Invoices of suppliers", "AMB-06", 'folder contains "invoices" or (kind is pdf and name like "INV-*")', "Asked for by the finance team; the folder has held nothing else since 2009.", True),
    ("Minutes of committees", "AMB-11", 'folder contains "committees" and name contains "minutes" unless name contains "draft"', "The signed minutes go to the archives.", True),
    ("Contracts", "AMB-12", 'folder contains "contracts" and kind is pdf or docx', "", False),
    ("Rotas and drafts", "AMB-14", '(name contains "rota" or name contains "draft") and older than 3 years', "Decision of the Information Governance Group.", True),
)  # fmt: skip
FOLDERS = {
    "Human Resources/Sickness": "AMB-07", "Planning/Applications": "AMB-01", "School Admissions": "AMB-08", "Finance/Suppliers": "AMB-06",
    "Regeneration Team/Consultation": "AMB-14", "Desktop": "AMB-14",
}  # fmt: skip
# So many files of a folder were looked at one by one; the model has to tell the others.
FILES = {"Housing Options/Letters": ("AMB-05", 14), "Regeneration Team/Market Quarter": ("AMB-14", 12)}
SINGLY = {"Housing Options/Waiting list March 2016.xlsx": "AMB-05"}


def leave() -> None:
    """Once, after the drive was looked through and before it is looked at again."""
    place = ScannedPlace.objects.standing().filter(name=DRIVE).first()
    if place is None or ClassRule.objects.standing().exists():
        return
    manager = Post.objects.get(title="Records Manager").holders()[0]
    by = Actor.at_page(manager)
    lines = {each.code: each for each in RetentionLine.objects.standing()}
    council = Unit.objects.get(name="Ambleworth City Council")
    owner = Post.objects.get(title="Records Manager")
    for name, code, conditions, purpose, in_force in RULES:
        rule = ClassRule(name=name, line=lines[code], conditions=conditions, purpose=purpose, unit=council, owner=owner)
        write(by, [Change(rule, verb="create")])
        if in_force:
            rule_steps.enforce(by, rule, {"why": purpose})
    for folder, code in FOLDERS.items():
        answering.answer(by, place, folder, lines[code], whole_folder=True)
    for folder, (code, most) in FILES.items():
        with questions.opened(place.result) as connection:
            found = connection.execute(
                "SELECT path FROM files WHERE starts_with(path, $below) AND text = 'read' ORDER BY path LIMIT $most", {"below": f"{folder}/", "most": most}
            ).fetchall()  # fmt: skip
        for (path,) in found:
            answering.answer(by, place, path, lines[code])
    for path, code in SINGLY.items():
        answering.answer(by, place, path, lines[code])
    version = training.ask_for(by, council)
    training.learn_now.call(version.pk)
    version.refresh_from_db()
    if version.state == ClassModel.State.MEASURED:
        training.put_in_use(by, version, {"why": "Its figures were shown to the Information Governance Group."})
