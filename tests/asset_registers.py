"""Eight asset registers of an invented council, no two alike, at hand while the reading of them was written."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter

from tests.asset_layouts import WRONG, Layout, ods, text, texts, word

YES, NO = True, False


def delimited(rows: Sequence[Sequence[str]], encoding: str, separator: str) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode(encoding)


def titled() -> Layout:
    """CSV of a Windows machine: titles above, a count at the end, notes below, an owner with a name before the post."""
    columns = [
        ("IAR Ref", "reference"), ("Asset Title", "name"), ("Description of the information", "about"), ("Directorate", ""),
        ("Service Area", "unit"), ("Information Asset Owner (IAO)", "owner"), ("Contains PII?", "personal_data"),
        ("Special category data? (Y/N)", "special_category"), ("Security classification", "classification"),
        ("Where held / location", "location"), ("Format (electronic/paper)", "medium"), ("Retention trigger", "kept_for"),
        ("Sharing – internal/external", "recipients"), ("Business Impact", "value"), ("Date of next review", "next_review"),
    ]  # fmt: skip
    records = [
        ["IA001", "Tenancy files", "Tenants’ applications and agreements", "Place", ("Housing", "Housing"), ("Tom Birch (Head of Housing)", "Head of Housing"), ("Yes", YES), ("No", NO), ("Official – Sensitive", "sensitive"), "Housing system; “Basement” store", ("Electronic", "electronic"), "End of tenancy", "Fire and rescue service", "High", ("31/03/2027", "2027-03-31")],
        ["IA002", "Rent ledgers", "What each tenant owes – and paid", "Place", ("Housing", "Housing"), ("Head of Housing", "Head of Housing"), ("Y", YES), ("N", NO), ("OFFICIAL", "official"), "Finance system", ("Electronic", "electronic"), "End of financial year", "", "Medium", ("Mar-27", "2027-03-31")],
        ["IA003", "Council tax accounts", "Accounts of households", "Resources", ("Finance", "Finance"), ("Head of Finance", "Head of Finance"), ("yes", YES), ("N/A", NO), ("PROTECT", "sensitive"), "Revenues system", ("Electronic", "electronic"), "", "Valuation agency", "High", ("30.6.2027", "2027-06-30")],
        ["IA004", "Grant register", "Grants given to clubs", "Resources", ("Finance", "Finance"), ("Grants Adviser", WRONG), ("No", NO), ("No", NO), ("Unclassified", "official"), "Shared drive", ("Hard copy", "paper"), "", "Published", "Low", ("soon", WRONG)],
    ]  # fmt: skip
    blank = [""] * len(columns)
    rows = [
        ["Ambleworth City Council", *blank[1:]], ["Information Asset Register – version 3.2", *blank[1:]], blank, [each for each, _f in columns],
        *texts(records), ["Total assets", "4", *blank[2:]], blank, ["Note: assets marked * are under review with the services that hold them.", *blank[1:]],
    ]  # fmt: skip
    return Layout("register.csv", columns, records, delimited(rows, "cp1252", ","), 2)


def two_headings() -> Layout:
    """A workbook: headings over two rows and merged, a service merged over its assets, a hidden column, a blank one, days as days."""
    columns = [
        ("Service", "unit"), ("Asset", "name"), ("", ""), ("Purpose", "purpose"), ("Ownership – IAO", "owner"), ("Ownership – Deputy", "data_owner"),
        ("Personal data – Held?", "personal_data"), ("Personal data – Special category?", "special_category"), ("Personal data – Data subjects", "subjects"),
        ("Personal data – Lawful basis", "lawful_basis"), ("Storage – System", "location"), ("Storage – Format", "form"), ("Storage – Volume", "volume"),
        ("Retention – Period", "kept_for"), ("Retention – Disposal action", "disposed_how"), ("Review – Frequency", "review_every"), ("Review – Next due", "next_review"),
        ("Vital record?", "vital"),
    ]  # fmt: skip
    records = [
        [("Housing", "Housing"), "Allocations", "", "Letting homes", ("Head of Housing", "Head of Housing"), ("Lettings Officer", WRONG), ("✓", YES), ("x", YES), "Applicants", "Public task", "Lettings", "Database", "3 GB", "HOU-1", "Destroy", ("Annual", 12), ("2027-01-31", "2027-01-31"), ("Yes", YES)],
        [("Housing", "Housing"), "Homelessness cases", "", "Duty to house", ("Head of Housng", "Head of Housing"), ("", None), ("✓", YES), ("✓", YES), "Applicants", "Legal obligation", "Lettings", "Database, paper", "1 GB", ("", None), "Review", ("Annually", 12), ("2027-02-28", "2027-02-28"), ("No", NO)],
        [("Finance", "Finance"), "Payroll", "", "Paying staff", ("Head of Finance", "Head of Finance"), ("Director of Resources", "Director of Resources"), ("✓", YES), ("", NO), "Staff", "Contract", "Payroll", "Database", "2 GB", ("", None), "Destroy", ("Every 2 years", 24), ("2027-05-31", "2027-05-31"), ("Y", YES)],
        [("Finance", "Finance"), "Ledger", "", "Accounts", ("Head of Finance", "Head of Finance"), ("", None), ("", NO), ("", NO), "", "", "Ledger", "Database", "9 GB", ("", None), "Destroy", ("Annual", 12), ("2027-05-31", "2027-05-31"), ("Y", YES)],
    ]  # fmt: skip
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("IAR")
        sheet.merge_range(0, 0, 0, 17, "Information asset register 2026/27")
        upper: dict[str, list[int]] = {}
        for at, (heading, _field) in enumerate(columns):
            above, dash, below = heading.partition(" – ")
            if dash:
                upper.setdefault(above, []).append(at)
                sheet.write_string(3, at, below)
            elif heading:
                sheet.merge_range(2, at, 3, at, heading)
        for above, places in upper.items():
            sheet.merge_range(2, places[0], 2, places[-1], above)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, record in enumerate(records, 4):
            for at, cell in enumerate(record):
                if columns[at][1] == "next_review":
                    year, month, date_ = map(int, text(cell).split("-"))
                    sheet.write_datetime(number, at, dt.datetime(year, month, date_), day)
                elif at and text(cell):
                    sheet.write_string(number, at, text(cell))
        sheet.merge_range(4, 0, 5, 0, "Housing")
        sheet.merge_range(6, 0, 7, 0, "Finance")
        sheet.set_column(12, 12, 10, None, {"hidden": True})
    return Layout("IAR 2026.xlsx", [each for each in columns if each[0]], [[c for c, each in zip(r, columns, strict=True) if each[0]] for r in records], file.getvalue(), 0)  # fmt: skip


def a_sheet_for_each_service() -> Layout:
    """A workbook: a sheet for each service with the same headings, one about it, one hidden, one old."""
    columns = [
        ("No.", "reference"), ("Name of information asset", "name"), ("What information is held", "about"), ("Asset owner (job title)", "owner"),
        ("Information Asset Administrator", "data_owner"), ("Does it hold personal data?", "personal_data"), ("Does it hold children's data?", "children"),
        ("Who has access?", "access_means"), ("Who is it shared with?", "recipients"), ("Transferred outside the UK?", "abroad"), ("Protective marking", "classification"),
        ("Medium", "medium"), ("Storage location", "location"), ("Retention schedule ref", "retention_line"), ("Risk if lost", "value"), ("Date last reviewed", ""),
        ("Comments", ""),
    ]  # fmt: skip
    housing = [
        ["H1", "Right to buy files", "Applications to buy", ("Head of Housing", "Head of Housing"), ("", None), ("Yes", YES), ("No", NO), "Home ownership team", "Solicitors", "No", ("OFFICIAL-SENSITIVE", "sensitive"), ("Paper", "paper"), "Room 4", ("", None), "Claims cannot be answered", "2024", "Boxes to be listed"],
        ["H2", "Repairs log", "Jobs and visits", ("Head of Housing", "Head of Housing"), ("", None), ("Yes", YES), ("No", NO), "Repairs team", "Contractors", "", ("Official", "official"), ("Digital", "electronic"), "Repairs system", ("", None), "Delays", "2025", ""],
    ]  # fmt: skip
    planning = [
        ["P1", "Planning applications", "Plans and decisions", ("Head, Planning", "Head of Planning"), ("Land Charges Officer", "Land Charges Officer"), ("Yes", YES), ("N", NO), "Planners", "The public", "No", ("OFFICIAL", "official"), ("Electronic", "electronic"), "Planning system", ("", None), "Appeals lost", "Q3 2024", ""],
        ["P2", "Tree orders", "Orders and maps", ("Tree Officer", WRONG), ("", None), ("No", NO), ("No", NO), "Planners", "The public", "No", ("OFFICIAL", "official"), ("Microfiche", "film"), "Map room", ("", None), "Orders cannot be proved", "", ""],
    ]  # fmt: skip
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        about = book.add_worksheet("Read me")
        about.write_row("A1", ["Version", "Date", "Author"])
        about.write_row("A2", ["2", "4 May 2025", "Records manager"])
        for name, records in (("Housing", housing), ("Planning", planning), ("Old", housing[:1]), ("Lists", [])):
            sheet = book.add_worksheet(name)
            sheet.write_row("A1", [each for each, _field in columns] if name != "Lists" else ["Yes", "No"])
            for number, record in enumerate(texts(records), 1):
                sheet.write_row(number, 0, record)
            if name == "Lists":
                sheet.hide()
    return Layout("Assets by service.xlsx", columns, [*housing, *planning], file.getvalue(), 2, {"unit": ["Housing", "Housing", "Planning", "Planning"]})  # fmt: skip


def exported_html_in_cells() -> Layout:
    """UTF-16 with semicolons, as a list on a site exports it: tags and entities in its cells, yes and no as numbers, serial days."""
    columns = [
        ("ID", "reference"), ("Title", "name"), ("Details", "about"), ("Business purpose", "purpose"), ("Department", "unit"), ("Owner", "owner"),
        ("Personal information", "personal_data"), ("Criminal offence data", "criminal_data"), ("Legal basis for processing", "lawful_basis"),
        ("Data subjects", "subjects"), ("Source of information", "source"), ("Shared with", "recipients"), ("IT system", "location"),
        ("Review date", "next_review"), ("Created By", ""), ("Item Type", ""), ("Path", ""),
    ]  # fmt: skip
    records = [
        ["11", ("Licences &amp; permits", "Licences & permits"), ('<p>Applications for licences,<br>with <a href="https://ambleworth.example/l">the register</a></p>', "Applications for licences,\nwith the register (https://ambleworth.example/l)"), "Licensing", ("Environmental Health", "Environmental Health"), ("Environmental Health Manager", "Environmental Health Manager"), ("1", YES), ("1", YES), "Licensing Act", "Applicants", "Applicants", ("<div>Police; Home Office</div>", "Police; Home Office"), "Licensing", ("46477", "2027-03-31"), "j.bloggs", "Item", "sites/ig"],
        ["12", "Food inspections", ("<p>Visits</p><ul><li>scores</li><li>letters</li></ul>", "Visits\nscores\nletters"), "Public health", ("Environmental Health", "Environmental Health"), ("Environmental Health Manager", "Environmental Health Manager"), ("1", YES), ("0", NO), "Food Safety Act", "Traders", "Visits", "", "Uniform", ("46477", "2027-03-31"), "j.bloggs", "Item", "sites/ig"],
        ["13", "Noise diaries", "Kept by residents", "Nuisance", ("Environmental Health", "Environmental Health"), ("TBC", None), ("1", YES), ("0", NO), "", "Residents", "Residents", "", "Paper", ("", None), "j.bloggs", "Item", "sites/ig"],
    ]  # fmt: skip
    rows = [[each for each, _f in columns], *texts(records)]
    return Layout("list export.csv", columns, records, delimited(rows, "utf-16", ";"), 0)


def word_with_services() -> Layout:
    """Word: a table in which each service stands alone over its assets."""
    columns = [
        ("Ref", "reference"), ("Information asset", "name"), ("Contents", "about"), ("Used for", "purpose"), ("IAO", "owner"), ("IAA", "data_owner"),
        ("Personal data (Y/N)", "personal_data"), ("Special category", "special_category"), ("Lawful basis", "lawful_basis"), ("GSC", "classification"),
        ("Type of record", "form"), ("Held in", "location"), ("Backed up?", "continuity"), ("Retention period", "kept_for"), ("Review due", "next_review"),
    ]  # fmt: skip
    records = [
        ["1", "Staff files", "Contracts and appraisals", "Employing", ("HR Manager", WRONG), ("", None), ("Y", YES), ("Y", YES), "Contract", ("O-S", "sensitive"), "Files", "HR system", "Nightly", ("", None), ("March 2027", "2027-03-31")],
        ["2", "Recruitment", "Applications", "Appointing", ("Human Resource Manager", "Human Resources Manager"), ("", None), ("Y", YES), ("N", NO), "Consent", ("O", WRONG), "E-mail", "HR system", "Nightly", ("", None), ("2027", "2027-12-31")],
        ["3", "Electoral register", "Electors", "Elections", ("Electoral Services Manager", "Electoral Services Manager"), ("", None), ("Y", YES), ("N", NO), "Law", ("Official", "official"), "Database", "Elections system", "Daily", ("", None), ("1st December 2026", "2026-12-01")],
        ["4", "Minutes", "Signed minutes", "Record of decisions", ("Monitoring officer", "Monitoring Officer"), ("", None), ("N", NO), ("N", NO), "", ("Official", "official"), "Bound volumes", "Strong room", "No", ("", None), ("n/a", None)],
    ]  # fmt: skip
    lines = texts(records)
    rows = [
        [each for each, _f in columns], ["Human Resources"], *lines[:2], ["Democratic Services"], *lines[2:],
        ["* Assets held by schools are not part of this register."],
    ]  # fmt: skip
    return Layout("Register of assets.docx", columns, records, word(rows, "Register of information assets"), 3, {"unit": ["Human Resources"] * 2 + ["Democratic Services"] * 2})  # fmt: skip


def open_document() -> Layout:
    """OpenDocument: a blank row and a blank column before it, blank rows between, days as days, choices in words of their own."""
    columns = [
        ("Unique ID", "reference"), ("Information Asset Name", "name"), ("Summary", "about"), ("Business Unit", "unit"), ("Accountable officer", "owner"),
        ("Asset status", "state"), ("Holds personal data", "personal_data"), ("Sensitive personal data", "special_category"), ("Security marking", "classification"),
        ("Paper or electronic", "medium"), ("Where stored", "location"), ("Open data?", "published"), ("Confidentiality", "confidentiality"),
        ("Integrity", "integrity"), ("Availability", "availability"), ("Next review date", "next_review"),
    ]  # fmt: skip
    records = [
        ["A-1", "Land charges", "Searches and the register", ("Planning", "Planning"), ("Land Charges Officer", "Land Charges Officer"), ("Live", "in_use"), ("No", NO), ("No", NO), ("NPM", "official"), ("Both", WRONG), "Charges system", "Yes", ("1", 1), ("4 - High", 4), ("3", 3), ("2027-04-30", "2027-04-30")],
        ["A-2", "Enforcement", "Complaints of breaches", ("Planning", "Planning"), ("Head of Planning", "Head of Planning"), ("Live", "in_use"), ("Yes", YES), ("No", NO), ("Restricted", "sensitive"), ("Electronic only", "electronic"), "Planning system", "No", ("4", 4), ("3", 3), ("High", WRONG), ("2027-04-30", "2027-04-30")],
        ["A-3", "Local plan 2009", "Evidence and drafts", ("Planning", "Planning"), ("Head of Planning", "Head of Planning"), ("Archived", "closed"), ("No", NO), ("No", NO), ("Official", "official"), ("Paper files", "paper"), "Archive", "Yes", ("1", 1), ("2", 2), ("1", 1), ("2028-04-30", "2028-04-30")],
    ]  # fmt: skip
    lines: list[list[object]] = [[], [], ["", *(each for each, _f in columns)]]
    for record in records:
        cells: list[object] = [text(cell) for cell in record]
        cells[-1] = ("day", cells[-1])
        cells[12] = int(text(record[12]))
        lines += [["", *cells], []]
    return Layout("iar.ods", columns, records, ods([("Register", lines), ("Key", [["Marking", "Means"], ["NPM", "not marked"]])]), 0)  # fmt: skip


def web_page() -> Layout:
    """A page of the council's web site: cells over several rows, links, entities, a caption, headings said again half way."""
    columns = [
        ("Division", "unit"), ("Dataset", "name"), ("Description", "about"), ("Responsible officer", "owner"), ("Data custodian", "steward"), ("Format", "form"),
        ("Size", "volume"), ("Personal data?", "personal_data"), ("Classification", "classification"), ("Licensing", "licence"), ("Publicly available", "published"),
        ("Update frequency", ""), ("Earliest date", "created_on"), ("Restrictions", "restrictions"), ("Contact e-mail", ""),
    ]  # fmt: skip
    records = [
        [("Planning", "Planning"), "Conservation areas", "Boundaries & appraisals", ("Head of Planning", "Head of Planning"), ("", None), "GIS", "20 MB", ("No", NO), ("Official", "official"), "Ordnance Survey", "Yes (https://ambleworth.example/maps)", "Yearly", ("1/4/1999", "1999-04-01"), "No copying", "maps@ambleworth.example"],
        [("Planning", "Planning"), "Listed buildings", "Local list", ("Head of Planning", "Head of Planning"), ("Land Charges Officer", "Land Charges Officer"), "Sheet", "½ MB", ("No", NO), ("Official", "official"), "", "Yes", "Yearly", ("1974", "1974-12-31"), "", ""],
        [("Finance", "Finance"), "Spend over £500", "Invoices paid", ("Head of Finance", "Head of Finance"), ("", None), "CSV", "2 MB", ("None", NO), ("Official", "official"), "Open", "Yes", "Monthly", ("2010/11", "2011-03-31"), "", "pay@ambleworth.example"],
    ]  # fmt: skip
    head = "".join(f"<th>{each}</th>" for each, _f in columns)

    def cells(record: Sequence[object], first: str) -> str:
        shown = [text(cell).replace("&", "&amp;") for cell in record[1:]]
        shown = [
            each.replace("Yes (https://ambleworth.example/maps)", "Yes (https://ambleworth.example/maps)")
            for each in shown
        ]
        return f"<tr>{first}{''.join(f'<td>{each}</td>' for each in shown)}</tr>"

    body = (
        cells(records[0], "<td rowspan=2><p>Planning</p></td>") + cells(records[1], "") + f"<tr>{head}</tr>"
        + cells(records[2], "<td>&nbsp;Finance</td>")
    )  # fmt: skip
    page = f"<!DOCTYPE html><html><body><h1>Our information</h1><p>As at May.</p><table><caption>Assets</caption><tr>{head}</tr>{body}</table></body></html>"
    return Layout("assets.html", columns, records, page.encode(), 1)


