"""What lies on Ambleworth's drive U, team by team; and what changed there before it was looked at again."""

from datetime import date
from pathlib import Path
from typing import Any

from muniment.demonstration.share_files import Tree, archive, document, message, pdf, picture, workbook

YEARS = range(2009, 2026)


def fill(root: Path, today: date) -> None:
    """Writes the drive as it is found the first time."""
    tree = Tree(root, today)
    for team in (_finance, _housing, _admissions, _personnel, _planning, _committees, _regeneration, _left_behind):
        team(tree)


def change(root: Path, today: date) -> None:
    """A week of work: something new, something changed, something moved, something gone."""
    tree = Tree(root, today)
    tree.put(
        "Finance/Budgets/2026/Budget 2026-27 draft.xlsx", workbook([["Service", "Amount"], ["Libraries", 1_310_000]]), 1
    )
    tree.put("Committees/2026/Minutes Audit and Governance September.docx", _minutes(tree, "September"), 2)
    tree.put("Finance/Working papers/Rota.csv", b"week,who\n1,Ada\n2,Bertram\n3,Cicely\n", 1)
    moved = root / "Housing Options/Letters/Reply 003.docx"
    moved.rename(root / "Housing Options/Reply to Marrick Lane.docx")
    (root / "Desktop/~WRL0003.tmp").unlink()


def _finance(tree: Tree) -> None:
    for year in YEARS:
        age = 365 * (2026 - year) - 60
        for number in range(4):
            lines = [
                f"Invoice {year}-{number:03}",
                f"From Corrin Supplies, for paper and toner, {tree.random.randint(80, 900)} pounds.",
                "To Ambleworth City Council, accounts payable.",
                "Payment within thirty days.",
            ]
            tree.put(f"Finance/Invoices/{year}/INV-{year}-{number:03}.pdf", pdf(lines), age + number)
        rows: list[list[Any]] = [
            ["Service", "Budget", "Spent"],
            *[
                [name, tree.random.randint(90, 900) * 1000, tree.random.randint(90, 900) * 1000]
                for name in ("Libraries", "Parks", "Housing", "Refuse")
            ],
        ]
        tree.put(f"Finance/Budgets/{year}/Budget {year}.xlsx", workbook(rows), age)
    paper = document(
        "Medium term financial plan",
        [f"Paragraph {n}: the council expects costs to rise by {n} per cent." for n in range(1, 30)],
        "Gareth Winstanley",
    )
    for name, age in (
        ("MTFP v1.docx", 900),
        ("MTFP v2.docx", 880),
        ("MTFP final.docx", 870),
        ("MTFP final FINAL.docx", 860),
    ):
        tree.put(f"Finance/Working papers/{name}", paper if name.endswith("FINAL.docx") else paper + name.encode(), age)
    tree.put("Finance/Working papers/Copy of MTFP final FINAL.docx", paper, 400)
    tree.put("Finance/Working papers/Rota.csv", b"week,who\n1,Ada\n2,Bertram\n", 300)
    suppliers = [
        ["Supplier", "Sort code", "Account number", "Contact", "Telephone"],
        *[[f"Supplier {n}", "00-00-00", f"{31000000 + n * 7}", tree.person(), tree.telephone()] for n in range(12)],
    ]
    tree.put("Finance/Suppliers/Bank details.xlsx", workbook(suppliers), 1300)


def _housing(tree: Tree) -> None:
    for number in range(30):
        name = tree.person()
        words = [
            f"Dear {name},",
            f"Thank you for your application to the housing register from {tree.address()}. Your National Insurance number is {tree.nino()}, and you were born on {tree.random.randint(1, 28)} May 19{tree.random.randint(50, 99)}.",
            f"You may ring us on {tree.telephone()}. We shall write again when we have decided.",
            "Housing Options, Ambleworth City Council",
        ]
        tree.put(
            f"Housing Options/Letters/Reply {number:03}.docx",
            document(f"Your application {number:03}", words, "Dilys Fairbrother"),
            120 + number * 90,
        )
    rows = [
        ["Name", "NI number", "Date of birth", "Address"],
        *[
            [tree.person(), tree.nino(), f"{1 + n % 28:02}/0{1 + n % 9}/19{50 + n % 49}", tree.address()]
            for n in range(40)
        ],
    ]
    content = workbook(rows, "Waiting list")
    tree.put("Housing Options/Waiting list March 2016.xlsx", content, 3900)
    for copy in (
        "Desktop/Waiting list March 2016.xlsx",
        "Housing Options/Backup/Waiting list March 2016.xlsx",
        "Regeneration Team/From Housing/Waiting list March 2016.xlsx",
    ):
        tree.put(copy, content, 3890)


def _admissions(tree: Tree) -> None:
    for year in range(2013, 2025):
        rows = [
            "Pupil,School,Parent,Telephone",
            *(f"{tree.person()},Osier Primary,{tree.person()},{tree.telephone()}" for _ in range(12)),
        ]
        tree.put(f"School Admissions/{year}/Applications {year}.csv", "\n".join(rows).encode(), 365 * (2026 - year))
        tree.put(
            f"School Admissions/{year}/Appeal panel notes.txt",
            f"Notes of the appeal panel of {year}. The family of {tree.person()} of {tree.address()} was heard. The panel decided that the school was full.".encode(),
            365 * (2026 - year) - 20,
        )
    tree.put(
        "School Admissions/Appeals/Claim for judicial review/Letter before claim.docx",
        document(
            "Letter before claim",
            ["We act for the family in the matter of the appeal of May.", "We ask you to keep all papers."],
            "Ifeoma Eze",
        ),
        60,
    )


