"""The exceptions of the Environmental Information Regulations 2004. Without Django. All but those of regulation 13 are weighed against the public interest."""

from muniment.requests.exemption_foi import OTHERS_DATA
from muniment.requests.exemption_terms import (
    CONSULTED,
    EMISSIONS,
    Basis,
    Exemption,
    Question,
    Weighing,
    checklist,
    code_of,
)

Q = Question
CLASS, ADVERSE = Basis.CLASS, Basis.ADVERSE


def _of(
    section: str, name: str, basis: Basis, *own: Question, test: Weighing = Weighing.QUALIFIED, deny: bool = False
) -> Exemption:
    questions = checklist(test, basis, own, deny=deny, eir=True)
    return Exemption(code_of("eir", section), f"reg {section}", name, "eir", test, basis, questions)


def _not_in_hand(section: str, name: str, *own: Question) -> Exemption:
    """An exception about the request, or about what is not there: no part of it to be given, nothing to be read."""
    return Exemption(code_of("eir", section), f"reg {section}", name, "eir", Weighing.QUALIFIED, CLASS, own)


EIR = (
    _not_in_hand("12(4)(a)", "Not held",
        Q("searched", "Is it told where it was searched for, how, and by whom?", words=True),
        Q("when_asked", "Was it not held when the request came, by the council or by another for it?"),
        Q("another_authority", "If another authority is believed to hold it: was the request transferred, or the requester told of that authority (regulation 10)?", may_not_apply=True)),
    _not_in_hand("12(4)(b)", "Manifestly unreasonable",
        Q("presumption", "Was it begun from the presumption that environmental information is given (regulation 12(2))?"),
        Q("manifestly", "Is it plainly, and not only arguably, unreasonable: vexatious, or a burden out of all proportion?", words=True),
        Q("burden", "Is the burden told in hours and what for, and set against the size of the council and the worth of the request? There is no fixed limit here.", words=True),
        Q("more_time_no_help", "Would more time under regulation 7, or a reasonable charge, not solve it?", words=True),
        Q("advice", "Was the requester helped to a request that can be met (regulation 9)?", words=True),
        Q("request_itself", "Is it the request that is judged, and not the person?")),
    _not_in_hand("12(4)(c)", "Too general",
        Q("too_general", "Can really not be told what is wanted, also with the knowledge of the service?", words=True),
        Q("particulars", "Was the requester asked for particulars within 20 working days, and helped to give them (regulation 9)?", words=True),
        Q("still_general", "Did no reply come, or does the reply leave it as general as it was?")),
    _of("12(4)(d)", "Unfinished", CLASS,
        Q("unfinished", "Is it material still in the course of completion, an unfinished document, or incomplete data? A draft of what has since been finished is an unfinished document.", words=True),
        Q("finished_when", "Is the requester told by when it is to be finished, and by whom, where another prepares it (regulation 14(4))?", words=True, may_not_apply=True),
        Q("safe_space", "Is it told what still has to be decided, and how giving it now would disturb that?", must=False)),
    _of("12(4)(e)", "Internal communications", CLASS,
        Q("internal", "Is it a communication, and did it stay within the council? One with an outside consultant or another authority is not internal.", words=True),
        Q("still_needed", "Is it told what thinking still needs protection, or is the matter settled?", words=True)),
    _of("12(5)(a)", "International relations, defence, national security, public safety", ADVERSE,
        Q("which_interest", "Is it said which of these, and who would be less safe?", words=True), deny=True),
    _of("12(5)(b)", "Course of justice, fair trial, inquiries", ADVERSE,
        Q("which_interest", "Is it said which: proceedings, an inquiry of a criminal or disciplinary nature, legal privilege?", words=True),
        Q("not_lost", "If privilege is claimed: has it not been lost by sharing the advice?", may_not_apply=True)),
    _of("12(5)(c)", "Intellectual property rights", ADVERSE,
        Q("which_right", "Is the right named, and whose it is?", words=True), CONSULTED,
        Q("right_not_enough", "Is it told what would be lost beyond the bare infringement: the right stays protected after disclosure?", words=True)),
    _of("12(5)(d)", "Confidential proceedings", ADVERSE,
        Q("proceedings", "Are there proceedings of some formality, and is it named which law makes them confidential?", words=True), EMISSIONS),
    _of("12(5)(e)", "Commercial or industrial confidentiality", ADVERSE,
        Q("commercial", "Is it commercial or industrial information?", words=True),
        Q("confidential_by_law", "Is it confidential by law: common law, contract or statute?", words=True),
        Q("economic_interest", "Does that protect a legitimate economic interest, and whose?", words=True), CONSULTED, EMISSIONS),
    _of("12(5)(f)", "Interests of the one who provided it", ADVERSE,
        Q("volunteered", "Was it given by somebody who was not, and could not be, obliged by law to give it to this or another authority?", words=True),
        Q("no_other_way", "May the council not give it out apart from these regulations?"),
        Q("no_consent", "Has the provider not consented?", words=True), CONSULTED, EMISSIONS),
    _of("12(5)(g)", "Protection of the environment", ADVERSE,
        Q("what_suffers", "Is it said which place, species or element would suffer, and by what somebody would do?", words=True), EMISSIONS),
    _of("13", "Somebody else’s personal data", CLASS, *OTHERS_DATA, test=Weighing.CONDITIONAL, deny=True),
    _of("5(3)", "The requester’s own data", CLASS,
        Q("own_data", "Is it the personal data of the requester?", words=True),
        Q("as_subject_access", "Is the request handled as one for own data, and is the requester told so?"), test=Weighing.ABSOLUTE),
)  # fmt: skip
