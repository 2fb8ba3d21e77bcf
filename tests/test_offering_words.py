"""Whether something published answers a question: pairs that do, and pairs that only look alike.

Seen red when any common word was enough, when weak words counted as others do, and when two that stand together were enough alone.
"""

import pytest

from muniment.publication.offering_words import Candidate, Corpus, content, stem

PUBLISHED = [
    ("Empty homes by ward", "vacant dwellings, long-term empty", "How many homes in each ward have stood empty for more than two years, and how many notices were served on their owners?"),
    ("Contract for the parking machines", "pay and display, car parks", "The contract for the parking machines in the market hall, with its price schedule."),
    ("Money spent on agency staff", "temporary workers, interim", "What did the council spend on agency staff in each of the last three years?"),
    ("Children who wait for school transport", "", "How many children with a plan wait for school transport today?"),
    ("Test purchases in vape shops", "e-cigarettes, trading standards", "How many test purchases were made in vape shops this year?"),
    ("Allotment waiting lists by site", "allotments", "How many people wait for a plot on each site?"),
    ("Potholes reported and mended", "road repairs, carriageway", "How many potholes were reported, and how many mended in time?"),
    ("Fly-tipping incidents and fines", "dumped rubbish", "How many incidents of fly-tipping, how many fines?"),
    ("Penalty charge notices for bus lanes", "bus lane fines, PCN", "How many penalty charge notices by camera and month?"),
    ("Claims paid for falls on pavements, and their causes", "trips, slips", "What was paid for falls on pavements, and what caused them?"),
    ("Library opening hours and visits", "", "Hours of opening and visits of each library."),
]  # fmt: skip


def words(text):
    return text.lower().replace("-", " ").replace(",", " ").replace("?", " ").replace(".", " ").split()


@pytest.fixture(scope="module")
def corpus():
    return Corpus([Candidate.of(at, *(words(text) for text in each)) for at, each in enumerate(PUBLISHED)])


def titles(corpus, question):
    return [PUBLISHED[match.key][0] for match in corpus.best(words(question))]


GOOD = [
    ("How many empty homes are there in the city?", "Empty homes by ward"),
    ("Vacant homes", "Empty homes by ward"),
    ("allotments", "Allotment waiting lists by site"),
    ("How long is the waiting list for allotments?", "Allotment waiting lists by site"),
    ("potholes", "Potholes reported and mended"),
    ("How much was paid to agency staff in housing last year?", "Money spent on agency staff"),
    ("What did you pay in claims for broken fences? And for falls on pavements near schools?", "Claims paid for falls on pavements, and their causes"),
    ("How many potholes were mended in time, and how many empty homes are there?", "Potholes reported and mended"),
    ("bus lane fines", "Penalty charge notices for bus lanes"),
    ("Fines for fly-tipping", "Fly-tipping incidents and fines"),
    ("parking machine contract and prices", "Contract for the parking machines"),
    ("Dear Sir, under the Freedom of Information Act please send me how many children wait for school transport, and for how long. Yours", "Children who wait for school transport"),
]  # fmt: skip
BAD = [
    "How many school meals do children get?",
    "Parking fines in Market Street",
    "How many staff left last year?",
    "Dog bins by ward",
    "How many care homes closed?",
    "What do you spend on library books?",
    "How many notices were served on owners of dogs?",
    "Road closures for the market",
    "Council tax reduction for empty properties",
    "Please send me all information that the council holds",
    "Dear Sir or Madam, freedom of information request",
    "hello",
    "2021 2022 2023",
    "",
    "the of and",
    "How many contracts for agency cleaning in libraries, and hours worked?",
    "Number of visits by social workers to homes by ward, by month and by year",
]


@pytest.mark.parametrize(("question", "title"), GOOD)
def test_what_answers_is_offered_first(corpus, question, title):
    assert titles(corpus, question)[:1] == [title]


@pytest.mark.parametrize("question", BAD)
def test_what_only_looks_alike_is_not_offered(corpus, question):
    assert titles(corpus, question) == []


def test_an_offer_says_by_which_words(corpus):
    (match,) = corpus.best(words("Which HOMES stood empty?"))
    assert set(match.why) >= {"homes", "empty"}


def test_no_more_than_three_and_the_best_first():
    many = Corpus([Candidate.of(at, ["empty", "homes"], [f"x{at}"], []) for at in range(50)])
    found = many.best(["empty", "homes", "x7"])
    assert len(found) == 3
    assert found[0].key == 7


def test_nothing_published_offers_nothing():
    assert Corpus([]).best(words("empty homes by ward")) == []


def test_a_question_of_a_hundred_thousand_words_is_read_to_its_limit(corpus):
    assert titles(corpus, "empty homes " + "zzyzx qwfp arst " * 100_000)[:1] == ["Empty homes by ward"]
    assert len(content(f"w{at}x" for at in range(10_000))) == 200


@pytest.mark.parametrize(("word", "stemmed"), [("homes", "home"), ("counties", "county"), ("boxes", "box"), ("bus", "bus"), ("glass", "glass"), ("glasses", "glass"), ("parking", "parking")])  # fmt: skip
def test_numbers_of_a_word(word, stemmed):
    assert stem(word) == stemmed
