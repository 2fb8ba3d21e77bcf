"""The generated pages of docs/, and the links of all pages: written by `./run docs`, compared by `./run check`."""

import inspect
import re
from pathlib import Path
from typing import Any

DOCS = Path("docs")
NOTE = "<!-- Written by `./run docs` from the code; change the code instead. -->\n"


def pages() -> dict[Path, str]:
    """The generated pages by their place."""
    import django

    django.setup()
    return {
        DOCS / "registers.md": registers(),
        DOCS / "commands.md": commands(),
        DOCS / "findings.md": findings(),
        DOCS / "hidden-data.md": hidden_data(),
        DOCS / "clocks.md": clocks(),
        DOCS / "exemptions.md": exemptions(),
        DOCS / "settings.md": settings(),
        DOCS / "events.md": events(),
        DOCS / "scan-columns.md": scan_columns(),
    }


def findings() -> str:
    """Every rule of the contradiction finder."""
    from muniment.documents.findings.rulebook import RULES

    text = ["# The rules of the contradiction finder", NOTE]
    text.append(
        "The finder reads a paper against itself. It quotes the place, says what is stated and what its own rows make, and "
        "proposes; it never corrects.\n"
    )
    text += ["| rule | what it looks for |", "|---|---|"]
    for name, functions in sorted(RULES.items()):
        told = [" ".join((inspect.getdoc(each) or "").split("\n\n")[0].split()) for each in functions]
        text.append(f"| {name} | {' '.join(told).replace('|', '/')} |")
    return "\n".join(text) + "\n"


def hidden_data() -> str:
    """Every rule of the look into files that are to be released, what it does not look for, and its limits."""
    from muniment.documents.hidden import gathering, kinds, rulebook
    from muniment.documents.reading import limits

    def kind(each: str) -> str:
        return f"{each} ({', '.join(f'.{ending}' for ending in kinds.ENDINGS[each].split())})"

    megabyte = limits.MEGABYTE
    text = ["# What a file holds that its reader would not see", NOTE, rulebook.ABOUT]
    text.append(f"Looked into: {'; '.join(kind(each) for each in kinds.ENDINGS)}. The content decides, not the name.\n")
    for severity, title in (
        ("stops", "## What stops a release until somebody decides"),
        ("tell", "## What is worth knowing"),
    ):
        text += [title, "", "| rule | what it looks for | how it is taken out |", "|---|---|---|"]
        text += [f"| `{n}` | {r.looks} | {r.remedy} |" for n, r in rulebook.RULES.items() if r.severity == severity]
        text.append("")
    text += ["## What is not looked for", "", *(f"- {each}" for each in rulebook.NOT_LOOKED_FOR), "", "## Limits", ""]
    text.append(
        f"Beyond these a file is *not looked into*, whole or in part: {limits.MAX_FILE_BYTES // megabyte} MB, "
        f"{limits.MAX_UNPACKED_BYTES // megabyte} MB unpacked with all that is inside it, {limits.MAX_PAGES} pages of a PDF, "
        f"{gathering.MOST_FILES:,} files inside one another, {gathering.MOST_DEPTH} deep, {gathering.MOST_EVENTS:,} rows, elements and "
        f"letters, {gathering.SECONDS:.0f} seconds. Of one rule at most {gathering.MOST_PLACES} places are told one by one; the others are "
        f"one finding with their true number. An example has at most {gathering.EXAMPLE} characters, so that what was found does "
        "not repeat what must not go out."
    )
    return "\n".join(text) + "\n"


