"""Four asset registers that were written before the reading was tuned and read only when it stood: for the honest figure."""

import io

import xlsxwriter

from tests.asset_layouts import WRONG, Layout, ods, text, texts, word
from tests.asset_registers import delimited

YES, NO = True, False


def grouped_workbook() -> Layout:
    """A workbook: a service merged over the whole width above its assets, old markings, months, subtotals."""
    columns = [
        ("Asset Ref No.", "reference"), ("Asset Description", "name"), ("Detailed contents", "about"), ("IAO Post", "owner"), ("Deputy IAO", "data_owner"),
        ("Personal Data Y/N", "personal_data"), ("Sensitive Personal Data Y/N", "special_category"), ("Protective Marking", "classification"),
        ("Manual or Electronic", "medium"), ("System / Location", "location"), ("Access Controls", "access_means"), ("Information Sharing", "recipients"),
        ("Retention Period", "kept_for"), ("Impact of Loss", "value"), ("Business Continuity arrangements", "continuity"), ("Next Review", "next_review"),
        ("Completed by", ""),
    ]  # fmt: skip
    records = [
        ["HS/01", "Tenant case files", "All about a tenancy", ("Head of Housing Services", WRONG), ("", None), ("Y", YES), ("Y", YES), ("PROTECT", "sensitive"), ("Electronic", "electronic"), "Northgate", "Log-in", "Police", "7 years", "Severe", "Restore in a day", ("Mar-27", "2027-03-31"), "TB"],
        ["HS/02", "Garage lets", "Licences", ("Head of Housing", "Head of Housing"), ("", None), ("Y", YES), ("N", NO), ("NOT PROTECTIVELY MARKED", "official"), ("Manual", "paper"), "Cabinet 3", "Locked", "", ("", None), "Minor", "None", ("Apr-27", "2027-04-30"), "TB"],
        ["FN/01", "Debtors", "Invoices raised", ("Head of Finance", "Head of Finance"), ("Director of Resources", "Director of Resources"), ("Y", YES), ("N", NO), ("OFFICIAL SENSITIVE", "sensitive"), ("Electronic", "electronic"), "Ledger", "Log-in", "Bailiffs", ("", None), "Moderate", "Restore in a week", ("46507", "2027-04-30"), "RL"],
    ]  # fmt: skip
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_string("A1", "AMBLEWORTH CITY COUNCIL")
        sheet.write_string("A2", "Information Asset Register")
        sheet.write_string("D2", "OFFICIAL")
        last = len(columns) - 1
        sheet.write_row("A4", [each for each, _f in columns])
        sheet.merge_range(4, 0, 4, last, "Housing")
        sheet.write_row("A6", texts(records)[0])
        sheet.write_row("A7", texts(records)[1])
        sheet.write_string("A8", "Subtotal")
        sheet.write_number("B8", 2)
        sheet.merge_range(8, 0, 8, last, "Finance")
        sheet.write_row("A10", texts(records)[2][:-2])
        sheet.write_number(9, last - 1, 46507)
        sheet.write_string(9, last, "RL")
        sheet.write_string("A12", "Grand total: 3 assets")
        sheet.write_string("A14", "Key")
        sheet.write_string("A15", "Severe = the service stops")
    return Layout("IAR final v7 (2).xlsx", columns, records, file.getvalue(), 6, {"unit": ["Housing", "Housing", "Finance"]})  # fmt: skip


def services_said_once() -> Layout:
    """Semicolons, cp1252: the service stands in the first of its rows only, names beside posts, links and marks of a page in cells."""
    columns = [
        ("Service", "unit"), ("Title of asset", "name"), ("What is it?", "about"), ("Why do we hold it?", "purpose"), ("Owner (name and job title)", "owner"),
        ("Contains personal data?", "personal_data"), ("Data about children?", "children"), ("Criminal convictions data?", "criminal_data"),
        ("Source", "source"), ("Recipients", "recipients"), ("Held outside UK?", "abroad"), ("Government classification", "classification"),
        ("Copyright / licensing", "licence"), ("Publication scheme", "published"), ("Date created", "created_on"), ("Frequency of review", "review_every"),
        ("Additional notes", ""),
    ]  # fmt: skip
    records = [
        [("Democratic Services", "Democratic Services"), "Register of interests", "Members’ interests", "Localism Act", ("Sam Ito – Monitoring Officer", "Monitoring Officer"), ("Yes", YES), ("No", NO), ("No", NO), "Members", "The public", "No", ("OFFICIAL", "official"), "None", ("<a href='https://ambleworth.example/interests'>Published</a>", "Published (https://ambleworth.example/interests)"), ("9 July 2012", "2012-07-09"), ("Annually", 12), "See constitution"],
        [("", "Democratic Services"), "Postal votes", "Applications", "Elections", ("Electoral Services Manger", "Electoral Services Manager"), ("Yes", YES), ("No", NO), ("No", NO), "Electors", "Printers", "No", ("Official–Sensitive", "sensitive"), "", "No", ("2001", "2001-12-31"), ("Six monthly", 6), ""],
        [("Human Resources", "Human Resources"), "DBS checks", "Results &amp; dates".replace("&amp;", "&"), "Safeguarding", ("Human Resources Manager", "Human Resources Manager"), ("Yes", YES), ("No", NO), ("Yes", YES), "The service", "None", "No", ("Official-Sensitive (Personal)", "sensitive"), "", "No", ("31/12/1999", "1999-12-31"), ("Every 3 years", 36), ""],
        [("", "Human Resources"), "Sickness", "Absence & notes", "Duty of care", ("Occupational Health Nurse", WRONG), ("Yes", YES), ("To be confirmed", WRONG), ("No", NO), "Staff", "", "No", ("OFFICIAL-SENSITIVE", "sensitive"), "", "No", ("unknown", None), ("ad hoc", WRONG), ""],
    ]  # fmt: skip
    rows = [["sep=;"], [each for each, _f in columns], *texts(records), ["End of register"]]
    return Layout("asset_reg.csv", columns, records, b"sep=;\r\n" + delimited(rows[1:], "cp1252", ";"), 1)


