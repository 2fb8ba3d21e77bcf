"""The exemptions of the Freedom of Information Act 2000, part II, with the limits of sections 12 and 14. Without Django."""

from muniment.requests.exemption_terms import CONSULTED, Basis, Exemption, Question, Weighing, checklist, code_of

Q = Question
A, C, D, W = Weighing.ABSOLUTE, Weighing.CONDITIONAL, Weighing.DUTY, Weighing.QUALIFIED
CLASS, NEED, OPINION, PREJUDICE = Basis.CLASS, Basis.NEED, Basis.OPINION, Basis.PREJUDICE
ADVICE = Q("applies_here", "Was advice taken from the body whose field this is?", must=False)


def _of(section: str, name: str, test: Weighing, basis: Basis, *own: Question, deny: bool = True) -> Exemption:
    return Exemption(
        code_of("foi", section), f"s.{section}", name, "foi", test, basis, checklist(test, basis, own, deny=deny)
    )


COST = (
    Q("hours", "Is there an estimate above the limit: 18 hours at £25, which is £450 for a council? Say the hours.", words=True),
    Q("counted", "Does it count only the four activities: finding out whether it is held, locating it, retrieving it, extracting it? Reading through, deciding and redacting do not count."),
    Q("basis", "Does it rest on something: a sample, a count of files, minutes for each? Say which.", words=True),
    Q("quickest", "Is it the quickest way in which it can be got?"),
    Q("joined", "If requests were added up: are they for the same or similar information, by one person or people who act together, and within 60 working days?", words=True, may_not_apply=True),
    Q("advice", "Is the requester told what could be had within the limit, or how to narrow the request (section 16)?", words=True),
    Q("whether_held", "Is it told that it is held, unless finding that out alone would exceed the limit?"),
    Q("before", "Was the estimate made before the search, or was the search stopped at the limit?", must=False),
)  # fmt: skip
VEXATIOUS = (
    Q("request_itself", "Is it the request that is judged, and not the person who makes it?"),
    Q("burden", "Is the burden on the council and its staff told in figures?", words=True),
    Q("purpose", "Was it asked what value or serious purpose the request has, and was that weighed against the burden?", words=True),
    Q("motive", "Where a motive or harassment is claimed: is there something to show it?", words=True, may_not_apply=True),
    Q("history", "Is the past dealing with the requester told, and how this request stands in it?", words=True, may_not_apply=True),
    Q("not_cost", "If the work is the reason: can it not be refused for cost instead, and is the burden grossly oppressive?", words=True, may_not_apply=True),
    Q("eased", "Was it tried to help the requester to a request that can be met (section 16)?", must=False),
)  # fmt: skip
REPEATED = (
    Q("answered_before", "Was an earlier request of the same person complied with, or was it said that nothing is held? Name it.", words=True),
    Q("same", "Is this one identical or substantially similar: does it ask for nothing that has changed since?", words=True),
    Q("interval", "Has no reasonable time gone by since, given how often the information changes?", words=True),
)  # fmt: skip
OTHERS_DATA = (
    Q("identified", "Does it relate to a living person, other than the requester, who can be told from it, also together with what else is known?", words=True),
    Q("lawful_purpose", "First: is it named which legitimate interest the requester, or the public, has in it?", words=True),
    Q("lawful_need", "Second: was it asked whether giving it is necessary for that interest, or something less would do?", words=True),
    Q("lawful_balance", "Third: was that interest weighed against the person’s rights and what they may expect (post, seniority, public or private life, harm), and does theirs prevail?", words=True, may_not_apply=True),
    Q("condition", "Is it said which condition applies: a principle would be broken, they objected, or they themselves could not have it?", words=True),
    Q("special", "If it is special category or criminal data: was a condition looked for that allows it to be made public, and none found?", may_not_apply=True),
    Q("anonymous", "Would it still tell of them with the names taken out?", words=True),
    Q("asked_them", "Was the person asked, where that was reasonable?", must=False, may_not_apply=True),
)  # fmt: skip
OPINIONS = (
    Q("qualified_person", "Did the council’s qualified person (its monitoring officer or chief executive, as authorised) give the opinion themselves, before the refusal? Name the post and the day.", words=True),
    Q("submission", "Is it kept what was put to them: the information, and the arguments on both sides?", words=True),
    Q("limb", "Does the opinion say which limb it rests on, and whether it would, or would be likely to?", words=True),
    Q("reasonable", "Is it an opinion that a reasonable person could hold on what was put to them?", words=True),
    Q("other_than_these", "Is the information not exempt under section 35?", must=False),
)  # fmt: skip


