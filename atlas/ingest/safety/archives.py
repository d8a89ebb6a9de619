"""
What an archive holds, checked before a byte of it is written.

Members are written under names of ours, so no member can leave its folder, follow a link or
overwrite another; one that tries is still reason to refuse the whole archive: it was not packed by
a planner. An archive within an archive is never opened.
"""

import lzma
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from atlas.errors import BadFile
from atlas.ingest.safety.encoding import decided, decoded
from atlas.ingest.safety.limits import Limits, shown

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_HEAD = 1 << 16
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}

# RuntimeError is a wrong password; the others come from headers and from lzma and bz2
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    UnicodeError,
    OverflowError,
    struct.error,
)


@dataclass(frozen=True)
class Member:
    """A file within an archive: the path it is given there, and where its bytes are."""

    path: PurePosixPath
    info: zipfile.ZipInfo

    @property
    def suffix(self) -> str:
        """Its ending, in small letters."""
        return self.path.suffix.lower()


class Archive:
    """A zip whose members were checked; `extract` counts what is unpacked against the limits."""

    def __init__(self, file: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self._file = file
        self._name = name
        self._left = limits.unpacked_bytes
        self._limits = limits
        self.members = tuple(_checked(file, name, limits))

    def extract(self, member: Member, to: Path) -> None:
        """
        Write a member under a name of ours.

        Raises
        ------
        BadFile
            If it is damaged, or more comes out of it than the limits allow.
        """
        with (
            self._guarded(),
            self._file.open(member.info) as source,
            to.open("xb") as target,
        ):
            while chunk := source.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise BadFile(path=self._name, reason="unpacked_too_large")
                target.write(chunk)

    def head(self, member: Member) -> bytes:
        """
        Return the first bytes of a member.

        Raises
        ------
        BadFile
            If it is damaged.
        """
        with self._guarded(), self._file.open(member.info) as source:
            return source.read(_HEAD)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn whatever a damaged archive raises into a refusal."""
        try:
            yield
        except _DAMAGE as error:
            raise BadFile(path=self._name, reason="damaged_archive") from error


@contextmanager
def opened(path: Path, name: str, limits: Limits) -> Iterator[Archive]:
    """
    Open a zip and check the names, kinds and sizes of its members.

    Raises
    ------
    BadFile
        If it is damaged, encrypted, or holds what no planner packs.
    """
    try:
        file = zipfile.ZipFile(path)
    except (*_DAMAGE, ValueError) as error:
        raise BadFile(path=name, reason="damaged_archive") from error
    with file:
        yield Archive(file, name, limits)


def copied(source: Path, to: Path, name: str, limits: Limits) -> None:
    """
    Copy a file that stands on its own under a name of ours.

    Raises
    ------
    BadFile
        If it cannot be read, or grew beyond the limits.
    """
    try:
        with source.open("rb") as file, to.open("xb") as target:
            shutil.copyfileobj(file, target, _CHUNK)
    except OSError as error:
        raise BadFile(path=name, reason="not_readable") from error
    if to.stat().st_size > limits.unpacked_bytes:
        raise BadFile(path=name, reason="unpacked_too_large")


def _checked(file: zipfile.ZipFile, name: str, limits: Limits) -> Iterator[Member]:
    infos = file.infolist()
    if len(infos) > limits.members:
        raise BadFile(path=name, reason=f"too_many_members: {limits.members:,}")
    if sum(info.file_size for info in infos) > limits.unpacked_bytes:
        raise BadFile(path=name, reason="unpacked_too_large")
    for info in infos:
        path = _name_of(info)
        _refuse_escape(path, info, name)
        if path.endswith("/"):
            continue
        if info.flag_bits & _ENCRYPTED:
            raise BadFile(path=name, reason="archive_encrypted")
        if info.compress_type not in _PACKINGS:
            raise BadFile(path=name, reason="damaged_archive")
        is_large = info.file_size > limits.ratio_from_bytes
        if is_large and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise BadFile(path=name, reason="zip_bomb")
        yield Member(PurePosixPath(path), info)


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return a member's name; one not marked as UTF-8 is what the packing program's system had."""
    path = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            packed = path.encode("cp437")
        except UnicodeEncodeError:
            return path.replace("\\", "/")
        path, _ = decoded(packed, decided([packed]))
    return path.replace("\\", "/")


def _refuse_escape(path: str, info: zipfile.ZipInfo, name: str) -> None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise BadFile(path=name, reason=f"archive_link: {shown(path)}")
    parts = path.split("/")
    if not path or path.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in path:
        raise BadFile(path=name, reason=f"archive_escape: {shown(path)}")
