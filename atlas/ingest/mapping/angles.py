"""
Coordinates as people write them: 108.9083, 3 782 345.12, 108°54′30″, 108 54 30, 东经108度54分30秒.

Degrees, minutes and seconds may be parted by any signs, but not run together: 1085430 is a number.
A comma within a number parts thousands where three digits follow it; none is ever a decimal sign.
"""

import re
import unicodedata

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_THOUSANDS = re.compile(r"(?<=\d)[, ](?=\d{3}(\D|$))")
_PARTS = re.compile(r"\d+(?:\.\d+)?|\.\d+")
# east, west, south, north, the words for longitude and latitude, for degrees, minutes and seconds
_WORDS = re.compile(
    r"[\u4e1c\u6771\u897f\u5357\u5317\u7ecf\u7d93\u7eac\u7def\u5ea6\u5206\u79d2NSEWnsew"
    r"\u00b0\u00ba\u02da\u2032\u2033'\"\u2018\u2019\u201c\u201d`\u00b4\s:,;\-+]*"
)
_NEGATIVE = re.compile(r"[\u897f\u5357WSws]|^\s*-")
_SIXTY = 60.0


def number_of(text: str) -> float | None:
    """Return a plain number, with thousands parted or not; None if it is none."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    narrow = _THOUSANDS.sub("", narrow)
    return float(narrow) if _NUMBER.fullmatch(narrow) else None


def angle_of(text: str) -> float | None:
    """
    Return degrees, minutes and seconds as decimal degrees; None if it is no angle.

    Minutes and seconds below sixty; only the last part may have decimals.
    """
    # NFKC would take the marks of minutes and seconds apart
    narrow = "".join(
        unicodedata.normalize("NFKC", c) if c.isdigit() or c == "\uff0e" else c for c in text
    )
    narrow = narrow.replace("−", "-").strip()
    parts = _PARTS.findall(narrow)
    if not 1 <= len(parts) <= 3 or not _WORDS.fullmatch(_PARTS.sub("", narrow)):
        return None
    if any("." in part for part in parts[:-1]):
        return None
    values = [float(part) for part in parts]
    if any(value >= _SIXTY for value in values[1:]):
        return None
    size = sum(value / _SIXTY**power for power, value in enumerate(values))
    return -size if _NEGATIVE.search(narrow) else size
