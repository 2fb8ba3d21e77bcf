"""Phrases of retention schedules, written by us, each with the line that a records manager would make of it.

`WORKED_ON` was at hand while the rules of `muniment.retention.prose` were written. `HELD_OUT` was written before the first of
those rules and looked at only when they stood; its first result is told in docs/retention.md. A line is told in short:
`closed 6y destroy`, `modified 6y financial destroy`, `"left school" 1y destroy`, two periods parted by `|`, `permanent keep`,
`review offer`, and `none` where nobody could rule by the phrase.
"""

import re

from muniment.retention.rules import Action, Keep, Line, Period, Trigger, YearEnd

_EVENT = re.compile(r'"([^"]*)"')
_AMOUNT = re.compile(r"(\d+)([ym])")


def line_of(short: str) -> Line | None:
    """The line that such a short telling means; None for `none`."""
    if short == "none":
        return None
    periods, _space, action = short.rpartition(" ")
    if periods in {"permanent", "review"}:
        return Line(Keep(periods), Action(action))
    return Line(Keep.PERIOD, Action(action), tuple(map(_period, periods.split("|"))))


def _period(short: str) -> Period:
    event = found[1].removeprefix("the ") if (found := _EVENT.search(short)) else ""
    words = _EVENT.sub("event", short).split()
    length = dict.fromkeys("ym", 0) | {unit: int(n) for n, unit in _AMOUNT.findall(" ".join(words[1:]))}
    year = next((word for word in words if word in {"financial", "academic", "calendar"}), "")
    return Period(Trigger(words[0]), length["y"], length["m"], YearEnd(year), event)


WORKED_ON = (
    ("6 years from closure", "closed 6y destroy"),
    ("Current year + 6", "modified 6y financial destroy"),
    ("CFY+6", "modified 6y financial destroy"),
    ("End of financial year + 6 years", "modified 6y financial destroy"),
    ("Date of birth + 25 years", "born 25y destroy"),
    ("DOB + 25 yrs or 6 years from last action, whichever is longer", "born 25y | modified 6y destroy"),
    ("Permanent", "permanent keep"),
    ("Transfer to archives after 20 years", "closed 20y transfer"),
    ("Offer to Archivist", "review offer"),
    ("Retain until superseded, then destroy", '"superseded" destroy'),
    ("Life of the contract + 12 years (deed)", "contract_end 12y destroy"),
    ("3 years from last modified", "modified 3y destroy"),
    ("Until age 25 (or 26 if 17 when treatment ended)", "none"),
    ("Destroy after 18 months", "closed 18m destroy"),
    ("Review after 5 years", "closed 5y review"),
    ("Seven (7) years", "closed 7y destroy"),
    ("6y", "closed 6y destroy"),
    ("Termination of employment plus 6 years", '"employment ended" 6y destroy'),
    ("75 years from date of birth", "born 75y destroy"),
    ("1 year after leaving school", '"left school" 1y destroy'),
    ("Last entry + 10 years", "modified 10y destroy"),
    ("Permanently for minutes; drafts destroy when confirmed", "none"),
    ("6 months years", "none"),
    ("within 0 years", "none"),
    ("Keep for six years after the file is closed and then shred", "closed 6y destroy"),
    ("Closure + 6", "closed 6y destroy"),
    ("2 years after last use of the document", "modified 2y destroy"),
    ("End of academic year + 3 years", "modified 3y academic destroy"),
    ("6 years from the end of the financial year in which the file was closed", "closed 6y financial destroy"),
    ("Destroy when superseded", '"superseded" destroy'),
    ("12 years from end of contract", "contract_end 12y destroy"),
    ("Contract expiry plus six years, review", "contract_end 6y review"),
    ("Permanent - transfer to the county record office", "permanent transfer"),
    ("In perpetuity", "permanent keep"),
    ("-6 years from closure", "none"),
    ("6 or 7 years", "none"),
    ("6 years from closure or 3 years from creation, whichever is sooner", "none"),
    ("30 days", "none"),
    ("To be confirmed", "none"),
    ("See FIN-02", "none"),
    ("", "none"),
    ("Date of creation + 2 yrs", "created 2y destroy"),
    ("Offer to archivist after 10 years from closure, destroy if declined", "closed 10y offer"),
    ("900 years from closure", "none"),
    ("100 years from the date of the adoption order", '"adoption order made" 100y destroy'),
    ("6 years and 3 months from closure", "closed 6y 3m destroy"),
    ("Keep 1½ years after creation, then delete", "created 1y 6m destroy"),
    ("Retain for the lifetime of the asset plus 6 years", '"asset disposed of" 6y destroy'),
    ("Destroy when no longer needed", '"no longer needed" destroy'),
    ("Indefinitely", "permanent keep"),
    ("Closed 3 years", "closed 3y destroy"),
    ("40 years after date of last entry (COSHH 2002 reg 10)", "modified 40y destroy"),
)

