"""
Text of others in the page's markdown: facts, typed words and links are shown as they are.

Streamlit reads labels, captions, toasts and tooltips as markdown, where an image or a bare address
makes a browser ask another machine. Whatever comes from a file, a link or a visitor goes through
`unmarked`; `session.word` does so with whatever it puts into the words of the page. What was made
harmless once is `Marked` and left as it is.
"""

import re
from typing import Any

from atlas.domain.messages import Language, Message, Name
from atlas.output.language import say

_COMMANDS = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~$:&]")
# a bare address becomes a link even where its signs are escaped: it is told apart after that
_ADDRESSES = re.compile(r"https?(?=:)|www(?=\.)|@", re.IGNORECASE)
_JOINER = "\u2060"  # takes no room
_LETTERS = re.compile(r"[^\W\d_]|[\[\]<>@]")


class Marked(str):
    """Markdown of the page's own, in which the text of others is text."""

    __slots__ = ()


def unmarked(text: str) -> Marked:
    """Return text that markdown shows as it is: facts and typed words hold no commands."""
    if isinstance(text, Marked):
        return text
    parted = _ADDRESSES.sub(rf"\g<0>{_JOINER}", text)
    return Marked(_COMMANDS.sub(r"\\\g<0>", parted))


def in_words(value: Any, lang: Language) -> Any:
    """Return what is put into words of the page: figures as they are, all other text unmarked."""
    if isinstance(value, list | tuple):
        return tuple(in_words(part, lang) for part in value)
    if isinstance(value, Name | Message):
        return unmarked(say(value, lang))
    if isinstance(value, str) and _LETTERS.search(value):
        return unmarked(value)
    return value