def _personnel(tree: Tree) -> None:
    for number in range(14):
        name = tree.person()
        words = [
            f"Sickness of {name}, pay number {4000 + number}.",
            f"Reported sick with depression on {1 + number} March; the doctor's note says two weeks.",
            f"NHS number {tree.nhs()}. Next of kin: {tree.person()}, {tree.telephone()}.",
        ]
        tree.put(
            f"Human Resources/Sickness/{name.replace(' ', '_')}.docx",
            document("Return to work", words, "Bronwen Jarvis"),
            500 + number * 200,
        )
    notes = archive(
        {f"Leaver {n}.txt": f"{tree.person()} left. Pension reference {tree.nino()}.".encode() for n in range(6)}
        | {
            "older/list.csv": b"name,ni number\n"
            + "\n".join(f"{tree.person()},{tree.nino()}" for _ in range(8)).encode()
        }
    )
    tree.put("Human Resources/Leavers 2014.zip", notes, 4200)


def _planning(tree: Tree) -> None:
    for year in range(2010, 2026, 2):
        for number in range(3):
            tree.put(
                f"Planning/Applications/{year}/PA-{year}-{number:03}/Decision notice.pdf",
                pdf(
                    [
                        f"Decision notice PA-{year}-{number:03}",
                        "Planning permission is granted for an extension at the rear.",
                    ]
                ),
                365 * (2026 - year),
            )
            tree.put(
                f"Planning/Applications/{year}/PA-{year}-{number:03}/Site photograph.png",
                picture(60 + number * 30, year % 200, tree.random),
                365 * (2026 - year) + 5,
            )
    tree.put("Planning/Building Control/old drawing.dwg", b"AC1009" + bytes(200), 5200)
    tree.put(
        "Planning/Building Control/inspections.doc",
        pdf(["This was saved under a wrong name.", "Inspection of the foundation."]),
        3000,
    )


def _committees(tree: Tree) -> None:
    for year in range(2015, 2026):
        for month in ("March", "June"):
            tree.put(
                f"Committees/{year}/Minutes Audit and Governance {month}.docx",
                _minutes(tree, month),
                365 * (2026 - year) + (90 if month == "March" else 0),
            )
    agenda = document(
        "Agenda", ["1 Apologies", "2 Minutes", "3 Report of the auditor", "4 Exempt business"], "Chloe Banerjee"
    )
    for folder in ("Committees/2024", "Committees/2025"):
        tree.put(f"{folder}/Agenda template.docx", agenda, 500)
    tree.put(
        "Committees/Correspondence/Question of a member.eml",
        message(
            "Your question",
            "Dear councillor, the answer is attached.",
            ("answer.pdf", pdf(["The answer is forty two thousand pounds."])),
        ),
        800,
    )


def _minutes(tree: Tree, month: str) -> bytes:
    return document(
        f"Minutes of the Audit and Governance Committee, {month}",
        [
            f"Present: Councillor {tree.random.choice(('Oakapple', 'Rookhope'))} in the chair.",
            *(f"Resolved, {n}: that report {tree.random.randint(1, 99)} be noted." for n in range(1, 12)),
        ],
        "Chloe Banerjee",
    )


def _regeneration(tree: Tree) -> None:
    """A team that was closed long ago: nobody who is here has left a trace in it."""
    for number in range(24):
        tree.put(
            f"Regeneration Team/Market Quarter/Report {number:02}.docx",
            document(
                f"Market Quarter, report {number}",
                [
                    f"The works on plot {number} go on. The contractor asks for {tree.random.randint(2, 30)} more weeks."
                    for _ in range(6)
                ],
                "Quentin Harcastle",
            ),
            4000 + number * 20,
        )
        tree.put(
            f"Regeneration Team/Photographs/plot {number:02}.png", picture(90, number * 8, tree.random), 4300 + number
        )
    for number in range(6):
        tree.put(
            f"Regeneration Team/Consultation/Answers {number}.csv",
            (
                "name,e-mail,what they say\n"
                + "\n".join(f"{tree.person()},resident{number}{n}@example.org,More trees please" for n in range(15))
            ).encode(),
            4100,
        )
    tree.put(
        "Regeneration Team/Contracts/Contract with the builder (signed).pdf",
        pdf(["Contract between the council and the builder", "Signed on 4 May 2011."]),
        5300,
    )
    tree.put("Regeneration Team/Contracts/plans (locked).zip", _locked(), 5200)
    broken = document("Heads of terms", [f"Term {n}: the builder pays {n} thousand pounds." for n in range(20)])
    tree.put("Regeneration Team/Contracts/Heads of terms.docx", broken[: len(broken) // 2], 5100)
    tree.put("Regeneration Team/Contracts/Option agreement.pdf", pdf(["Option agreement"])[:200], 5100)


def _left_behind(tree: Tree) -> None:
    tree.put("Thumbs.db", bytes(4096), 2500)
    tree.put("Finance/Invoices/Thumbs.db", bytes(5120), 2400)
    tree.put("Finance/Working papers/~$MTFP final.docx", b"\x06Gareth" + bytes(155), 870)
    tree.put("Desktop/~WRL0003.tmp", bytes(300), 2000)
    tree.put("Desktop/New Text Document.txt", b"", 1900)
    tree.put("Desktop/setup.exe.crdownload", b"MZ" + bytes(3000), 1800)
    tree.put("Housing Options/Letters/.DS_Store", bytes(6148), 1500)
    tree.put("Desktop/=HYPERLINK(1).txt", b"A name that a spreadsheet would take for a formula.", 700)
    tree.put("Desktop/<b>bold<b> & 'quoted'.txt", b"A name that a page must not take for its own.", 700)


def _locked() -> bytes:
    """An archive of which one member says that it is encrypted."""
    made = bytearray(archive({"plans.txt": b"nothing to see"}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(sign) + at] |= 1
    return bytes(made)
