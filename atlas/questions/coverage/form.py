"""The form of coverage: which facilities, whom they serve, how far, and what would change."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from atlas.domain.messages import Name, message
from atlas.questions.access.form import demand, travel
from atlas.questions.form import Fields

_RADII_M = (500.0, 1000.0, 2000.0, 3000.0, 5000.0, 10_000.0, 15_000.0)
_STANDARDS = "service_standards"
# what one counts for nearby, farther and far: a beginning, and for the planner to judge
_USUAL_WEIGHTS = (1.0, 0.68, 0.22)


class CoverageForm:
    """The form of a coverage question."""

    def draw(self, fields: Fields) -> bool:
        """Draw the fields; return whether the question is complete enough to be answered."""
        facilities = fields.layer("facilities.layer", geometry=("point",), default="incubators")
        fields.layer("zones.layer", geometry=("polygon",), default="zones")
        demand(fields)
        radii = fields.many(
            "radii_m",
            radii_offered(fields),
            default=(1000.0, 3000.0, 5000.0),
            label="radii_km",
            names=_kilometres,
            look="row",
        )
        fields.set("radii_m", sorted(radii))
        if not radii:
            fields.note("choose_radius")
            return False
        focus = self._focus(fields, sorted(radii))
        fields.note("uncertain_out")
        _life_circles(fields)
        travel(fields, sorted(radii))
        changes(fields, facilities)
        self._standards(fields, facilities)
        self._advanced(fields, facilities, focus)
        return True

    def _focus(self, fields: Fields, radii: list[float]) -> float:
        """Choose the radius that the map shows, where there is a choice."""
        middle = radii[len(radii) // 2]
        opened = fields.begins("focus_m")
        chosen: float = middle
        if len(radii) > 1:
            chosen = fields.choice(
                "focus_m",
                radii,
                initial=opened if opened in radii else middle,
                label="focus_km",
                names=_kilometres,
                look="slider",
            )
        # a question that names none means the middle one
        is_implied = fields.is_opened and opened is None and chosen == middle
        fields.set("focus_m", None if is_implied else chosen)
        return chosen

    def _standards(self, fields: Fields, facilities: str) -> None:
        """Offer to hold the facilities against the thresholds of their class."""
        opened = fields.begins("standards")
        name = opened or f"{facilities.removesuffix('s')}_standards"
        is_on = name in fields.catalogue and fields.switch(
            "standards", initial=opened is not None, label="with_standards"
        )
        fields.set("standards", name if is_on else None)

    def _advanced(self, fields: Fields, facilities: str, focus_m: float) -> None:
        """Draw what few planners open: competition, access per head, and how even it is."""
        with fields.fold("advanced", key="advanced"):
            opened = fields.begins("advanced")
            is_on = fields.switch("advanced", initial=opened is not None, label="with_advanced")
            fields.note("advanced_text")
            if not is_on:
                fields.set("advanced", None)
                return
            spec = fields.catalogue[facilities].spec
            fields.choice(
                "advanced.supply",
                [key for key, kind in spec.columns.items() if kind.is_number],
                names=spec.heading,
                none="each_offers_one",
                of="facilities.layer",
            )
            fields.number(
                "advanced.exponent",
                default=2.0,
                low=0.5,
                high=5.0,
                step=0.5,
                label="huff_exponent",
                help="huff_exponent_help",
            )
            _bands(fields, focus_m / 1000)


def _kilometres(radius_m: float) -> Name:
    return Name(f"{radius_m / 1000:g}")


def radii_offered(fields: Fields) -> list[float]:
    """Return the default radii, metres, and those of the life circle where its standards are."""
    if _STANDARDS not in fields.catalogue:
        return list(_RADII_M)
    circles = fields.catalogue[_STANDARDS].frame
    metres = {*circles["radius_low_m"].dropna(), *circles["radius_high_m"].dropna()}
    return sorted({*_RADII_M, *map(float, metres)})


def _life_circles(fields: Fields) -> None:
    """Say which radii the life circles have."""
    if _STANDARDS not in fields.catalogue:
        return
    circles = fields.catalogue[_STANDARDS].frame.dropna(subset="radius_high_m")
    named = [
        message("web.life_circle", minutes=f"{row.minutes:.0f}", radius=_span(row))
        for row in circles.sort_values("minutes").itertuples()
    ]
    fields.note(message("web.life_circles", told=named))


def _span(row: Any) -> str:
    low, high = f"{row.radius_low_m / 1000:g}", f"{row.radius_high_m / 1000:g}"
    return f"{low}–{high}" if row.radius_high_m > row.radius_low_m else low


def _bands(fields: Fields, focus_km: float) -> None:
    """Offer bands of distance and what somebody counts for in each."""
    is_on = fields.switch(
        "advanced.bands",
        initial=bool(fields.begins("advanced.bands_m")),
        label="with_bands",
        help="with_bands_help",
    )
    if not is_on:
        fields.set("advanced.bands_m", [])
        fields.set("advanced.band_weights", [])
        return
    thirds = [round(focus_km * part / 3, 2) for part in (1, 2, 3)]
    bands = fields.numbers(
        "advanced.bands_m", default=thirds, scale=1000, label="bands_km", of="focus_m"
    )
    weights = fields.numbers("advanced.band_weights", default=_USUAL_WEIGHTS, label="band_weights")
    if len(bands) != len(weights) or bands != sorted({band for band in bands if band > 0}):
        fields.note("bands_wanted", is_warning=True)


# --- another set of facilities --------------------------------------------------------------------


def changes(fields: Fields, facilities: str) -> None:
    """
    Draw another set of facilities: some added, some moved, some closed.

    A place is what was marked on the map last, or the sites that the answer on the screen has
    chosen; a facility is chosen by a click on it, or from a list.

    Parameters
    ----------
    fields
        Of the question, which holds them under `changes`.
    facilities
        The layer of those that serve; each layer has changes of its own.
    """
    is_same = fields.begins("facilities.layer") == facilities
    opened: Mapping[str, Any] = (fields.begins("changes") or {}) if is_same else {}
    put = fields.memory.setdefault(
        f"changes:{facilities}",
        {"add": list(opened.get("add", ())), "move": dict(opened.get("move", {}))},
    )
    names = fields.features_offered(facilities)
    closed = list(opened.get("close", ()))
    made = len(put["add"]) + len(put["move"])
    made += len(fields.value(f"close:{facilities}", closed))
    label = message("web.before_and_after_count", count=made) if made else "before_and_after"
    with fields.fold(label, key="changes", is_open=bool(made)):
        _adding(fields, put["add"])
        _list(fields, put, names)
        _moving(fields, put["move"], names)
        closed = fields.many(
            f"close:{facilities}",
            [name for name in names if name not in put["move"]],
            initial=closed,
            label="close_facilities",
            names=lambda name: Name(names[name]),
            placeholder="none_chosen",
        )
    built = {**put, "close": closed}
    fields.set("changes", built if any(built.values()) else None)


def _adding(fields: Fields, added: list[Any]) -> None:
    """Offer what was drawn, and what the answer on the screen has chosen."""
    place, sites = fields.marked_place(), fields.chosen_sites()
    if place is None:
        fields.note("draw_to_place")
    else:
        at = {"lon": f"{place[0]:.4f}", "lat": f"{place[1]:.4f}"}
        fields.note(message("web.place_ready", **at))
    with fields.line():
        fields.button(
            "add_drawn",
            key="add_drawn",
            is_enabled=place is not None and place not in added,
            act=lambda: added.append(place),
        )
        if sites:
            fields.button(
                message("web.add_sites", count=len(sites)),
                key="add_sites",
                act=lambda: added.extend(site for site in sites if site not in added),
            )


def _moving(fields: Fields, moved: dict[str, Any], names: Mapping[str, str]) -> None:
    clicked = fields.clicked()
    if clicked in names and clicked != fields.memory.get("clicked"):
        fields.memory["clicked"] = clicked
        fields.put("move_facility", clicked)
    chosen = fields.choice(
        "move_facility",
        list(names),
        initial=None,
        names=lambda name: Name(names[name]),
        none="none_chosen",
    )
    place = fields.marked_place()
    fields.button(
        "move_to_drawn",
        key="move_to_drawn",
        is_enabled=place is not None and chosen is not None,
        act=lambda: moved.update({chosen: place}),
    )


def _list(fields: Fields, put: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Show what is added and moved, each with a button that takes it back."""
    for number, (lon, lat) in enumerate(put["add"], start=1):
        at = message("web.added_at", number=number, lon=f"{lon:.4f}", lat=f"{lat:.4f}")
        with fields.line():
            fields.note(at)
            _take_back(fields, f"add_{number}", partial(put["add"].pop, number - 1))
    for name, (lon, lat) in put["move"].items():
        at = message("web.moved_to", name=names.get(name, name), lon=f"{lon:.4f}", lat=f"{lat:.4f}")
        with fields.line():
            fields.note(at)
            _take_back(fields, f"move_{name}", partial(put["move"].pop, name))


def _take_back(fields: Fields, key: str, act: Callable[[], None]) -> None:
    fields.button(Name("✕"), key=f"take_back_{key}", act=act, is_quiet=True)
