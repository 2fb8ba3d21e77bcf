"""The grounds on which a request about own data may be refused, whole or in part: UK GDPR article 12(5), Data Protection Act 2018, schedules 2 to 4. Without Django."""

from muniment.requests.exemption_terms import CAUGHT, PART_ONLY, Basis, Exemption, Question, Weighing, code_of

Q = Question
CLASS, PREJUDICE = Basis.CLASS, Basis.PREJUDICE
LISTED = Q("listed", "Does this exemption reach the right that is used: access, erasure, and which not?")
TOLD = Q(
    "told_them", "Is the person told why, and of the complaint to the council, to the regulator and to a court? Or is it shown that telling them would itself do the harm?"
)  # fmt: skip
JUST_ENOUGH = Q("just_enough", "Is no more withheld, and for no longer, than the harm takes?", words=True)
HOW = Q(
    "how_it_harms", "Is it told how giving this very data would harm, or be likely to harm, that purpose?", words=True
)
WHO_SAYS = Q("who_says", "Has the body whose purpose it is said so, with reasons?", must=False, may_not_apply=True)
NOT_SEEN_BEFORE = Q("not_known", "Is it nothing that the person knows already?", must=False, may_not_apply=True)
SERIOUS = (
    Q("serious", "Would it be likely to cause serious harm to the physical or mental health of the person or another? Say what and to whom.", words=True),
    Q("who_judges", "Was it judged by somebody who is professionally able to: who, and when?", words=True),
)  # fmt: skip
MANIFESTLY = (
    Q("burden_shown", "Can the council show it? The burden of proof is its own.", words=True),
    Q("each_alone", "Is it judged on this request, and not by a rule for all of a kind?"),
    Q("fee_instead", "Was it asked whether a reasonable fee would do instead?", words=True),
    Q("narrower", "Was it asked whether clarification or more time would solve it?", words=True),
    TOLD,
)


# Not every right is had over all data: to refuse where its own conditions are not met is no exemption, and is shown as one is.
NOT_MET = Exemption(
    "gdpr-not-met", "UK GDPR arts 16 to 22D", "The conditions of the right are not met", "sar", Weighing.CONDITIONAL, CLASS,
    (
        Q("other_than_access", "Is it another right than access? Access has no such conditions."),
        Q("which_condition", "Is it named which condition is not met: what is said to be wrong is right (article 16); no ground for erasure holds, or one of article 17(3) does; none of article 18(1); not given by the person, or neither on consent nor a contract (article 20); compelling legitimate grounds, or legal claims (article 21); no decision by machine alone (articles 22A to 22D)?", words=True),
        Q("own_case", "Is it told what shows that of this person’s own data?", words=True),
        Q("marked", "If it is disputed whether data is right: is it marked as disputed, or its use restricted while it was looked into?", words=True, may_not_apply=True),
        Q("rest_done", "Was done what of it can be done?"), TOLD,
    ),
)  # fmt: skip


def _of(section: str, name: str, basis: Basis, *own: Question) -> Exemption:
    return Exemption(
        code_of("dpa", section), f"DPA {section}", name, "sar", Weighing.CONDITIONAL, basis,
        (CAUGHT, LISTED, *own, JUST_ENOUGH, PART_ONLY, NOT_SEEN_BEFORE, TOLD),
    )  # fmt: skip


def _manifestly(what: str, name: str, *own: Question) -> Exemption:
    return Exemption(
        f"gdpr-12-5-{what}", "UK GDPR art 12(5)", name, "sar", Weighing.DUTY, CLASS, (*own, *MANIFESTLY)
    )  # fmt: skip


