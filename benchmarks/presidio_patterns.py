"""Presidio's pattern recognisers, run by a Python that has them: reads one JSON from standard input and answers with one."""

import json
import re
import sys
import time


def _for_english():
    """The recognisers of patterns that its registry loads for English by itself, and that of telephone numbers."""
    from presidio_analyzer import PatternRecognizer, RecognizerRegistry

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    return [
        each for each in registry.recognizers if isinstance(each, PatternRecognizer) or each.name == "PhoneRecognizer"
    ]


def _speed(text, recognisers) -> float:
    """Megabytes in a second."""
    start = time.process_time()
    for recogniser in recognisers:
        recogniser.analyze(text, recogniser.supported_entities, None)
    return len(text) / 1e6 / (time.process_time() - start)


def main() -> None:
    from presidio_analyzer import predefined_recognizers as ready
    from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer  # noqa: F401 (that it is there)

    job = json.load(sys.stdin)
    names = {
        "UK_NHS": "NhsRecognizer", "UK_NINO": "UkNinoRecognizer", "CREDIT_CARD": "CreditCardRecognizer", "IBAN_CODE": "IbanRecognizer",
        "EMAIL_ADDRESS": "EmailRecognizer", "UK_POSTCODE": "UkPostcodeRecognizer", "UK_PASSPORT": "UkPassportRecognizer",
        "UK_VEHICLE_REGISTRATION": "UkVehicleRegistrationRecognizer", "UK_DRIVING_LICENCE": "UkDrivingLicenceRecognizer", "PHONE_NUMBER": "PhoneRecognizer",
    }  # fmt: skip
    made = {}
    for entity, name in names.items():
        if hasattr(ready, name):
            made[entity] = (
                getattr(ready, name)(supported_regions=["GB"]) if entity == "PHONE_NUMBER" else getattr(ready, name)()
            )
    speed = {name: _speed(text, made.values()) for name, text in job["speed"].items()}
    english = _for_english()
    speed_of_all = {name: _speed(text, english) for name, text in job["speed"].items()}
    found = []
    for text in job["texts"]:
        seen = []
        for entity, recogniser in made.items():
            for result in recogniser.analyze(text, [entity], None) or []:
                kind = job["kinds"][entity]
                value = text[result.start : result.end]
                value = value.lower() if kind == "email" else re.sub(r"[^A-Za-z0-9]", "", value).upper()
                if kind == "phone":
                    value = re.sub(r"^(?:00)?44", "", value).removeprefix("0")
                seen.append((kind, value, result.score))
        found.append(seen)
    json.dump(
        {
            "speed": speed,
            "speed_of_all": speed_of_all,
            "found": found,
            "shared": [job["kinds"][entity] for entity in made],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
