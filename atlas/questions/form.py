"""
Forms: the fields of a question, declared once, whatever draws them.

A form draws its fields in order and names each by its path in the question, as `facilities.layer`.
The same declaration works in both directions: a field begins with the value of the question that
was opened, and what is chosen in it is written to the same path. What no field shows is carried
along unchanged, unless the field that decides what its part of the question is about has changed.

A form knows no library of widgets. Its words are messages, or keys below `web` of the language
files.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol, TypeAlias

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.messages import Language, Text
from atlas.errors import AtlasError

Label: TypeAlias = str | Text
Names: TypeAlias = Callable[[Any], Label]
Folder: TypeAlias = Literal["rasters", "networks", "tables"]
Look: TypeAlias = Literal["box", "row", "slider"]


class _Unset:
    """The field begins at the value of the question that was opened, at its own path."""


class _Default:
    """The field begins with its default, whatever was opened."""


UNSET = _Unset()
DEFAULT = _Default()
NONE = ""  # among options: none of them


class Part:
    """
    A question, or a part of one, while it is edited: what was opened, and what the fields hold.

    Parameters
    ----------
    opened
        Keys and values as in a question file; None where nothing was opened and every field
        begins with its default value.
    """

    def __init__(self, opened: Mapping[str, Any] | None = None) -> None:
        self.opened = opened
        self._values: dict[str, Any] = {}
        self._replaced: set[str] = set()

    def begins(self, path: str, default: Any = None) -> Any:
        """Return the value at a path of what was opened, None where it has none there."""
        if self.opened is None:
            return default
        value: Any = self.opened
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def set(self, path: str, value: Any, *, decides: bool = False) -> None:
        """
        Write a value to a path; None leaves the path out of the question.

        Parameters
        ----------
        path
            Names joined by dots.
        value
            What stands there from now on.
        decides
            Whether the value decides what its part of the question is about: if it is not the one
            that was opened, nothing that no field shows of this part is carried along.
        """
        self._values[path] = value
        container, _, _ = path.rpartition(".")
        if decides and container and self.begins(path) != value:
            self._replaced.add(container)

    def get(self, path: str) -> Any:
        """Return the value of a field, None where none was drawn."""
        return self._values.get(path)

    def stands(self, path: str) -> bool:
        """Return whether a field holds the value that was opened."""
        return bool(self.opened is not None and self._values.get(path) == self.begins(path))

    def question(self) -> dict[str, Any]:
        """Return the values of the fields, with what is carried along."""
        return self._merged("", self.opened or {}, {})

    def carried(self) -> dict[str, Any]:
        """Return what is carried along because no field shows it, by path."""
        found: dict[str, Any] = {}
        self._merged("", self.opened or {}, found)
        return found

    def _merged(
        self, container: str, opened: Mapping[str, Any], carried: dict[str, Any]
    ) -> dict[str, Any]:
        start = f"{container}." if container else ""
        below = [path[len(start) :] for path in self._values if path.startswith(start)]
        merged: dict[str, Any] = {}
        for name in dict.fromkeys((*opened, *(path.split(".")[0] for path in below))):
            path = start + name
            if path in self._values:
                merged[name] = self._values[path]
            elif any(one.startswith(f"{name}.") for one in below):
                inner = opened.get(name)
                merged[name] = self._merged(
                    path, inner if isinstance(inner, Mapping) else {}, carried
                )
            elif container not in self._replaced:
                merged[name] = carried[path] = opened[name]
        return {name: value for name, value in merged.items() if value is not None}


class Fields(Protocol):
    """
    The fields that a form may draw; each returns what is chosen in it by now.

    In every one `path` is where the value stands in the question, `default` what it begins with
    where no question was opened, and `label` what it is called, the last name of the path if
    missing. `of` is the path of another field: where that one changes, this one begins anew.
    With `initial` a field begins there, or with its default at `DEFAULT`, and its value is only
    returned: the form itself writes it with `set`, in another shape. A value that was opened is
    offered and allowed even beyond the default options and limits.
    """

    @property
    def catalogue(self) -> Catalogue:
        """The layers there are."""

    @property
    def lang(self) -> Language:
        """The reader's language."""

    @property
    def is_opened(self) -> bool:
        """Whether the fields begin with a question that was opened."""

    @property
    def is_example(self) -> bool:
        """Whether what was opened is an example to begin with, and no question of somebody's."""

    @property
    def last(self) -> Mapping[str, Any]:
        """The question when the form was drawn before; nothing at first."""

    @property
    def memory(self) -> dict[str, Any]:
        """What the form puts together by clicks, for as long as this question is edited."""

    @property
    def number_of_row(self) -> int:
        """The number of a row, which no other row of the list ever has."""

    def begins(self, path: str, default: Any = None) -> Any:
        """Return what was opened at a path; `default` where no question was opened."""

    def set(self, path: str, value: Any, *, decides: bool = False) -> None:
        """Write a value to a path of the question, as `Part.set`; None leaves it out."""

    def question(self) -> dict[str, Any]:
        """Return the values of the fields by now, with what is carried along."""

    def carry(self, path: str, value: Any) -> None:
        """Name a value that the form itself carries along, in a part that it writes as a whole."""

    # --- choices ---

    def choice(
        self,
        path: str,
        options: Sequence[Any],
        *,
        default: Any = None,
        initial: Any = UNSET,
        label: Label | None = None,
        names: Names | None = None,
        none: Label | None = None,
        typed: Label | None = None,
        look: Look = "box",
        of: str | None = None,
    ) -> Any:
        """
        Offer one of several.

        With `none`, the words for it, none of them may be chosen too (None). With `typed`, what is
        shown while the field is empty, another value may be typed.
        """

    def many(
        self,
        path: str,
        options: Sequence[Any],
        *,
        default: Sequence[Any] = (),
        initial: Any = UNSET,
        label: Label | None = None,
        names: Names | None = None,
        placeholder: Label | None = None,
        look: Look = "box",
        of: str | None = None,
        help: Label | None = None,
    ) -> list[Any]:
        """Offer any number of several, in the order in which they are chosen."""

    def layer(
        self,
        path: str,
        *,
        geometry: tuple[str, ...] | None = None,
        default: str | None = None,
        initial: Any = UNSET,
        label: Label | None = None,
        none: Label | None = None,
        tables: bool = False,
        of: str | None = None,
    ) -> Any:
        """Offer the layers that hold facts, of some kinds of geometry."""

    def feature(
        self,
        path: str,
        layer: str,
        *,
        default: str | None = None,
        initial: Any = UNSET,
        label: Label | None = None,
        none: Label | None = "any_feature",
        of: str | None = None,
    ) -> Any:
        """Offer the features of a layer that cover ground."""

    def switch(
        self,
        path: str,
        *,
        default: bool = False,
        initial: Any = UNSET,
        label: Label | None = None,
        look: Literal["toggle", "tick"] = "toggle",
        help: Label | None = None,
    ) -> bool:
        """Offer yes or no."""

    # --- typed values ---

    def number(
        self,
        path: str,
        *,
        default: float | None,
        low: float | None = None,
        high: float | None = None,
        step: float | None = None,
        scale: float = 1,
        look: Look = "box",
        initial: Any = UNSET,
        label: Label | None = None,
        of: str | None = None,
        enabled: bool = True,
        help: Label | None = None,
    ) -> Any:
        """
        Offer a number; where `default` is None it may be missing.

        `default`, `low`, `high` and `step` are as the field shows them: the value of the question
        divided by `scale`. What is returned is as in the question.
        """

    def numbers(
        self,
        path: str,
        *,
        default: Sequence[float],
        scale: float = 1,
        initial: Any = UNSET,
        label: Label | None = None,
        of: str | None = None,
    ) -> list[float]:
        """Offer a line for several numbers, as the field shows them; `scale` as in `number`."""

    def text(
        self,
        path: str,
        *,
        default: str = "",
        initial: Any = UNSET,
        label: Label | None = None,
        of: str | None = None,
    ) -> str:
        """Offer a line of text."""

    # --- rows ---

    def rows(self, path: str, *, initial: Sequence[Mapping[str, Any]]) -> Iterator["Fields"]:
        """Draw the rows of a list, each in a box with fields of its own."""

    def add(
        self, path: str, blank: Mapping[str, Any], *, label: Label, is_quiet: bool = False
    ) -> None:
        """Offer to add a row that begins with `blank`."""

    def remove(self, *, label: Label) -> None:
        """Offer to take this row away."""

    # --- texts beside the fields ---

    def note(self, label: Label, *, is_warning: bool = False) -> None:
        """Say something in a line of small print."""

    def flag(self, label: Label, text: Label, *, help: Label) -> None:
        """Say something in a line that begins with a mark, and more on a closer look."""

    def button(
        self,
        label: Label,
        *,
        key: str,
        act: Callable[[], None],
        is_enabled: bool = True,
        is_quiet: bool = False,
        icon: str = "",
    ) -> None:
        """Offer to do something, before the fields are drawn again; `icon` by its Material name."""

    def heading(self, label: Label) -> None:
        """Begin a group of fields."""

    def verdict(self, label: Label, *, is_good: bool) -> None:
        """State whether the values are consistent."""

    def refuse(self, error: AtlasError) -> None:
        """State why the values cannot be used yet."""

    def shares(self, shares: Mapping[str, float], *, label: Label) -> None:
        """Show shares of a whole by name; `label` heads the names."""

    def fold(
        self, label: Label, *, key: str, is_open: bool = False
    ) -> AbstractContextManager[object]:
        """Return a box that is folded until it is opened."""

    def line(self) -> AbstractContextManager[object]:
        """Return a box whose parts stand beside one another."""

    def columns(self, *widths: int) -> list[AbstractContextManager[object]]:
        """Return boxes beside one another."""

    def in_words(self, text: Label) -> str:
        """Return a label in the reader's language."""

    # --- the world outside the form ---

    def layers_offered(
        self, geometry: tuple[str, ...] | None = None, *, tables: bool = False
    ) -> list[str]:
        """Return the layers that hold facts, those of a first visit first."""

    def features_offered(self, layer: str) -> Mapping[str, str]:
        """Return the features of a layer that cover ground, by id, in words."""

    def column_heading(self, layer: Layer, column: str) -> str:
        """Return the heading of a column with its unit."""

    def term(self, column: str, cell: str) -> str:
        """Return a word of a column in the reader's language."""

    def has_terms(self, column: str) -> bool:
        """Return whether the words of a column are translated."""

    def files(self, folder: Folder, *endings: str) -> list[str]:
        """Return the files in a folder of the workspace, by their endings."""

    def tables(self) -> list[str]:
        """Return the tables of points in the workspace."""

    def columns_of_table(self, table: str) -> list[str] | None:
        """Return the columns of a table that count; None, and why, if it cannot be read."""

    def value(self, path: str, initial: Any) -> Any:
        """Return what is chosen in a field that is not drawn yet."""

    def put(self, path: str, value: Any) -> None:
        """Choose something in a field before it is drawn, as a click on the map does."""

    def marked_place(self) -> list[float] | None:
        """Return the place marked on the map last, longitude and latitude, if there is one."""

    def chosen_sites(self) -> list[list[float]]:
        """Return the sites that the answer on the screen has chosen, longitude and latitude."""

    def clicked(self) -> str | None:
        """Return the feature that was clicked on the map last."""

    def drawn_shape(self) -> Mapping[str, Any] | None:
        """Return the area drawn on the map last, GeoJSON, if there is one."""


class Form(Protocol):
    """The form of a kind of question."""

    def draw(self, fields: Fields) -> bool:
        """Draw the fields; return whether the question is complete enough to be answered."""