def two_headings_open() -> Layout:
    """OpenDocument: groups of headings over several columns, choices by signs, a hidden sheet."""
    columns = [
        ("Asset – ID", "reference"), ("Asset – Name", "name"), ("Asset – Description", "about"), ("Asset – Type", "form"), ("Accountability – Service", "unit"),
        ("Accountability – Owner", "owner"), ("Accountability – Custodian", "steward"), ("Privacy – Personal data", "personal_data"), ("Privacy – Special category data", "special_category"),
        ("Privacy – Legal basis", "lawful_basis"), ("Privacy – DPIA", "compliance"), ("Security – Classification", "classification"), ("Security – Who has access", "access_means"),
        ("Security – Storage location", "location"), ("Lifecycle – Status", "state"), ("Lifecycle – Retention rule", "retention_line"), ("Lifecycle – Review date", "next_review"),
    ]  # fmt: skip
    records = [
        ["1001", "Building control", "Plans deposited", "Drawings", ("Planning", "Planning"), ("Head of Planning", "Head of Planning"), ("", None), ("☑", YES), ("☐", NO), "Public task", "Not needed", ("Official", "official"), "Inspectors", "Planning system", ("Active", "in_use"), ("", None), ("2027-09-01", "2027-09-01")],
        ["1002", "Street naming", "Orders", "Files", ("Planning", "Planning"), ("Land Charges officer", "Land Charges Officer"), ("Head of Planning", "Head of Planning"), ("☐", NO), ("☐", NO), "", "", ("Public", "official"), "All staff", "Shared drive", ("Historic", "closed"), ("", None), ("2027-09-01", "2027-09-01")],
        ["1003", "Pest control", "Visits", "Database", ("Environmental Health", "Environmental Health"), ("Env. Health Manager", WRONG), ("", None), ("☑", YES), ("☐", NO), "Contract", "DPIA 12", ("Official", "official"), "Officers", "Uniform", ("Live", "in_use"), ("", None), ("2027-10-01", "2027-10-01")],
    ]  # fmt: skip
    upper: list[object] = []
    for heading, _field in columns:
        above = heading.partition(" – ")[0]
        upper.append(None if any(isinstance(each, tuple) and each[1] == above for each in upper) else ("span", above, sum(h.startswith(f"{above} –") for h, _f in columns), 1))  # fmt: skip
    # What a span covers is written with it.
    lines: list[list[object]] = [
        ["Ambleworth: what we hold"],
        [each for each in upper if each is not None],
        [h.partition(" – ")[2] for h, _f in columns],
    ]
    for record in records:
        cells: list[object] = [text(cell) for cell in record]
        cells[0], cells[-1] = int(text(record[0])), ("day", cells[-1])
        lines.append(cells)
    content = ods([("Assets", lines), ("Workings", [["x", "y"], ["1", "2"]])], hidden=["Workings"])
    return Layout("What we hold.ods", columns, records, content, 0)


def word_form() -> Layout:
    """Word: long headings that are questions with hints, yes with an explanation, a numbering row, a note at the end."""
    columns = [
        ("Item no", "reference"), ("Name of the Information Asset (e.g. case files)", "name"), ("Brief description of the information held", "about"),
        ("Team / section", "unit"), ("Information Asset Owner – job title", "owner"), ("Is personal data held? (Yes / No)", "personal_data"),
        ("If yes, does it include special category data?", "special_category"), ("Categories of data subject", "subjects"), ("Where is the information stored?", "location"),
        ("What format is it in?", "form"), ("How much is held (volume)?", "volume"), ("Which third parties is it shared with?", "recipients"),
        ("Security marking (OFFICIAL / OFFICIAL-SENSITIVE)", "classification"), ("What is the retention period?", "kept_for"), ("What would be the impact if lost?", "value"),
    ]  # fmt: skip
    records = [
        ["1", "Gas safety certificates", "Yearly checks", ("Housing", "Housing"), ("Head of Housing", "Head of Housing"), ("Yes – address only", YES), ("No", NO), "Tenants", "Repairs system", "PDF", "12,000", "Contractors", ("OFFICIAL", "official"), ("", None), "Prosecution"],
        ["2", "Insurance claims", "Claims made", ("Finance", "Finance"), ("Head of Finance", "Head of Finance"), ("Yes", YES), ("Yes", YES), "Claimants", "Claims system", "PDF, paper", "800", "Insurers", ("OFFICIAL-SENSITIVE", "sensitive"), ("", None), "Claims lost"],
        ["3", "Asset valuations", "Yearly values", ("Finance", "Finance"), ("Estates Surveyor", WRONG), ("No", NO), ("N/A", NO), "", "Shared drive", "Excel", "3 files", "Auditor", ("Official", "official"), ("", None), "Accounts qualified"],
    ]  # fmt: skip
    rows = [
        [each for each, _f in columns],
        [str(n) for n in range(1, len(columns) + 1)],
        *texts(records),
        ["Note: completed by services in spring."],
    ]
    return Layout("IAR survey.docx", columns, records, word(rows, "Information asset survey"), 2)


SEALED = (grouped_workbook, services_said_once, two_headings_open, word_form)
