"""
Numbers as documents print them: digits or numerals, a multiplier, a unit, a limiting word.

A number is read only together with its unit, since 第三代 and 5G are none. What stands in words
without a unit of the table (一批, 若干) is no number here either.
"""

import re
from dataclasses import dataclass
from functools import cache

from atlas.reading.evidence.wording import longest_first, operator_of, unit_as_printed, wording


@dataclass(frozen=True)
class Printed:
    """
    A number in a text.

    `value` is in whole units of `unit` (1.3 万人 is 13000 人); `start` and `end` are offsets;
    `place` says on which side of the number its limiting word stands.
    """

    value: float
    unit: str
    start: int
    end: int
    place: str = ""
    word: str = ""

    def operator(self, *, is_aim: bool) -> str:
        """Return the operator that the limiting word stands for."""
        return operator_of(self.place, self.word, is_aim=is_aim) if self.word else "="


def printed_numbers(text: str) -> list[Printed]:
    """Return every number with a unit in a text without white space, in order."""
    found = []
    for match in _pattern().finditer(text):
        if _is_year(match):
            continue
        place, word = _limit(match, text)
        found.append(Printed(*_amount(match), match.start(), match.end(), place, word))
    return found


def _amount(match: re.Match[str]) -> tuple[float, str]:
    if match["amount"]:
        told = wording()["amounts"][match["amount"]]
        return float(told["value"]), told["unit"]
    digits, numerals = match["digits"], match["numerals"]
    value = float(digits) * product(match["multiplier"]) if digits else float(value_of(numerals))
    unit = match["unit"]
    return value, unit_as_printed()[unit] if unit else wording()["magnitude"]["unit"]


def _is_year(match: re.Match[str]) -> bool:
    is_long = match["digits"] is not None and len(match["digits"]) == len("2025")
    return is_long and match["unit"] == wording()["years"]["year"]


def _limit(match: re.Match[str], text: str) -> tuple[str, str]:
    """Find the word that limits a number: before it, between it and its unit, or after that."""
    before = text[: match.start()]
    for word in longest_first(wording()["before"]):
        if before.endswith(word):
            return "before", word
    if match["amount"]:
        return "", ""
    if match["within"]:
        return "within", match["within"]
    after = match["after"] or match["magnitude"]
    return ("after", after) if after else ("", "")


def value_of(numerals: str) -> int:
    """Return what a Chinese numeral stands for: 五十 is 50, 百 is 100, 千亿 is 1000 亿."""
    digits, multipliers = wording()["digits"], wording()["multipliers"]
    whole, section, digit = 0, 0, 0
    for sign in numerals:
        if sign in digits:
            digit = digits[sign]
        elif multipliers[sign] < wording()["large_from"]:
            section, digit = section + (digit or 1) * multipliers[sign], 0
        else:
            whole += section + digit or (0 if whole else 1)
            whole, section, digit = whole * multipliers[sign], 0, 0
    return int(whole + section + digit)


def product(multipliers: str) -> float:
    """Return the multipliers after digits, multiplied: 万亿 is 1e12."""
    result = 1.0
    for sign in multipliers:
        result *= wording()["multipliers"][sign]
    return result


@cache
def _pattern() -> re.Pattern[str]:
    table = wording()
    multipliers = "".join(table["multipliers"])
    numerals = "".join(table["digits"]) + multipliers
    level = table["magnitude"]["word"]
    return re.compile(
        rf"(?P<amount>{_any(table['amounts'])})|"
        rf"(?:(?<![\d.])(?P<digits>\d+(?:\.\d+)?)(?P<multiplier>[{multipliers}]*)"
        rf"|(?<![{numerals}{table['ordinal']}])(?P<numerals>[{numerals}]+))"
        rf"(?P<within>{_any(table['within'])})?"
        rf"(?:(?P<unit>{_any(unit_as_printed())})(?P<after>{_any(table['after'])})?"
        rf"|(?P<magnitude>{level}))"
    )


def _any(words: dict[str, object] | dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in longest_first(words))
