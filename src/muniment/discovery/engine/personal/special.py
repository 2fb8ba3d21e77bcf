"""Special categories: words that speak of them weigh by how many there are, and only where a text speaks of a person."""

from muniment.discovery.engine.personal import masking
from muniment.discovery.engine.personal.finding import Finding
from muniment.discovery.engine.personal.special_words import TOPICS

_PER = 1000  # words


def finding(topic: str, words: dict[str, int], in_all: int, *, of_people: bool, where: str) -> Finding:
    """The finding for one category.

    `words` says how often each of its words stands in the text, `in_all` is the number of all words, `of_people` whether the
    text names or numbers people. One word tells little (a policy has many); three different ones, or two in a short text, tell.
    """
    different, often = len(words), sum(words.values())
    said = TOPICS[topic].said
    density = often * _PER / max(in_all, 1)
    if not of_people:
        score = min(0.15 + 0.03 * different, 0.35)
        why = f"Words of {said} stand in it, but nothing that says of whom."
    else:
        score = min(0.25 + 0.12 * different + 0.02 * min(density, 10), 0.9)
        why = (
            f"{different} different words of {said} stand in it ({density:.1f} in 1,000 words), beside data of people."
        )
        if different == 1:
            why = f"One word of {said} stands in it ({density:.1f} in 1,000 words), beside data of people."
    surest = max(words, key=lambda word: (words[word], word))
    return Finding(topic, different, round(score, 3), masking.masked_words(surest), where, why)
