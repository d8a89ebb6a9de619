"""
Fields as Streamlit draws them: the one place where forms meet the library.

Every field keeps its value while another page is open. A choice that fell out of the options, since
the layers changed, falls back to what the field begins with.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal

import pandas
import streamlit as st

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import TableColumn
from atlas.domain.layer import Layer
from atlas.domain.messages import Language, Message, Name
from atlas.errors import AtlasError, BadFile
from atlas.interface.outcomes import describe
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.form_state import FormState, form_state
from atlas.interface.web.session.places import chosen_sites, marked_place
from atlas.interface.web.session.plain_text import Marked, in_words, unmarked
from atlas.interface.web.session.session import drawn_shape, lang, localized, selected, word
from atlas.interface.web.widgets.choices import feature_names, layer_names
from atlas.interface.web.widgets.typed_numbers import typed_numbers
from atlas.output.language import has_words, say
from atlas.output.language.terms import term, terms
from atlas.output.tables import heading
from atlas.questions.form import DEFAULT, NONE, UNSET, Fields, Folder, Label, Look, Names, Part
from atlas.store.workspace import open_workspace

_SESSION: Any = {"persist_state": "session"}


class WebFields:
    """
    The fields of one form, or of a row of it, drawn in the order in which they are called.

    Parameters
    ----------
    form
        The kind of question; begins the name of every widget.
    """

    def __init__(
        self,
        form: str,
        *,
        part: Part | None = None,
        path: str = "",
        row: int = 0,
        unseen: list[Name] | None = None,
    ) -> None:
        self._form = form
        self._state: FormState = form_state(form)
        self._part = part or Part(self._state.opened)
        self._path = path
        self._row = row
        self._catalogue: Catalogue = catalogue()
        self._unseen = [] if unseen is None else unseen

    @property
    def catalogue(self) -> Catalogue:
        """The layers there are."""
        return self._catalogue

    @property
    def lang(self) -> Language:
        """The reader's language."""
        return lang()

    @property
    def is_opened(self) -> bool:
        """Whether the fields begin with a question that was opened."""
        return self._state.opened is not None

    @property
    def is_example(self) -> bool:
        """Whether what was opened is an example to begin with, and no question of somebody's."""
        return self._state.is_example

    @property
    def last(self) -> Mapping[str, Any]:
        """The question when the form was drawn before; nothing at first."""
        return self._state.last

    @property
    def memory(self) -> dict[str, Any]:
        """What the form puts together by clicks, for as long as this question is edited."""
        return self._state.memory

    @property
    def number_of_row(self) -> int:
        """The number of a row, which no other row of the list ever has."""
        return self._row

    def begins(self, path: str, default: Any = None) -> Any:
        """Return what was opened at a path; `default` where no question was opened."""
        return self._part.begins(path, default)

    def set(self, path: str, value: Any, *, decides: bool = False) -> None:
        """Write a value to a path of the question, as `Part.set`; None leaves it out."""
        self._part.set(path, value, decides=decides)

    def question(self) -> dict[str, Any]:
        """
        Return the values of the fields by now, with what is carried along.

        A title stands for the question that was opened: where anything else changed, it goes.
        """
        built = self._part.question()
        if not self._path and "title" in built and built != self._part.opened:
            built.pop("title")
        return built

    def carry(self, path: str, value: Any) -> None:
        """Name a value that the form itself carries along, in a part that it writes as a whole."""
        key = f"web.carried_{path.rpartition('.')[2]}"
        name = localized(Message(key)) if has_words(key) else path
        if isinstance(value, str) and self.catalogue.has_feature(value):
            value = self.catalogue.home_of(value).name_of(value).in_language(lang())
        elif isinstance(value, str) and value in self.catalogue:
            value = localized(self.catalogue[value].name)
        is_short = isinstance(value, str | int | float) and not isinstance(value, bool)
        self._unseen.append(Name(f"{name} {_shown(value)}" if is_short else name))

    def finish(self) -> dict[str, Any]:
        """Name what is carried along unseen, and return the whole question."""
        for path, value in self._part.carried().items():
            if path not in {"kind", "title"} and Part(self._state.notable).begins(path) is not None:
                self.carry(path, value)
        if self._unseen:
            st.caption(word("carried_along", parts=tuple(dict.fromkeys(self._unseen))))
        question = {"kind": self._form} | self.question()
        self._state.last = question
        return question

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
        """Offer one of several; with `none` none of them too (None), with `typed` any other."""
        begins = self._initial(path, default, initial, of)
        offered = _with(options, [] if begins is None else [begins])
        if none is not None:
            offered = [NONE, *offered]
        if look == "slider":
            offered.sort()
        if begins is None and typed is None:
            begins = NONE if none is not None else default if default in offered else offered[0]
        key = self._key(path, of)
        if typed is None and st.session_state.get(key, offered[0]) not in offered:
            st.session_state.pop(key)
        settings: dict[str, Any] = {
            "format_func": self._names(names, label, path, none),
            "key": key,
            **_SESSION,
        }
        title = self._title(label, path)
        if begins in offered:
            begins = _same(begins, offered)
        if look == "row":
            chosen = st.segmented_control(title, offered, default=begins, required=True, **settings)
        elif look == "slider":
            chosen = st.select_slider(title, offered, value=begins, **settings)
        else:
            if typed is not None:
                settings |= {"placeholder": self._say(typed), "accept_new_options": True}
            at = offered.index(begins) if begins in offered else None
            chosen = st.selectbox(title, offered, index=at, **settings)
        value = None if chosen == NONE else chosen
        return self._chosen(path, value, initial, decides=True)

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
        begins = self._initial(path, [one for one in default if one in options], initial, of) or []
        offered = _with(options, begins)
        key = self._key(path, of)
        if st.session_state.get(key):
            st.session_state[key] = [one for one in st.session_state[key] if one in offered]
        settings: dict[str, Any] = {
            "default": [_same(one, offered) for one in begins],
            "format_func": self._names(names, label, path, None),
            "key": key,
            "help": self._help(help),
            **_SESSION,
        }
        title = self._title(label, path)
        if look == "row":
            chosen = st.pills(title, sorted(offered), selection_mode="multi", **settings)
        else:
            if placeholder is not None:
                settings["placeholder"] = self._say(placeholder)
            chosen = st.multiselect(title, offered, **settings)
        return self._chosen(path, list(chosen), initial)  # type: ignore[no-any-return]

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
        offered = layer_names(geometry, tables=tables)
        begins = default if default in offered or none is not None else next(iter(offered), None)
        return self.choice(
            path,
            offered,
            default=begins if begins in offered else None,
            initial=initial,
            label=label or path.removesuffix(".layer").rpartition(".")[2],
            names=self._layer_name,
            none=none,
            of=of,
        )

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
        names = feature_names(layer, lang())
        return self.choice(
            path,
            list(names),
            default=default,
            initial=initial,
            label=label or "of_feature",
            names=lambda one: Name(names[one] if one in names else str(one)),
            none=none,
            of=of,
        )

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
        begins = bool(self._initial(path, default, initial, None))
        kind = st.toggle if look == "toggle" else st.checkbox
        chosen = kind(
            self._title(label, path),
            value=begins,
            key=self._key(path, None),
            help=self._help(help),
            **_SESSION,
        )
        return bool(self._chosen(path, chosen, initial))

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
        """Offer a number; where `default` is None it may be missing."""
        opened = self._initial(path, None, initial, of)
        begins = default if opened is None else opened / scale
        settings = _alike(
            {"value": begins, "min_value": _least(low, begins), "max_value": _most(high, begins)},
            step,
            is_whole=isinstance(default, int),
        )
        settings |= {"key": self._key(path, of), "disabled": not enabled, **_SESSION}
        settings["help"] = self._help(help)
        if look == "slider":
            chosen = st.slider(
                self._title(label, path),
                format=None if isinstance(settings["value"], int) else "%.1f",
                **settings,
            )
        else:
            whole = isinstance(settings["step"], int)
            chosen = st.number_input(
                self._title(label, path), format=None if whole else "%g", **settings
            )
        if chosen is not None:
            chosen = opened if chosen == begins and opened is not None else _scaled(chosen, scale)
        return self._chosen(path, chosen, initial)

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
        opened = self._initial(path, None, initial, of)
        begins = [one / scale for one in opened] if opened else list(default)
        typed = list(typed_numbers(self._title(label, path), begins, key=self._key(path, of)))
        is_same = opened and [f"{one:g}" for one in typed] == [f"{one:g}" for one in begins]
        value = list(opened) if is_same else [_scaled(one, scale) for one in typed]
        return self._chosen(path, value, initial)  # type: ignore[no-any-return]

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
        begins = self._initial(path, default, initial, of)
        typed = st.text_input(
            self._title(label, path), value=begins or "", key=self._key(path, of), **_SESSION
        )
        return str(self._chosen(path, typed, initial))

    # --- rows ---

    def rows(self, path: str, *, initial: Sequence[Mapping[str, Any]]) -> Iterator[Fields]:
        """Draw the rows of a list, each in a box with fields of its own."""
        whole = self._path + path
        self._state.begin_rows(whole, tuple(initial))
        for number, row in list(self._state.rows[whole].items()):
            inner = f"{whole}.{number}."
            with st.container(border=True, key=f"row_{self._state.key(self._form, inner[:-1])}"):
                yield WebFields(
                    self._form, part=Part(row), path=inner, row=number, unseen=self._unseen
                )

    def add(
        self, path: str, blank: Mapping[str, Any], *, label: Label, is_quiet: bool = False
    ) -> None:
        """Offer to add a row that begins with `blank`."""
        whole = self._path + path
        name = label if isinstance(label, str) else label.key if isinstance(label, Message) else ""
        st.button(
            self._say(label),
            key=f"{name}_{self._state.key(self._form, whole)}",
            icon=":material/add:",
            type="tertiary" if is_quiet else "secondary",
            on_click=self._state.add_row,
            args=(whole, blank),
        )

    def remove(self, *, label: Label) -> None:
        """Offer to take this row away."""
        rows, _, number = self._path[:-1].rpartition(".")
        st.button(
            self._say(label),
            key=f"remove_{self._state.key(self._form, self._path[:-1])}",
            type="tertiary",
            on_click=self._state.remove_row,
            args=(rows, int(number)),
        )

    # --- texts beside the fields ---

    def note(self, label: Label, *, is_warning: bool = False) -> None:
        """Say something in a line of small print."""
        text = self._say(label)
        st.caption(f":orange[{text}]" if is_warning else text)

    def flag(self, label: Label, text: Label, *, help: Label) -> None:
        """Say something in a line that begins with a mark, and more on a closer look."""
        st.markdown(f":orange-badge[{self._say(label)}] {self._say(text)}", help=self._say(help))

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
        st.button(
            self._say(label),
            key=key,
            disabled=not is_enabled,
            type="tertiary" if is_quiet else "secondary",
            icon=f":material/{icon}:" if icon else None,
            width="stretch" if icon else "content",
            on_click=act,
        )

    def heading(self, label: Label) -> None:
        """Begin a group of fields."""
        st.markdown(f"**{self._say(label)}**")

    def verdict(self, label: Label, *, is_good: bool) -> None:
        """State whether the values are consistent."""
        say_it = st.success if is_good else st.error
        say_it(self._say(label), icon=":material/balance:")

    def refuse(self, error: AtlasError) -> None:
        """State why the values cannot be used yet."""
        st.warning(unmarked(describe(error, lang())), icon=":material/balance:")

    def shares(self, shares: Mapping[str, float], *, label: Label) -> None:
        """Show shares of a whole by name; `label` heads the names."""
        percent = [100 * share for share in shares.values()]
        st.dataframe(
            pandas.DataFrame({"name": list(shares), "weight": percent}),
            hide_index=True,
            column_config={
                "name": st.column_config.TextColumn(self._say(label)),
                "weight": st.column_config.ProgressColumn(
                    word("weight_percent"), min_value=0, max_value=100, format="%.1f %%"
                ),
            },
            key="judged_weights",
        )

    def fold(
        self, label: Label, *, key: str, is_open: bool = False
    ) -> AbstractContextManager[object]:
        """Return a box that is folded until it is opened."""
        return st.expander(self._say(label), key=key, expanded=is_open)

    def line(self) -> AbstractContextManager[object]:
        """Return a box whose parts stand beside one another."""
        return st.container(horizontal=True, gap="small", vertical_alignment="center")

    def columns(self, *widths: int) -> list[AbstractContextManager[object]]:
        """Return boxes beside one another."""
        return list(st.columns(list(widths)))

    def in_words(self, text: Label) -> str:
        """Return a label in the reader's language."""
        if not isinstance(text, str):
            return localized(text)
        return localized(Message(text if "." in text else f"web.{text}"))

    # --- the world outside the form ---

    def layers_offered(
        self, geometry: tuple[str, ...] | None = None, *, tables: bool = False
    ) -> list[str]:
        """Return the layers that hold facts, those of a first visit first."""
        return layer_names(geometry, tables=tables)

    def features_offered(self, layer: str) -> Mapping[str, str]:
        """Return the features of a layer that cover ground, by id, in words."""
        return feature_names(layer, lang())

    def column_heading(self, layer: Layer, column: str) -> str:
        """Return the heading of a column with its unit."""
        kind = layer.spec.every_column[column]
        return heading(TableColumn(layer.spec.heading(column), kind.unit), lang())

    def term(self, column: str, cell: str) -> str:
        """Return a word of a column in the reader's language."""
        return term(column, cell, lang())

    def has_terms(self, column: str) -> bool:
        """Return whether the words of a column are translated."""
        return column in terms()

    def files(self, folder: Folder, *endings: str) -> list[str]:
        """Return the files in a folder of the workspace, by their endings."""
        return list(open_workspace().files.names(folder, *endings))

    def tables(self) -> list[str]:
        """Return the tables of points in the workspace."""
        return list(open_workspace().files.folders("tables", ".parquet"))

    def columns_of_table(self, table: str) -> list[str] | None:
        """Return the columns of a table that count; None, and why, if it cannot be read."""
        try:
            return list(atlas.WorkspaceFiles().weights(table))
        except BadFile as problem:
            st.error(unmarked(describe(problem, lang())))
            return None

    def value(self, path: str, initial: Any) -> Any:
        """Return what is chosen in a field that is not drawn yet."""
        return st.session_state.get(self._key(path, None), initial)

    def put(self, path: str, value: Any) -> None:
        """Choose something in a field before it is drawn, as a click on the map does."""
        st.session_state[self._key(path, None)] = value

    def marked_place(self) -> list[float] | None:
        """Return the place marked on the map last, longitude and latitude, if there is one."""
        return marked_place()

    def chosen_sites(self) -> list[list[float]]:
        """Return the sites that the answer on the screen has chosen, longitude and latitude."""
        return chosen_sites()

    def clicked(self) -> str | None:
        """Return the feature that was clicked on the map last."""
        return selected()

    def drawn_shape(self) -> Mapping[str, Any] | None:
        """Return the area drawn on the map last, GeoJSON, if there is one."""
        return drawn_shape()

    # --- how a field finds its name, its words and where it begins ---

    def _key(self, path: str, of: str | None) -> str:
        beside = "" if of is None else str(self._part.get(of))
        return self._state.key(self._form, self._path + path, beside)

    def _initial(self, path: str, default: Any, initial: Any, of: str | None) -> Any:
        if initial is not UNSET:
            return default if initial is DEFAULT else initial
        if self._part.opened is None or (of is not None and not self._part.stands(of)):
            return default
        return self._part.begins(path)

    def _chosen(self, path: str, value: Any, initial: Any, *, decides: bool = False) -> Any:
        if initial is UNSET:
            self._part.set(path, value, decides=decides)
        return value

    def _title(self, label: Label | None, path: str) -> Marked:
        return self._say(path.rpartition(".")[2] if label is None else label)

    def _say(self, label: Label) -> Marked:
        """Return a label as markdown, in which what comes from facts is only text."""
        if isinstance(label, str) and "." not in label:
            return Marked(word(label))
        if isinstance(label, Name):
            return unmarked(localized(label))
        text = Message(label) if isinstance(label, str) else label
        parameters = {name: in_words(value, lang()) for name, value in text.parameters.items()}
        return Marked(say(Message(text.key, parameters), lang()))

    def _help(self, label: Label | None) -> str | None:
        return None if label is None else self._say(label)

    def _names(
        self, names: Names | None, label: Label | None, path: str, none: Label | None
    ) -> Callable[[Any], str]:
        stem = label if isinstance(label, str) else path.rpartition(".")[2]

        def named(option: Any) -> str:
            if option == NONE and none is not None:
                return self.in_words(none)
            return self.in_words(f"{stem}_{option}" if names is None else names(option))

        return named

    def _layer_name(self, layer: str) -> Label:
        return self.catalogue[layer].name if layer in self.catalogue else Name(layer)