def _no_duty(section: str, name: str, questions: tuple[Question, ...]) -> Exemption:
    return Exemption(code_of("foi", section), f"s.{section}", name, "foi", D, CLASS, questions)


FOI = (
    _no_duty("12", "Cost above the appropriate limit", COST),
    _no_duty("14(1)", "Vexatious request", VEXATIOUS),
    _no_duty("14(2)", "Repeated request", REPEATED),
    _of("21", "Accessible by other means", A, CLASS,
        Q("reachable", "Can this requester really get all of it elsewhere? Say where, so that they find it.", words=True),
        Q("means", "If it costs something or needs a journey: is it on a scheme of publication, or are the terms reasonable for this requester?", words=True, may_not_apply=True), deny=False),
    _of("22", "Intended for future publication", W, CLASS,
        Q("intended", "Was it intended to be published, by the council or another, when the request came? Say what shows that.", words=True),
        Q("same_information", "Is it this very information that will be published, and not a summary of it?"),
        Q("wait_reasonable", "Is it reasonable in all the circumstances to wait? Say until when.", words=True)),
    _of("22A", "Research to be published", W, PREJUDICE,
        Q("programme", "Does it come from research that goes on, with a view to a report that will be published?", words=True)),
    _of("23", "Bodies dealing with security matters", A, CLASS,
        Q("which_body", "Was it supplied by, or does it relate to, one of the bodies that section 23(3) lists?", words=True), ADVICE),
    _of("24", "National security", W, NEED,
        Q("required", "Is withholding it required, that is reasonably necessary, to safeguard national security?", words=True),
        Q("not_23", "Is it not information of section 23?"), ADVICE),
    _of("26", "Defence", W, PREJUDICE, ADVICE),
    _of("27(1)", "International relations", W, PREJUDICE, ADVICE),
    _of("27(2)", "Confidential information from another state", W, CLASS,
        Q("from_state", "Was it obtained from a state, an international organisation or court, under terms that still bind?", words=True)),
    _of("28", "Relations within the United Kingdom", W, PREJUDICE,
        Q("two_governments", "Is it about relations between two of the four administrations, of which a council is none?", words=True)),
    _of("29", "The economy", W, PREJUDICE,
        Q("which_economy", "Is it the economy of the United Kingdom or a part of it, or the finances of one of its administrations, and not the council’s own budget?", words=True)),
    _of("30(1)", "Investigations and proceedings", W, CLASS,
        Q("investigation", "Was it held at any time for an investigation that may lead to a decision to charge or to prosecute, or for criminal proceedings that the council may bring?", words=True),
        Q("stage", "Is it weighed whether the investigation is over, and how long ago?", words=True)),
    _of("30(2)", "Confidential sources", W, CLASS,
        Q("source", "Was it obtained for one of the functions of section 30(2)(a), and does it relate to obtaining information from confidential sources?", words=True)),
    _of("31", "Law enforcement", W, PREJUDICE,
        Q("which_interest", "Is the interest of section 31(1) named: crime, offenders, justice, tax, or a function with a purpose of section 31(2)?", words=True),
        Q("power", "If a function is claimed: does a law give it to that body?", words=True, may_not_apply=True),
        Q("not_30", "Is it not exempt under section 30?"),
        Q("mosaic", "If pieces together tell more than each: is it told who would put them together and how?", must=False, may_not_apply=True)),
    _of("32", "Court records", A, CLASS,
        Q("court_document", "Is it held only because it was filed with, served for, or made by a court, an inquiry or an arbitration, for those proceedings?", words=True)),
    _of("33", "Audit of other authorities", W, PREJUDICE,
        Q("audits_others", "Does the council audit the accounts of other authorities, or examine how they use their resources? Audit of the council itself is none.", words=True)),
    _of("34", "Parliamentary privilege", A, NEED, ADVICE,
        Q("privilege", "Does either House hold that giving it would infringe its privileges?", words=True)),
    _of("35", "Government policy", W, CLASS,
        Q("government", "Is it held by a government department or the Welsh Government? A council is neither: section 36 is for councils.", words=True)),
    _of("36", "Conduct of public affairs", W, OPINION, *OPINIONS,
        Q("statistics", "Is it no statistical information, or was that looked at apart?", must=False)),
    _of("37(1)(a)-(ab)", "Communications with the Sovereign and the heirs", A, CLASS,
        Q("royal", "Is it a communication with, or on behalf of, the Sovereign or one of the two next in line?", words=True)),
    _of("37(1)(ac)-(b)", "Other royal communications, and honours", W, CLASS,
        Q("royal_other", "Is it a communication with another member of the royal family or Household, or about conferring an honour?", words=True)),
    _of("38", "Health and safety", W, PREJUDICE,
        Q("endangered", "Is it told who would be endangered, and whether their health, physical or mental, or their safety?", words=True)),
    _of("39", "Environmental information", W, CLASS,
        Q("environmental", "Is it environmental information? Then handle the request under the regulations, and use their exceptions.", words=True)),
    _of("40(1)", "The requester’s own data", A, CLASS,
        Q("own_data", "Is it the personal data of the requester?", words=True),
        Q("as_subject_access", "Is the request handled as one for own data, and is the requester told so?")),
    _of("40(2)", "Somebody else’s personal data", C, CLASS, *OTHERS_DATA),
    _of("41", "Information given in confidence", A, CLASS,
        Q("obtained", "Was it obtained from another? What the council wrote or agreed itself was not: a contract, for instance.", words=True),
        Q("quality", "Has it the quality of confidence: of worth to the confider, and not to be had elsewhere?", words=True),
        Q("obligation", "Was it given under an obligation of confidence, said or plain from the circumstances?", words=True),
        Q("detriment", "Would giving it, without authority, harm the confider? Of private matters their privacy is enough.", words=True, may_not_apply=True),
        Q("actionable", "Would an action for breach of confidence be likely to succeed, also against a defence of the public interest?", words=True), CONSULTED),
    _of("42", "Legal professional privilege", W, CLASS,
        Q("privileged", "Is it a communication between lawyer and client for advice, or made mainly for proceedings that are on foot or in sight?", words=True),
        Q("not_lost", "Has the privilege not been lost: was the advice not shared without restriction, or its substance made public?", words=True),
        Q("inherent_weight", "Is the weight of privilege itself named, and is it considered how old and live the advice is?", must=False)),
    _of("43(1)", "Trade secrets", W, CLASS,
        Q("trade_secret", "Is it used in a trade, not generally known, would a rival gain by it, and does its owner keep it secret?", words=True), CONSULTED, deny=False),
    _of("43(2)", "Commercial interests", W, PREJUDICE, CONSULTED,
        Q("market", "Is the market told: who competes for what, and would a rival or customer use this?", words=True),
        Q("age", "Is it considered how old the figures are, and whether the bidding or contract is over?", words=True)),
    _of("44", "Disclosure prohibited", A, CLASS,
        Q("prohibition", "Is the enactment, retained obligation or order of a court named that forbids giving it?", words=True),
        Q("gateway", "Is none of the gateways of that law open: a consent, a function, an end of the bar?", words=True)),
)  # fmt: skip
