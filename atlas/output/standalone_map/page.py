"""
The file itself: one HTML page with data, scripts and style in it.

The policy in its head names each script and style by its hash and allows nothing else, so that a
text which slips into the markup can neither run nor load anything. Data stand in a block that
is no script and cannot end itself. There is no address of another machine in it that a browser
would ever ask; the licences of what is inside name some, as text.
"""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from jinja2.utils import htmlsafe_json_dumps

from atlas.domain.layer import Layer
from atlas.domain.messages import LANGUAGES, Language, Message
from atlas.output.assets import asset_file
from atlas.output.language import say, words_of
from atlas.output.roles import roles_for_scripts
from atlas.output.sheet.model.release import check_release
from atlas.output.standalone_map import report
from atlas.output.standalone_map.cards import answer_rows, cards
from atlas.output.standalone_map.contents import Handover
from atlas.output.webmap import MOST_ANSWER_FEATURES, leaflet_bounds, map_words
from atlas.output.webmap.features import answer_features, layer_json
from atlas.output.webmap.legend import symbol_svg
from atlas.output.webmap.lettering import carried_face
from atlas.output.webmap.raster import pictured
from atlas.output.webmap.scripts import linked
from atlas.shipped import SHIPPED

_HERE = Path(__file__).parent
_MAP = _HERE.parent / "webmap"
_WORDS = (
    *("legend", "fold", "unfold", "answer", "close", "reset", "doubt", "internal", "schematic"),
    *("said", "held", "sources", "about", "date", "hash", "versions", "question"),
    *("software", "count", "language", "map"),
)
_PICTURE = re.compile(r"url\([^)]*\)")
_ENDS_ITSELF = re.compile(r"</script|</style|<!--", re.IGNORECASE)


def handover_page(handover: Handover) -> bytes:
    """
    Write a hand-over map; the same input gives the same bytes.

    Parameters
    ----------
    handover
        The contents of the map.

    Returns
    -------
    page
        HTML in UTF-8.

    Raises
    ------
    Refused
        If its sheet is public and may not go out, as `draw_sheet` refuses it.
    NotReady
        If the browser assets are not installed.
    """
    if handover.sheet is not None:
        check_release(handover.catalogue, handover.sheet, handover.finding)
    title = report.title(handover)
    data = _block(_data(handover, title))
    unscripted = [say(Message("handover.unscripted"), lang) for lang in LANGUAGES]
    script, style = _script(), _style() + _letters("".join([data, *unscripted]))
    page: str = _template().render(
        lang="zh-CN" if handover.lang == "zh" else "en",
        policy=_policy(script, style),
        title=title[handover.lang],
        unscripted=unscripted,
        script=script,
        style=style,
        data=data,
        licences=_licences(),
    )
    return page.encode()


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _block(data: dict[str, Any]) -> str:
    r"""Return data as JSON for a block of a page: `<`, `>`, `&` and `'` as `\uXXXX`."""
    tight = (",", ":")
    return str(htmlsafe_json_dumps(data, json.dumps, ensure_ascii=False, separators=tight))


@cache
def _template() -> Any:
    loader = FileSystemLoader(_HERE)
    return Environment(loader=loader, autoescape=True, trim_blocks=True).get_template("page.html")


@cache
def _script() -> str:
    leaflet = asset_file("leaflet/leaflet.js").read_text(encoding="utf8")
    # the note that names a file for debuggers would have them ask for it
    lines = [s for s in leaflet.splitlines() if not s.startswith("//# sourceMappingURL")]
    return _whole("\n".join([*lines, linked(_HERE / "handover.js")]))


@cache
def _style() -> str:
    # pictures of controls that this map does not have
    leaflet = _PICTURE.sub("none", asset_file("leaflet/leaflet.css").read_text(encoding="utf8"))
    own = [path.read_text(encoding="utf8") for path in (_MAP / "map.css", _HERE / "handover.css")]
    return _whole("\n".join([leaflet, *own]))


def _letters(text: str) -> str:
    """Return the style of a font for a text, which some readers' machines cannot write."""
    written = set(text).union(_script(), map(chr, range(32, 127)))
    return "\n" + carried_face("".join(sorted(char for char in written if char.isprintable())))


def _whole(text: str) -> str:
    """Return a script or style that cannot end before its end."""
    return _ENDS_ITSELF.sub(lambda found: rf"\x3C{found[0][1:]}", text)


@cache
def _licences() -> list[tuple[str, str]]:
    own = SHIPPED / "LICENSE"
    font, leaflet = asset_file("fonts/notice/LICENSE_FONT"), asset_file("leaflet/notice/LICENSE")
    files = {"Leaflet": leaflet, "Noto Sans SC": font, "Atlas": own}
    return [(name, file.read_text(encoding="utf8").strip()) for name, file in files.items()]


def _data(handover: Handover, title: dict[Language, str]) -> dict[str, Any]:
    view, extent = handover.view, handover.extent
    return {
        "lang": handover.lang,
        "title": title,
        "headline": report.headline_text(handover),
        "mark": report.mark(handover),
        "words": {lang: _words(lang) for lang in LANGUAGES},
        "roles": roles_for_scripts(),
        "view": [view.lat, view.lon, view.zoom] if view else None,
        "bounds": leaflet_bounds(extent) if extent else None,
        "selected": handover.selected,
        "layers": [
            _layer(handover, number, v) for number, v in enumerate(handover.drawn_layers, 1)
        ],
        "answers": _answers(handover),
        "rows": answer_rows(handover),
        "cards": cards(handover),
        "notes": report.note_texts(handover),
        "held": report.held(handover),
        "sources": report.cited_sources(handover),
        "facts": report.facts(handover),
    }


def _words(lang: Language) -> dict[str, Any]:
    own = {name: say(Message(f"handover.{name}"), lang) for name in _WORDS}
    # its gap is filled by the layers that are on, which the reader chooses
    notice = words_of(lang)["web.notice"]
    return {**map_words(lang), **own, "notice": notice, "how": say(Message("web.how_drawn"), lang)}


def _layer(handover: Handover, number: int, layer: Layer) -> dict[str, Any]:
    is_on = handover.on is None or layer.id in handover.on
    rows, located = len(layer.frame), len(layer.located)
    is_internal = layer.spec.release == "internal"
    return {
        "id": layer.id,
        "name": report.in_every_language(layer.name),
        "theme": report.in_every_language(Message(f"theme.{layer.spec.theme}")),
        "symbol": symbol_svg(layer.spec),
        "count": f"{located:,}" if located == rows else f"{located:,} / {rows:,}",
        "on": is_on,
        "level": number if handover.is_ordered else None,
        "schematic": layer.is_schematic,
        "internal": is_internal,
        "given": json.loads(layer_json(handover.catalogue, layer)),
    }


def _answers(handover: Handover) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = [
        {"role": role, "address": address, "bounds": bounds}
        for role, address, bounds in pictured(handover.finding.layers, most=MOST_ANSWER_FEATURES)
    ]
    for role, rows in handover.answers:
        shapes = answer_features(rows)
        drawn += [{"role": role, "features": shapes}] if shapes["features"] else []
    return drawn
