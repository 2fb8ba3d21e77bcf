"""Presidio's pattern recognisers, run by a Python that has them: reads one JSON from standard input and answers with one."""

import json
import re
import sys
import time


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
    speed = {}
    for name, text in job["speed"].items():
        start = time.process_time()
        for entity, recogniser in made.items():
            recogniser.analyze(text, [entity], None)
        speed[name] = len(text) / 1e6 / (time.process_time() - start)
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
    json.dump({"speed": speed, "found": found, "shared": [job["kinds"][entity] for entity in made]}, sys.stdout)


if __name__ == "__main__":
    main()
