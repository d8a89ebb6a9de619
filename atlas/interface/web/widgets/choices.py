"""What several pages offer for choice: the layers, the features of one, every located feature."""

from functools import lru_cache

from atlas.domain.ground import grounds
from atlas.domain.messages import Language
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.layer_order import drawing_order

# among options it stands for none of them; None would be a choice without words
NONE = ""


def layer_names(geometry: tuple[str, ...] | None, *, tables: bool = False) -> list[str]:
    """Return the layers that hold facts, those of a first visit first."""
    every = sorted(drawing_order(), key=lambda name: not catalogue()[name].spec.shown_first)
    if tables:
        every += [layer.id for layer in catalogue().values() if layer.spec.is_table]
    return [
        name for name in every if geometry is None or catalogue()[name].spec.geometry in geometry
    ]


def feature_names(layer: str, lang: Language) -> dict[str, str]:
    """Return the features of a layer that cover ground by id, in words."""
    known = catalogue()[layer]
    return {str(i): known.name_of(i).in_language(lang) for i in grounds(known).index}


def found_names(lang: Language) -> dict[str, str]:
    """Return every located feature by id, named in the language and with its layer."""
    return _found_names(lang, catalogue().mark)


@lru_cache(maxsize=4)
def _found_names(lang: Language, _mark: str) -> dict[str, str]:
    return {
        feature: f"{name}　{catalogue()[layer].name.in_language(lang)}"
        for layer in layer_names(None)
        for feature, name in feature_names(layer, lang).items()
    }