def numbered_with_guidance() -> Layout:
    """Tabs: numbered headings that are questions, a row that says how to fill them in, posts oddly written, prose where yes is asked."""
    columns = [
        ("1. What is the asset called?", "name"), ("2. Please describe the asset", "about"), ("3. Which team holds it?", "unit"), ("4. Who is the IAO?", "owner"),
        ("5. Who manages it day to day? (IAA)", "data_owner"), ("6. Does it contain personal data?", "personal_data"), ("7. Special category data?", "special_category"),
        ("8. Children's data?", "children"), ("9. Whose data is it?", "subjects"), ("10. Lawful basis for processing", "lawful_basis"), ("11. Where is it stored?", "location"),
        ("12. File format", "form"), ("13. How much is there? (volume)", "volume"), ("14. Where did it come from? (source)", "source"), ("15. Who is it shared with?", "recipients"),
        ("16. International transfers", "abroad"), ("17. Marking", "classification"), ("18. Confidentiality rating", "confidentiality"), ("19. Integrity rating", "integrity"),
        ("20. Availability rating", "availability"), ("21. DPIA reference", "compliance"), ("22. Review date", "next_review"),
    ]  # fmt: skip
    guide = ["Enter the name", "Free text", "Select from list", "Job title please", "Job title please", "Yes/No", "Yes/No", "Yes/No", "e.g. tenants", "e.g. consent", "e.g. shared drive", "e.g. Word", "e.g. 2 GB", "Free text", "Enter all", "Enter countries", "Select from list", "1-5", "1-5", "1-5", "Free text", "dd/mm/yyyy"]  # fmt: skip
    records = [
        ["Housing benefit claims", "Claims and evidence", ("Finance Department", "Finance"), ("HEAD OF FINANCE", "Head of Finance"), ("Benefits Lead", WRONG), ("Yes - see DPIA", YES), ("Yes", YES), ("No", NO), "Claimants", "Public task", "Benefits system", "Database", "40,000 claims", "Claimants", "DWP", "None", ("Official Sensitive", "sensitive"), ("5", 5), ("4", 4), ("4", 4), "DPIA-7", ("Sept 2027", "2027-09-30")],
        ["Procurement files", "Tenders", ("Finance", "Finance"), ("Ruth Levy", "Head of Finance"), ("", None), ("Unknown", WRONG), ("No", NO), ("No", NO), "", "", "Shared drive", "Word", "200 files", "Bidders", "None", "None", ("Confidential", WRONG), ("3", 3), ("3", 3), ("2", 2), "", ("Q3 2027", WRONG)],
        ["Allotments", "Plots and tenants", ("Housing Services", "Housing"), ("Director of Resource", "Director of Resources"), ("", None), ("yes", YES), ("no", NO), ("no", NO), "Tenants", "Contract", "Spreadsheet", "Excel", "1 file", "Tenants", "", "None", ("Official", "official"), ("2", 2), ("2", 2), ("1", 1), "", ("Wednesday 30 June 2027", "2027-06-30")],
    ]  # fmt: skip
    rows = [[each for each, _f in columns], guide, *texts(records)]
    return Layout("survey.tsv", columns, records, delimited(rows, "utf-8", "\t"), 1)


AT_HAND = (titled, two_headings, a_sheet_for_each_service, exported_html_in_cells, word_with_services, open_document, web_page, numbered_with_guidance)  # fmt: skip