HELD_OUT = (
    ("Keep until the child would have been 21, then destroy", "born 21y destroy"),
    ("Two years following the closing of the case", "closed 2y destroy"),
    ("Retain for ten years from the date the file was closed; dispose of securely", "closed 10y destroy"),
    ("FYE + 3", "modified 3y financial destroy"),
    ("Current financial year plus three years", "modified 3y financial destroy"),
    ("CY + 1 year", "modified 1y calendar destroy"),
    ("Close of file + 7 yrs", "closed 7y destroy"),
    ("Last contact + 8 years", "modified 8y destroy"),
    ("99 years from birth", "born 99y destroy"),
    ("Birth + 25", "born 25y destroy"),
    ("Keep forever", "permanent keep"),
    ("Permanent. Offer to the county archivist.", "permanent offer"),
    ("Permanent preservation at the record office", "permanent transfer"),
    ("Destroy 3 months after creation", "created 3m destroy"),
    ("Six (6) years after the contract ends", "contract_end 6y destroy"),
    ("Expiry of contract + 12 years where under seal", "contract_end 12y destroy"),
    ("6 years after contract end date, then review for destruction", "contract_end 6y review"),
    ("Until next audit, then destroy", '"next audit" destroy'),
    ("Destroy once the new edition is published", '"the new edition is published" destroy'),
    ("Superseded + 1 year", '"superseded" 1y destroy'),
    ("5 yrs after employee leaves", '"employment ended" 5y destroy'),
    ("Leaving date + 6 years", '"employment ended" 6y destroy'),
    ("End of employment + 75 years from date of birth", "none"),
    ("25 years after pupil's date of birth", "born 25y destroy"),
    ("DOB+30", "born 30y destroy"),
    ("Retain while current; destroy 6 years after superseded", '"superseded" 6y destroy'),
    ("6 years from end of the financial year to which the record relates", "modified 6y financial destroy"),
    ("End of the school year in which the pupil leaves + 5 years", '"left school" 5y academic destroy'),
    (
        "Three years from date of last entry, or until the child is 25, whichever is the later",
        "modified 3y | born 25y destroy",
    ),
    ("6 years from closure and 10 years from creation, whichever is longer", "closed 6y | created 10y destroy"),
    ("4 years from closure or 2 years from creation whichever comes first", "none"),
    ("3-6 years", "none"),
    ("Between two and four years", "none"),
    ("As required by law", "none"),
    ("Not applicable", "none"),
    ("ask the service", "none"),
    ("two weeks", "none"),
    ("0 years from closure", "none"),
    ("six", "none"),
    ("years", "none"),
    ("Twenty-five years from closure", "closed 25y destroy"),
    ("One hundred years after date of birth", "born 100y destroy"),
    ("18 months from date of receipt", "created 18m destroy"),
    ("Date of the decision plus 4 years", '"decision made" 4y destroy'),
    ("Conclusion of proceedings + 6 years", "closed 6y destroy"),
    ("On completion of the project + 15 years then offer to archives", "closed 15y offer"),
    ("Transfer to city archives 30 years after closure", "closed 30y transfer"),
    ("Review 10 years after last modification", "modified 10y review"),
    ("Delete two years after last modified", "modified 2y destroy"),
    ("Life of the building plus 12 years", '"life of the building" 12y destroy'),
    ("Retain for duration of licence + 3 years", '"licence ended" 3y destroy'),
    ("Permanent for deeds, otherwise 12 years", "none"),
    ("6 years unless litigation is pending", "none"),
    ("Destroy after 6 years if not needed for audit", "none"),
    ("15 years from date of last action then destroy under confidential conditions", "modified 15y destroy"),
    ("7 years (Taxes Management Act 1970)", "closed 7y destroy"),
    ("3 yrs", "closed 3y destroy"),
    ("minimum 6 years from end of financial year", "modified 6y financial destroy"),
    ("Date of election + 1 year", '"election held" 1y destroy'),
    ("Adult: 6 years from closure; child: 25 years from date of birth", "none"),
    ("Six years from the date on which the insurance policy lapses", '"the insurance policy lapses" 6y destroy'),
    ("Life + 6 years", "none"),
    ("Destroy immediately after use", "none"),
    ("Date created plus 12 months, destroy", "created 12m destroy"),
)
