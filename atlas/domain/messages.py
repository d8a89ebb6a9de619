"""
Things that will be said to a reader, before they are words.

A `Name` carries its own wording (a layer's label, a zone's name). A `Message` carries a key
and parameters; the words stand in `output/language/*.toml`. The rooms in the middle make
messages and never sentences, so that a sentence is written once for each language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Language: TypeAlias = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Name:
    """A proper name with its two wordings; the Chinese one is always there."""

    zh: str
    en: str = ""

    def in_language(self, lang: Language) -> str:
        """Return the wording, the Chinese one where there is no English one."""
        return self.en if lang == "en" and self.en else self.zh


@dataclass(frozen=True)
class Message:
    """A key of the language files and what goes into its gaps."""

    key: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.key, tuple(sorted((k, str(v)) for k, v in self.parameters.items()))))


Text: TypeAlias = Name | Message
Speaker: TypeAlias = Callable[[Text, Language], str]


def message(key: str, **parameters: Any) -> Message:
    """Make a message."""
    return Message(key, parameters)


def keys_only(text: Text, lang: Language) -> str:
    """Speak without language files: a name in its wording, a message as its key and values."""
    if isinstance(text, Name):
        return text.in_language(lang)
    told = ", ".join(f"{name}={value}" for name, value in text.parameters.items())
    return f"{text.key}({told})"