def _with(options: Sequence[Any], begins: Sequence[Any]) -> list[Any]:
    """Return the options, with the values of a question that was opened beyond them."""
    return [*options, *(one for one in begins if one not in options)]


def _shown(value: str | float) -> str:
    """Return a value that is carried along, as short as it is exact."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _same(value: Any, offered: Sequence[Any]) -> Any:
    """Return the option that equals a value: 1000 where 1000.0 was written."""
    return offered[offered.index(value)]


def _least(low: float | None, begins: float | None) -> float | None:
    return low if low is None or begins is None else min(low, begins)


def _most(high: float | None, begins: float | None) -> float | None:
    return high if high is None or begins is None else max(high, begins)


def _alike(
    settings: dict[str, float | None], step: float | None, *, is_whole: bool
) -> dict[str, Any]:
    """Return the settings of a number as integers if all are whole, else all as floats."""
    values = {**settings, "step": step}
    is_whole = is_whole and all(one is None or float(one).is_integer() for one in values.values())
    kind = int if is_whole else float
    return {name: one if one is None else kind(one) for name, one in values.items()}


def _scaled(value: float, scale: float) -> float:
    """Return a number as the question holds it: metres of kilometres typed, to the millimetre."""
    return value if scale == 1 else round(value * scale, 3)
