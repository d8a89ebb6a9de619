"""
Words: every sentence a reader sees, once for each language, in `zh.toml` and `en.toml`.

A kind of question may bring its own beside its code, in `words.zh.toml` and `words.en.toml`.

A message's parameters are formatted before they fill its gaps: a quantity with its unit and range,
a name in its wording, a list with the language's own comma.
"""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from atlas.domain.finding import Quantity
from atlas.domain.messages import LANGUAGES, Language, Message, Name, Text
from atlas.domain.units import sign
from atlas.errors import UnknownName

_KINDS = Path(__file__).parents[2] / "questions"
_COMMA = {"zh": "、", "en": ", "}


def say(text: Text, lang: Language) -> str:
    """
    Put a name or a message into words.

    Raises
    ------
    UnknownName
        If there is no such language, or the language has no words for the message.
    """
    words = words_of(lang)
    if isinstance(text, Name):
        return text.in_language(lang)
    if text.key not in words:
        raise UnknownName(kind="message", name=text.key, known=[])
    spoken = {name: spell(value, lang) for name, value in text.parameters.items()}
    return words[text.key].format_map(spoken)


def has_words(key: str) -> bool:
    """Return whether the languages have words for a key."""
    return key in words_of("zh")


def spell(value: Any, lang: Language) -> str:
    """Put any value that stands in a message into words."""
    if isinstance(value, Name | Message):
        return say(value, lang)
    if isinstance(value, Quantity):
        return quantity_text(value, lang)
    if isinstance(value, list | tuple):
        return _COMMA[lang].join(spell(part, lang) for part in value)
    return str(value)


def quantity_text(value: Quantity, lang: Language) -> str:
    """Return a figure with its unit; a range where uncertainty leaves one after rounding."""
    return value.figure + sign(value.unit, lang)


@lru_cache(maxsize=len(LANGUAGES))
def words_of(lang: Language) -> dict[str, str]:
    """
    Return every message of a language by its dotted key.

    Raises
    ------
    UnknownName
        If there is no such language.
    """
    if lang not in LANGUAGES:
        raise UnknownName(kind="language", name=str(lang), known=LANGUAGES)
    common = Path(__file__).with_name(f"{lang}.toml")
    return merged_words([common, *sorted(_KINDS.glob(f"*/words.{lang}.toml"))])


def merged_words(paths: Iterable[Path]) -> dict[str, str]:
    """
    Return the messages of several files by their dotted keys.

    Raises
    ------
    ValueError
        If a key stands in more than one of them.
    """
    merged: dict[str, str] = {}
    for path in paths:
        words = dict(_flat(tomllib.loads(path.read_text(encoding="utf8")), ""))
        if twice := merged.keys() & words.keys():
            raise ValueError(f"{path}: {', '.join(sorted(twice))}")
        merged |= words
    return merged


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((f"{prefix}{key}", value))
    return found
