"""An invented report of an invented council, long enough to be judged by eye: sixty actions, every section filled."""

import random
import sys
from datetime import date, timedelta
from pathlib import Path

import muniment
from muniment.documents.report.build import build
from muniment.documents.report.charts import Point, burn_up, stacked_bar
from muniment.documents.report.formats import all_formats
from muniment.documents.report.values import (
    CellData,
    ColumnData,
    Figure,
    ReportValues,
    TableData,
    Term,
    TextValue,
    cells,
)

TEMPLATE = Path(muniment.__file__).parent / "reporting/templates_md/progress.md"
TODAY = date(2026, 12, 3)
THEMES = ("Governance and accountability", "Training and awareness", "Data sharing", "Records management")
STATES = ("Verified", "Done, not yet verified", "In progress", "Not started", "Late")
WHAT = (
    "Write an information governance policy and have it approved by the Information Management Strategy Group",
    "Name an owner for every information asset that holds personal data",
    "Review the induction training so that it covers requests under the FOIA and the DPA",
    "Put in place a register of data sharing agreements, with a named owner and a review date for each",
    "Record the retention period of each series of records and apply it to the shared drives",
    "Report training completion rates to each directorate every quarter",
    "Test a sample of disclosures for the accuracy of redaction",
)
POSTS = (
    "Senior Information Risk Owner",
    "Information Governance Manager",
    "Head of ICT Strategy",
    "Records Manager",
    "Training Design and Delivery Manager",
)
REASONS = (
    "Waits for the new learning platform.",
    "The post was vacant from July to September.",
    "The agreement with the NHS trust has not been signed.",
)


def day(when):
    return f"{when.day} {when:%B %Y}"


def actions():
    """Sixty made-up actions, always the same."""
    chance = random.Random(60)
    for number in range(60):
        due = TODAY + timedelta(days=chance.randrange(-300, 240))
        state = chance.choice(STATES[:2] if due < TODAY and chance.random() < 0.7 else STATES[2:4])
        if due < TODAY and state in STATES[2:4]:
            state = "Late"
        first = due - timedelta(days=chance.choice((0, 0, 0, 61, 122)))
        theme = number // 15
        what = WHAT[(number * 3 + theme) % 7] + ("" if number % 4 else ", and report the outcome to the ICO")
        yield f"{'ABCD'[theme]}{number % 15 + 1:02}", THEMES[theme], what, chance.choice(POSTS), first, due, state


def table(name, caption, columns, rows, empty="None."):
    shaped = tuple(ColumnData(column.removeprefix("#"), numeric=column.startswith("#")) for column in columns)
    return TableData(name, caption, shaped, tuple(cells(*row) for row in rows), empty)


def text(name, *paragraphs, shape="paragraphs"):
    return TextValue(name, paragraphs, shape)


