"""
How much of a planner's file is read before it is refused.

An upload is hostile until it is read. The limits stand far above what planners send (a city's
parcels are some 200,000 polygons, its addresses a million points) and below what would stop a
shared server. A limit says nothing of quality: a file within all of them may still be nonsense.
"""

from dataclasses import dataclass

from atlas.errors import BadFile

_SHOWN_MOST = 60


@dataclass(frozen=True)
class Limits:
    """
    Bounds on one file, archive or table; all of them inclusive.

    `unpacked_bytes` bounds what an archive holds once unpacked and `ratio` how far a member larger
    than `ratio_from_bytes` may have been packed (a table of blanks packs some 300 : 1, a bomb
    1000 : 1); `decoded_bytes` is what all tables of a file may hold once they are read, and
    `shared_text_bytes` the list of texts of a workbook; `seconds` (for the whole file) and
    `memory_bytes` bound the processes that read.
    """

    file_bytes: int = 500_000_000
    unpacked_bytes: int = 2_000_000_000
    ratio: int = 500
    ratio_from_bytes: int = 64_000_000
    decoded_bytes: int = 600_000_000
    shared_text_bytes: int = 100_000_000
    members: int = 2_000
    tables: int = 500
    rows: int = 2_000_000
    columns: int = 500
    schema_entries: int = 10_000  # tables, indices and triggers of a database
    schema_characters: int = 200_000  # of what declares one of them
    vertices: int = 30_000_000
    cell_characters: int = 32_767  # what a cell of a workbook holds
    name_characters: int = 100
    coordinate: float = 1e8  # metres with a zone number before them reach 4e7
    pasted_characters: int = 5_000_000
    seconds: int = 300
    memory_bytes: int = 6_000_000_000


LIMITS = Limits()


def shown(name: str) -> str:
    """Return a name out of a file as it may stand in a message: one short printable line."""
    plain = "".join(char if char.isprintable() else "?" for char in name)
    return plain if len(plain) <= _SHOWN_MOST else plain[: _SHOWN_MOST - 1] + "…"


def check_size(name: str, size: int, limits: Limits) -> None:
    """
    Refuse a file of too many bytes.

    Raises
    ------
    BadFile
        If it is empty or larger than the limits allow.
    """
    if size == 0:
        raise BadFile(path=name, reason="empty")
    if size > limits.file_bytes:
        raise BadFile(path=name, reason=f"file_too_large: {limits.file_bytes // 1_000_000} MB")


def too_much(name: str, limits: Limits) -> BadFile:
    """Return the refusal of a file whose tables hold more than may be kept in memory."""
    return BadFile(path=name, reason=f"decoded_too_large: {limits.decoded_bytes // 1_000_000}")