RIGHTS = (
    NOT_MET,
    _manifestly("unfounded", "Manifestly unfounded",
        Q("no_intention", "Has the person plainly no intention to use the right, or only to harass or disrupt? Say what shows it.", words=True)),
    _manifestly("excessive", "Manifestly excessive",
        Q("out_of_proportion", "Is it plainly unreasonable when set against the work and the worth of it to the person? Size alone does not make it so.", words=True),
        Q("overlaps", "If it repeats or overlaps another: is the time since then told, and what may have changed?", words=True, may_not_apply=True)),
    _of("Sch 2 para 2", "Crime and taxation", PREJUDICE,
        Q("which_purpose", "Is it named: prevention or detection of crime, offenders, or a tax or duty?", words=True), HOW, WHO_SAYS),
    _of("Sch 2 para 5", "Required by law, legal advice and proceedings", PREJUDICE,
        Q("which_law", "Is the enactment, the order, or the proceedings named?", words=True), HOW),
    _of("Sch 2 para 7", "Functions that protect the public", PREJUDICE,
        Q("which_function", "Is the function named, and the law that gives it to whoever has it?", words=True), HOW, WHO_SAYS),
    _of("Sch 2 para 16", "Data of somebody else", CLASS,
        Q("cannot_part", "Can the person’s own data not be given without telling of the other, also with names taken out?", words=True),
        Q("other_consents", "Was the other asked, or is it told why not? Have they not consented?", words=True),
        Q("reasonable_without", "Is it unreasonable to give it without consent, by what kind it is, any duty of confidence, the steps taken, whether they can consent, and a refusal that they gave?", words=True),
        Q("not_a_worker", "Is the other none of those whom it is in law always reasonable to name: a health, social or education worker in that work (paragraph 17)?", words=True)),
    _of("Sch 2 para 19", "Legal professional privilege", CLASS,
        Q("privileged", "Could privilege, or a lawyer’s duty of confidence, be claimed in proceedings?", words=True),
        Q("not_lost", "Has it not been lost by sharing the advice?")),
    _of("Sch 2 para 20", "Self-incrimination", CLASS,
        Q("offence", "Would it show that the council committed an offence, other than under data protection law?", words=True)),
    _of("Sch 2 para 21", "Corporate finance", PREJUDICE,
        Q("finance_service", "Is it processed for a corporate finance service by the council, and would the price of an instrument, or the economy, suffer?", words=True), HOW),
    _of("Sch 2 para 22", "Management forecasts", PREJUDICE,
        Q("forecast", "Is it processed for forecasting or planning of the council’s business?", words=True), HOW),
    _of("Sch 2 para 23", "Negotiations with the person", PREJUDICE,
        Q("intentions", "Is it a record of what the council intends in negotiations with this very person, and do they go on?", words=True), HOW),
    _of("Sch 2 para 24", "Confidential references", CLASS,
        Q("reference", "Is it a reference given or received in confidence, for work, training, office or a service?", words=True)),
    _of("Sch 2 para 25", "Exam scripts and marks", CLASS,
        Q("script", "Is it what a candidate wrote, or a mark before the results are out? The examiner’s remarks are not exempt.", words=True),
        Q("later", "Is the person told when the marks are given: five months after the request, or forty days after the results, whichever is earlier?", words=True, may_not_apply=True)),
    _of("Sch 3 para 4", "Health: against what the person expected", CLASS,
        Q("asks_for_other", "Does somebody with parental or a court’s authority ask, and did the person give it expecting that they would not see it?", words=True)),
    _of("Sch 3 para 5", "Health: serious harm", PREJUDICE, *SERIOUS,
        Q("health_professional", "Was the opinion of the right health professional had, and is it no older than six months?", words=True)),
    _of("Sch 3 para 10", "Social work: against what the person expected", CLASS,
        Q("asks_for_other", "Does somebody with parental or a court’s authority ask, and did the person give it expecting that they would not see it?", words=True)),
    _of("Sch 3 para 11", "Social work: serious harm", PREJUDICE, *SERIOUS,
        Q("carrying_out", "Would giving it be likely to prejudice carrying out social work for that reason?", words=True)),
    _of("Sch 3 para 19", "Education: serious harm", PREJUDICE, *SERIOUS),
    _of("Sch 3 para 21", "Child abuse data", CLASS,
        Q("asks_for_other", "Does somebody with parental or a court’s authority ask, and would giving it not be in the interest of the person?", words=True)),
    _of("Sch 4", "Disclosure that other law forbids", CLASS,
        Q("which_law_forbids", "Is the enactment named that prohibits or restricts it, and is it one of those that the schedule lists: human fertilisation, adoption records, special educational needs, parental orders, children’s hearings?", words=True)),
)  # fmt: skip