def sample_values():
    rows = list(actions())
    late = [row for row in rows if row[6] == "Late"]
    done = [row for row in rows if row[6] in STATES[:2]]
    slipped = [row for row in rows if row[4] != row[5]]
    counts = [
        (theme, [sum(1 for row in rows if row[1] == theme and row[6] == state) for state in STATES]) for theme in THEMES
    ]
    months = [date(2026, month, 28) for month in range(1, 13)]
    points = [
        Point(
            month, sum(row[5] <= month for row in rows), None if month > TODAY else sum(row[5] <= month for row in done)
        )
        for month in months
    ]

    def figure(name, title, value, note="", **asked):
        query = "&".join(f"{key}={word}" for key, word in asked.items())
        return Figure(name, title, value, f"/assurance/actions?plan=7&{query}&as-at=2026-12-03" if note else "", note)

    return ReportValues(
        "Information governance: progress on the data protection audit action plan",
        marks=("Draft",),
        site="https://muniment.ambleworth.gov.uk",
        dated=TODAY,
        figures=(
            figure("as_at", "Date of the report", day(TODAY)),
            figure("last_report", "Last report", "10 September 2026"),
            figure(
                "all", "Actions in the plan", len(rows), "All actions accepted by the council, in whole or in part."
            ),
            figure("done", "Actions done", len(done), "Management says done, verified or not.", state="done"),
            figure("verified", "Actions verified", 14, "Closed by a second person, with evidence.", state="verified"),
            figure("open", "Open actions", len(rows) - len(done), "Neither done nor withdrawn.", state="open"),
            figure("late", "Late actions", len(late), "Open, and past the date that now stands.", state="late"),
            figure("done_since", "Done since the last report", 6, "Became done after 10 September 2026.", done="since"),
            figure(
                "late_since",
                "Became late since the last report",
                4,
                "Passed their date after 10 September 2026.",
                late="since",
            ),
            figure("slipped", "Slipped actions", len(slipped), "The date now is later than the first.", slipped="yes"),
        ),
        charts=(
            stacked_bar(
                "themes",
                "Data sharing has the most late actions; governance is nearly done",
                counts,
                STATES,
                row_title="Theme",
                caption="Actions by theme and status",
            ),
            burn_up(
                "burn_up",
                "Fewer actions were done than were due in every month since March",
                points,
                caption="Actions due and done by the end of each month",
            ),
        ),
        tables=(
            table(
                "front_sheet",
                "Front sheet",
                ("Item", "Details"),
                (
                    (
                        "Committee and date",
                        "Audit and Procurement Committee, 14 December 2026\nCabinet Member (Policing and Equalities), 17 December 2026",
                    ),
                    ("Cabinet member", "Councillor R. Example, Policing and Equalities"),
                    ("Director approving", "Director of Law and Governance"),
                    ("Author", "Information Governance Manager, ig@ambleworth.gov.uk"),
                    ("Wards affected", "All"),
                    ("Key decision", "No"),
                    ("Urgent", "No"),
                    ("Public or exempt", "Public"),
                    ("Background papers", "Data protection audit report, March 2026"),
                ),
            ),
            table(
                "done_since",
                "Done since the last report",
                ("Ref.", "Action", "Owner", "Done on", "Verified"),
                [
                    (r[0], r[2], r[3], day(r[5]), "Chief Internal Auditor,\n20 November 2026" if n % 2 else "Not yet")
                    for n, r in enumerate(done[:6])
                ],
            ),
            table(
                "late",
                "Late actions",
                ("Ref.", "Action", "Owner", "Due", "#Days late", "Reason given"),
                [
                    (
                        r[0],
                        CellData(r[2], f"/assurance/actions/{r[0]}"),
                        r[3],
                        day(r[5]),
                        (TODAY - r[5]).days,
                        REASONS[n % 3],
                    )
                    for n, r in enumerate(late)
                ],
            ),
            table(
                "slipped",
                "Dates that have slipped",
                ("Ref.", "First date", "Date now", "#Days", "Reason", "Approved by"),
                [
                    (r[0], day(r[4]), day(r[5]), (r[5] - r[4]).days, REASONS[n % 3], POSTS[n % 2])
                    for n, r in enumerate(slipped)
                ],
            ),
            table(
                "extensions",
                "Extensions asked for",
                ("Ref.", "Date now", "Date asked for", "Reason"),
                [],
                "No extension is waiting for a decision.",
            ),
            table(
                "blockers",
                "Actions that others wait for",
                ("Ref.", "Action", "Owner", "Due", "Waiting"),
                [
                    (r[0], r[2], r[3], day(r[5]), ", ".join(x[0] for x in rows[n * 5 : n * 5 + n + 2]))
                    for n, r in enumerate(late[:4])
                ],
            ),
            table(
                "ended_otherwise",
                "Superseded, not accepted, or accepted in part",
                ("Ref.", "Action", "How", "Reason"),
                [("D12", WHAT[4], "Superseded", "The shared drives are closed; D14 took its place.")],
            ),
            table(
                "risks",
                "Risks that late actions treat",
                ("Risk", "Title", "#Score", "Late actions"),
                [
                    ("IR-04", "Personal data is sent to the wrong person", 16, "A04, C02"),
                    ("IR-11", "Records are kept longer than the law allows", 12, "D07"),
                ],
            ),
            table(
                "contradictions",
                "Contradictions still open",
                ("Place", "The paper says", "Its own rows make", "What would repair it"),
                [
                    ("Action plan, page 22, total row", "60 = 14 + 31 + 5", "50", "In progress: 41"),
                    ("C11 and C12", "Due before the action they wait for", "", "Only the owner can know"),
                ],
            ),
            table(
                "timetable",
                "Next steps",
                ("When", "What"),
                [("31 January 2027", "Follow-up audit by the ICO"), ("15 March 2027", "Next report to this committee")],
            ),
            table(
                "clearances",
                "Clearances",
                ("Name and post", "For", "Sent", "Received"),
                [
                    ("A. Example, Finance Manager", "Financial", day(date(2026, 11, 20)), day(date(2026, 11, 24))),
                    ("B. Example, Solicitor", "Legal", day(date(2026, 11, 20)), "Waiting"),
                ],
            ),
            table(
                "all",
                "All recommendations",
                ("Ref.", "Action", "Owner", "First date", "Date now", "Status"),
                [(r[0], CellData(r[2], f"/assurance/actions/{r[0]}"), r[3], day(r[4]), day(r[5]), r[6]) for r in rows],
            ),
        ),
        texts=(
            text(
                "executive_summary",
                "In March 2026 the Information Commissioner's Office (ICO) audited how the council protects personal data. The council accepted its recommendations and made an action plan of them. This is the third report on the plan.",
                "Governance is nearly complete. Data sharing is behind, because agreements with health partners are not signed.",
            ),
            text("plan_title", "“Data protection audit 2026”"),
            text(
                "recommendations",
                "Note the progress made and the actions that are late.",
                "Ask the Head of ICT Strategy to explain the delay of the new learning platform to the next meeting.",
                "Consider whether the follow-up audit should be brought forward.",
                shape="numbered",
            ),
            text(
                "background",
                "The ICO gave limited assurance for governance and for training and very limited assurance for data sharing. The Senior Information Risk Owner (SIRO) answers for the plan as a whole.",
            ),
            text(
                "risks_of_delay",
                "If the sharing agreements are not signed by the follow-up audit, the ICO may issue an enforcement notice under the DPA.",
            ),
            *(
                text(name, f"There are no specific implications for {name.replace('_', ' ')}.")
                for name in (
                    "council_plan",
                    "risk",
                    "organisation",
                    "equalities",
                    "climate",
                    "partners",
                    "health",
                    "crime_and_disorder",
                    "safeguarding",
                )
            ),
            text(
                "financial",
                "The cost of the plan is met from existing budgets. The learning platform is funded from the ICT capital programme.",
            ),
            text(
                "legal",
                "The council must comply with the UK GDPR and the DPA. The Information Commissioner may impose a penalty for a failure to do so.",
            ),
            text("data_protection", "The whole report concerns data protection. No personal data is published in it."),
            text(
                "consultation",
                "Owners were asked for their updates in November. The Information Management Strategy Group considered a draft.",
            ),
            text("timetable", "The next steps are these."),
        ),
        glossary=(
            Term("DPA", "Data Protection Act 2018"),
            Term("GDPR", "General Data Protection Regulation, as it is the law of the United Kingdom"),
            Term("ICT", "Information and communication technology"),
            Term("NHS", "National Health Service"),
            Term("FOIA", "Freedom of Information Act 2000"),
            Term(
                "ICO",
                "Information Commissioner's Office, the regulator of data protection and of access to information",
            ),
            Term(
                "SIRO",
                "Senior Information Risk Owner, the member of the senior management team who answers for information risk",
            ),
        ),
    )


def sample():
    return build(TEMPLATE.read_text(), sample_values())


if __name__ == "__main__":  # python -m tests.documents.report_sample FOLDER, to look at the files
    folder = Path(sys.argv[1])
    made = all_formats(sample())
    (folder / "sample.html").write_text(made.html)
    (folder / "sample.docx").write_bytes(made.docx)
    (folder / "sample.pdf").write_bytes(made.pdf)
