"""
Terms: English for the short words that facts are written in, such as industries and units.

Facts are Chinese, and only what is listed in `terms.toml` has English; a planner's own words, and
whole sentences such as notes, stay as they are written.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from atlas.domain.messages import Language


@lru_cache(maxsize=1)
def terms() -> Mapping[str, Mapping[str, str]]:
    """Return the English of each listed word, by the column it stands in."""
    path = Path(__file__).with_suffix(".toml")
    return tomllib.loads(path.read_text(encoding="utf8"))


def term(column: str, cell: str, lang: Language) -> str:
    """
    Return what a cell says, member by member.

    Parameters
    ----------
    column
        The name of the column; most have no terms.
    cell
        One word, or several parted by semicolons.
    lang
        Of the reader.

    Returns
    -------
    told
        English as far as it is listed, parted by commas; the cell as it is in Chinese.
    """
    known = terms().get(column)
    if lang == "zh" or known is None:
        return cell
    return ", ".join(known.get(part.strip(), part.strip()) for part in cell.split(";"))