def clocks() -> str:
    """Every statutory clock: what it counts, what stops it, what the law leaves open."""
    from muniment.clock import holidays
    from muniment.clock.regimes import ABOUT, REGIMES, Method
    from muniment.clock.words import length_in_words

    text = ["# The clocks of the law", NOTE, ABOUT]
    for regime in REGIMES.values():
        length = length_in_words(regime.method, regime.length)
        text += [f"## {regime.name} (`{regime.slug}`)", "", f"To {regime.due} within {length}: {regime.law}.", ""]
        text += ["| event | what it does | law |", "|---|---|---|"]
        for each in regime.exchanges:
            limit = (
                f"; unanswered for {length_in_words(each.limit_in, each.limit)}, the request may be closed ({each.limit_law})"
                if each.limit
                else ""
            )
            told = f"`{each.asked}`, then `{each.answered}`"
            text.append(f"| {told} | the time {each.effect.value}{EFFECTS[each.effect.name]}{limit} | {each.law} |")
        if (longer := regime.extension) is not None:
            to = (
                f"{length_in_words(regime.method, longer.to)} in all"
                if longer.to
                else "the day that the notice names (`extended-until`)"
            )
            named = ", or the day that the notice names (`extended-until`)" if longer.named_day and longer.to else ""
            text.append(f"| `extended`, within the first period | {to}{named} | {longer.law} |")
        text.append(f"| {', '.join(f'`{each}`' for each in regime.ends)} | the clock ends | |")
        if regime.method != Method.HOURS:
            counts = (
                "of the whole United Kingdom"
                if regime.method == Method.WORKING_DAYS
                else "of the authority’s own nation, at the end only"
            )
            text += ["", f"Holidays that count: those {counts}."]
        text += ["", "What the law leaves open:", "", *(f"- {each}" for each in regime.open_questions), ""]
    table = holidays.Calendar(holidays.packaged())
    years = sorted({each.day.year for each in table.holidays})
    text += [
        "## The table of holidays", "",
        (f"Muniment comes with the bank holidays of {years[0]} to {years[-1]} (table {table.version}, from GOV.UK under the Open Government Licence). They are the register *Bank holidays*; "
        "`muniment holidays import bank-holidays.json` or the page *Read the GOV.UK file* brings later years. A year counts when all its standing holidays are there; beyond it the answer is "
        "*calendar not loaded*, and never a date. A day that is added or taken out works out every open case again by a job, with a line in the history of each that moved; what has ended keeps the date and the working that it had."),
    ]  # fmt: skip
    return "\n".join(text) + "\n"


EFFECTS = {
    "RESTARTS": " from the answer: its day is the new day 0",
    "PAUSES": ": the days from the question to the answer, both included, do not count",
    "STARTS": " only with the answer",
}


def exemptions() -> str:
    """Every exemption with its questions."""
    from muniment.requests import exemption_law

    text = ["# When information may be withheld", NOTE, exemption_law.ABOUT]
    for law, title in exemption_law.LAWS.items():
        text.append(f"## {title}\n")
        for each in exemption_law.of_law(law):
            text.append(f"### {each.section}: {each.name}\n")
            text.append(f"`{each.code}`; {each.weighing}; {each.basis}. {each.in_words()}\n")
            text += [f"- {question.text}{'' if question.must else ' *(good to have)*'}" for question in each.questions]
            text.append("")
    return "\n".join(text).rstrip() + "\n"


def registers() -> str:
    """Every register: its fields, its figures, its steps and who may take them."""
    from muniment.registers.register import registry

    text = [
        "# The registers",
        NOTE,
        "What each register holds, who may do what in it, and the steps its records take.\n",
    ]
    for register in registry:
        text += [f"## {register.title}", "", register.about or f"Address: `/{register.slug}/`.", ""]
        text += ["| field | what it is |", "|---|---|"]
        for field in register.model._meta.concrete_fields:
            if field.editable and not field.primary_key and field.name not in {"password", "last_login"}:
                kind = type(field).__name__.replace("Field", "").replace("ForeignKey", "Link").lower()
                text.append(f"| {field.verbose_name!s} | {kind}{'' if field.blank else ', needed'} |")
        states = [field for field in register.model._meta.concrete_fields if field.name == "state" and field.choices]
        if states:
            text += ["", f"States: {', '.join(str(label).lower() for _value, label in states[0].flatchoices)}."]
        if register.key:
            keys = (str(register.model._meta.get_field(name).verbose_name) for name in register.key)
            text += ["", f"Told apart by: {', '.join(keys)}."]
        if rules := sorted(each.name.replace("_", " ") for each in register.model._meta.constraints):
            text += ["", "Rules that the database holds: " + "; ".join(rules) + "."]
        if register.duties:
            text += ["", "| duty | takes the right to | what whoever answers for it waits for |", "|---|---|---|"]
            text += [f"| {rule.label} | {rule.verb} | {rule.others or '–'} |" for rule in register.duties]
        if register.flags:
            text += ["", "| condition | what it counts |", "|---|---|"]
            text += [f"| {flag.label} | {flag.explain} |" for flag in register.flags]
        if register.steps:
            text += ["", "| step | in the states | asks for the right to |", "|---|---|---|"]
            text += [f"| {s.label} | {', '.join(sorted(s.states))} | {s.verb} |" for s in register.steps]
        text += ["", "| who | may |", "|---|---|"]
        access = register.access
        rows = [
            ("everyone", access.everyone),
            ("who answers for it", access.own),
            ("who entered it", access.maker),
            *sorted(access.roles.items()),
        ]
        text += [f"| {who} | {', '.join(sorted(verbs))} |" for who, verbs in rows if verbs]
        text.append("")
    return "\n".join(text)


