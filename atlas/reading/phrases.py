"""
Phrases: whether what a row quotes really stands in its document.

The documents are not part of the repository. `geodata/texts.csv` holds the hash of each, with
all white space removed; a folder of texts is recognised by these hashes, whatever its files are
called. White space is left out of the comparison, since documents break lines in mid-phrase.
"""

import hashlib
import re
from pathlib import Path

from atlas.domain.catalogue import Catalogue
from atlas.errors import BadFile, Problem
from atlas.reading.rows import read_csv


def bare(text: str) -> str:
    """Return the text without any white space."""
    return re.sub(r"\s+", "", text)


def read_texts(geodata: Path, folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """
    Find the documents in a folder by their hashes.

    Parameters
    ----------
    geodata
        Where `texts.csv` is.
    folder
        Text files, UTF-8.

    Returns
    -------
    texts, problems
        Source id -> the text without white space; a problem for each that is not there.

    Raises
    ------
    BadFile
        If the folder cannot be read.
    """
    if not folder.is_dir():
        raise BadFile(path=str(folder), reason="not_a_folder")
    header, rows, problems = read_csv(geodata / "texts.csv")
    lacking = [name for name in ("source", "sha256") if header and name not in header]
    if lacking:
        return {}, [Problem("missing_column", f"geodata/texts.csv:1:{name}") for name in lacking]
    by_hash = {}
    for path in sorted(folder.iterdir()):
        if path.is_file():
            text = bare(path.read_text(encoding="utf8", errors="replace"))
            by_hash[hashlib.sha256(text.encode()).hexdigest()] = text
    texts = {}
    for row in rows:
        if row.values["sha256"] in by_hash:
            texts[row.values["source"]] = by_hash[row.values["sha256"]]
        else:
            place = f"geodata/texts.csv:{row.number}:sha256"
            problems.append(Problem("text_not_found", place, row.values["source"]))
    return texts, problems


def check_phrases(catalogue: Catalogue, texts: dict[str, str]) -> tuple[int, list[Problem]]:
    """
    Look up every phrase in the documents its row names.

    Returns
    -------
    found, problems
        How many phrases stand where they are said to stand, and those that do not.
    """
    found, problems = 0, []
    for layer in catalogue.values():
        if layer.is_slot:
            continue
        quoted = layer.frame[layer.frame["quote"] != ""]
        for feature, row in quoted.iterrows():
            named = [texts[name] for name in str(row["source"]).split() if name in texts]
            if any(bare(row["quote"]) in text for text in named):
                found += 1
            else:
                place = f"geodata/{layer.spec.facts}:{feature}:quote"
                problems.append(Problem("quote_not_in_text", place, row["quote"]))
    return found, problems
