"""The data that is attacked: always the same, as NDJSON in the exchange format."""

import json
import random

PARTNERS = 200
TOPICS = ["water", "waste", "environment", "culture", "education", "youth", "sport", "health"]
UNUSED_TOPICS = ["socialCare", "economy", "tourism", "transport", "publicAdministration", "civilSociety", "safety"]
KINDS = ["visit", "meeting", "conference", "signing", "sport", "culture", "training", "other"]
DIRECTIONS = ["incoming", "outgoing", "online"]
COUNTRIES = ["LT", "LV", "FR", "DE", "RU", "UA", "CZ", "IT"]
SYLLABLES = ["ka", "lo", "mir", "sta", "pra", "wie", "zo", "gru", "nie", "dal", "bor", "szy", "tę", "łu"]

# The most that a description may have, in languages enough to come near a megabyte for each record.
LONGEST = 20_000
LANGUAGES = ["pl", "en", "de", "fr", "lt", "ru", "cs", "uk", "it", "es"]


def _words(numbers, count):
    return " ".join("".join(numbers.choices(SYLLABLES, k=numbers.randint(1, 3))) for _ in range(count))


def municipality():
    """The record that a data set begins with."""
    return {
        "type": "municipality",
        "id": "gmina",
        "translations": {"pl": {"name": "Gmina"}},
        "country": "PL",
        "defaultLanguage": "pl",
        "languages": ["pl", "en"],
    }


def partner(number, translations=None):
    """A partner."""
    return {
        "type": "partners",
        "id": f"partner-{number:03}",
        "translations": translations or {"pl": {"name": f"Partner {number:03}"}},
        "kind": "municipality",
        "status": "active",
        "country": COUNTRIES[number % len(COUNTRIES)],
    }


def event(title, **fields):
    """An event as a body of POST; fields replace those that it has anyway."""
    plain = {
        "translations": {"pl": {"title": title}},
        "kind": "visit",
        "direction": "incoming",
        "status": "held",
        "startDate": "2015-06-16",
        "partners": [{"id": "partner-001"}],
    }
    return {**plain, **fields}


def _random_event(number):
    numbers = random.Random(number)
    texts = {"title": _words(numbers, 5), "summary": _words(numbers, 24)}
    date = f"{1990 + numbers.randrange(36)}-{1 + numbers.randrange(12):02}-{1 + numbers.randrange(28):02}"
    return {
        "type": "events",
        "id": f"event-{number:06}",
        **event(
            "",
            translations={"pl": texts},
            kind=numbers.choice(KINDS),
            direction=numbers.choice(DIRECTIONS),
            startDate=date,
            place={"name": _words(numbers, 1), "country": numbers.choice(COUNTRIES)},
            topics=[numbers.choice(TOPICS)],
            partners=[{"id": f"partner-{1 + numbers.randrange(PARTNERS):03}"}],
        ),
    }


def many(events):
    """Many events with two hundred partners."""
    yield municipality()
    for number in range(1, PARTNERS + 1):
        yield partner(number)
    for number in range(1, events + 1):
        yield _random_event(number)


def few():
    """A small data set to write to."""
    yield municipality()
    for number in range(1, 6):
        yield partner(number)


def large():
    """Few records that give big answers: a hundred events of 10 KB each, a hundred partners of the longest texts."""
    yield municipality()
    numbers = random.Random(1)
    text = _words(numbers, LONGEST // 4)
    for number in range(1, 101):
        translations = {}
        for language in LANGUAGES:
            begin = numbers.randrange(1000)
            translations[language] = {"name": f"Partner {number}", "description": text[begin : begin + LONGEST].strip()}
        yield partner(number, translations)
    for number in range(1, 101):
        begin = numbers.randrange(10_000)
        texts = {"title": f"Event {number}", "summary": text[begin : begin + 5_000].strip()}
        yield {"type": "events", "id": f"event-{number:06}", **event("", translations={"pl": texts})}


def write(path, records):
    """Writes records as NDJSON."""
    with open(path, "w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