def scan_columns() -> str:
    """What the Parquet files of a scan hold."""
    from muniment.discovery.engine import schema

    text = [
        "# The columns of a scan",
        NOTE,
        "What the Parquet files that a scan leaves hold; each file carries this in its own schema too.\n",
    ]
    for name in ("files", "folders", "members", "findings", "groups", "changes"):
        text += [f"## {name}.parquet", "", "| column | type | what it is |", "|---|---|---|"]
        for field in getattr(schema, name.upper()):
            kind = "list of findings" if field.name == "personal" else str(field.type).replace("|", "/")
            text.append(f"| `{field.name}` | {kind} | {schema.about(field)} |")
        text.append("")
    return "\n".join(text).rstrip() + "\n"


def events() -> str:
    """What happens without being asked: the schedules, the tables that follow from the records, and who is called when."""
    from muniment.jobs.schedules import DECLARED
    from muniment.operations import hooks, server
    from muniment.registers.rebuilding import DERIVED

    def told(one: Any) -> str:
        return " ".join((inspect.getdoc(one) or "").split("\n\n")[0].split()).replace("|", "/")

    text = ["# What happens by itself", NOTE, "What the worker does at its times:\n"]
    text += ["| schedule | when | what | one that was missed |", "|---|---|---|---|"]
    text += [
        f"| {name} | {each.at} | {told(each.task.func)} | {'is done later, once' if each.late else 'is left out'} |"
        for name, each in sorted(DECLARED.items())
    ]
    text += ["", "What the write path writes beside the records, and `muniment rebuild` from nothing:\n"]
    text += ["| table | how |", "|---|---|"]
    text += [f"| {name} | {told(each)} |" for name, each in sorted(DERIVED.items())]
    text += ["", "What an app enters to be called; there are no signals besides:\n", "| when | what |", "|---|---|"]
    calls = {
        "an installation is new": server.FIRST_ENTRIES, "its tables were migrated": server.AFTER_MIGRATING,
        "a backup was restored: made again": hooks.REBUILT, "a backup was restored: looked at": hooks.CHECKED,
    }  # fmt: skip
    text += [f"| {when} | {told(each)} |" for when, called in calls.items() for each in called]
    return "\n".join(text) + "\n"


def commands() -> str:
    """Every command with its own help."""
    import argparse
    import os

    from muniment.cli import parser

    os.environ["COLUMNS"] = "100"
    top = parser()
    text = [
        "# The commands",
        NOTE,
        "`./run muniment ...` in a checkout, `muniment ...` where the package is installed.\n",
    ]

    def add(one: argparse.ArgumentParser, level: int) -> None:
        one.set_defaults()
        for action in one._actions:  # noqa: SLF001 - argparse has no other way to list its commands
            if action.dest == "operator":
                action.default = "you"
            if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
                for name, below in action.choices.items():
                    text.extend(
                        [f"{'#' * level} {one.prog} {name}", "", "```", below.format_help().rstrip(), "```", ""]
                    )
                    add(below, level + 1)

    add(top, 2)
    return "\n".join(text)


def settings() -> str:
    """Every variable of the environment that an installation reads."""
    from muniment.operations.environment import SETTINGS
    from muniment.organisation.preferences import SETTINGS as PREFERENCES

    text = [
        "# The settings",
        NOTE,
        "An installation is set up by variables of its environment; it runs without any.\n",
        "| variable | what it is | by default |",
        "|---|---|---|",
    ]
    text += [f"| `{each.name}` | {each.meaning} | {each.otherwise or f'`{each.default}`'} |" for each in SETTINGS]
    text += [
        "\n## What the council sets for itself",
        "",
        "At the page Administration, Settings; kept in the database, with history.",
        "",
    ]
    text += ["| setting | what it does | by default |", "|---|---|---|"]
    text += [
        f"| {each.label} | {each.explain} | {each.default if each.default != '' else 'none'} |" for each in PREFERENCES
    ]
    text.append(
        "\nFor developers: `MUNIMENT_PYTHON` names the Python from which `./run` makes its environment (by default `python3`), "
        "`MUNIMENT_CHROMIUM` the browser that the journeys drive (by default `/usr/bin/chromium`)."
    )
    return "\n".join(text) + "\n"


def write() -> None:
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path}")


def check() -> int:
    """The generated pages are as the code makes them, and no link between pages leads nowhere."""
    faults = [
        f"{path} is stale: ./run docs writes it again"
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for page in [Path("README.md"), *sorted(DOCS.rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                faults.append(f"{page} links to {target}, which is not there")
    print("\n".join(faults) or "The documentation is as the code is.")
    return 1 if faults else 0
