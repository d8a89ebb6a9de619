"""
Which characters bytes stand for: UTF-8 or GBK, decided by the bytes and not by hearsay.

A `.cpg` is often copied from another file, and a CSV says nothing at all. Most Chinese text is
valid in one of the two only; short text may be valid in both, and is then taken for the one in
which it reads as common Chinese. GBK stands for its superset GB18030 throughout. A name cut in the
middle of a character, as the fixed fields of a dBASE table cut it, loses that character only.
"""

import codecs
import re
from collections.abc import Iterable

UTF8 = "UTF-8"
GBK = "GBK"
UTF16 = "UTF-16"

_CODECS = {UTF8: "utf-8", GBK: "gb18030", UTF16: "utf-16"}
# ideographs, their punctuation and full-width forms, dashes and quotes, the degree sign
_CHINESE = re.compile(
    r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2027\u2032\u2033\u00b0\u00b7\u00b2\u33a1\u00d7]"
)
_BEYOND = re.compile(r"[^\x00-\x7f]")
_LOOKED_AT = 50_000  # characters; the bytes were all looked at
_MOSTLY = 0.5  # of the characters beyond ASCII
_ALIASES = {
    "utf8": UTF8,
    "65001": UTF8,
    "gbk": GBK,
    "gb2312": GBK,
    "gb18030": GBK,
    "936": GBK,
    "cp936": GBK,
    "ansi936": GBK,
}


def encoding_named(declared: str) -> str | None:
    """Return the encoding that a `.cpg` or a drawing names, None if it is neither of the two."""
    return _ALIASES.get(re.sub(r"[^a-z0-9]", "", declared.lower()))


def decided(samples: Iterable[bytes], *, declared: str | None = None) -> str:
    """
    Decide how samples of text are encoded.

    Two Chinese characters may be valid in both encodings; more of them hardly ever are.

    Parameters
    ----------
    samples
        Texts of one file: its cells, or the whole of it.
    declared
        What the file says of itself; it decides only where the bytes do not.

    Returns
    -------
    encoding
        "UTF-8" or "GBK".
    """
    texts = {sample for sample in samples if not sample.isascii()}
    if not texts:
        return declared or UTF8
    read = {name: [_strictly(text, name) for text in texts] for name in (UTF8, GBK)}
    failed = {name: sum(text is None for text in found) for name, found in read.items()}
    if failed[UTF8] != failed[GBK]:
        return min(failed, key=lambda name: failed[name])
    common = {
        name: _share_of_common("".join(text or "" for text in found), name)
        for name, found in read.items()
    }
    if common[UTF8] >= _MOSTLY:
        return UTF8
    return GBK if common[GBK] >= _MOSTLY or declared is None else declared


def decoded(text: bytes, encoding: str) -> tuple[str, bool]:
    """Return bytes as text, and whether all of them could be read."""
    found = _strictly(text, encoding)
    if found is not None:
        return found, True
    return text.decode(_CODECS[encoding], errors="replace"), False


def text_of(data: bytes) -> tuple[str, str] | None:
    """
    Return the text of a whole file and its encoding, None if it is no text.

    A byte order mark decides; without one UTF-16 is not recognised.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = UTF16
    elif data.startswith(codecs.BOM_UTF8):
        data, encoding = data.removeprefix(codecs.BOM_UTF8), UTF8
    else:
        encoding = decided([data])
    text, is_whole = decoded(data, encoding)
    if "\0" in text or (not is_whole and _is_noise(text)):
        return None
    return text, encoding


def _strictly(text: bytes, encoding: str) -> str | None:
    """Return the text, None where it is not in this encoding; a cut last character is dropped."""
    decoder = codecs.getincrementaldecoder(_CODECS[encoding])("strict")
    try:
        return decoder.decode(text, final=False)
    except UnicodeDecodeError:
        return None


def _share_of_common(text: str, encoding: str) -> float:
    """Return the share of the characters beyond ASCII that common Chinese text is made of."""
    beyond = _BEYOND.findall(text[:_LOOKED_AT]) or _BEYOND.findall(text)
    common = [char for char in beyond if _CHINESE.match(char)]
    if encoding == GBK:  # the rest of its 24,000 are rare: misread text is full of them
        common = [char for char in common if 0xA1 <= char.encode("gb18030")[0] <= 0xD7]
    return len(common) / len(beyond) if beyond else 0.0


def _is_noise(text: str) -> bool:
    return text.count("\ufffd") > max(3, len(text) // 50)
