"""
Derived: what is worked out of a layer once and stored as long as the layer is, and no longer.

A layer never changes, so what follows from it stays right, and a catalogue of layers likewise. A
server that takes in new versions all day makes new ones all day: what was derived from those
before must go with them. What is made may therefore not hold the layer or the catalogue itself.
"""

from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer

Result = TypeVar("Result")
Argument = TypeVar("Argument")


def derived(make: Callable[[Layer], Result]) -> Callable[[Layer], Result]:
    """
    Return a function that makes a thing of a layer once in the layer's life.

    Parameters
    ----------
    make
        Makes it; the result is shared by all who ask and must not be changed.
    """
    kept: WeakKeyDictionary[Layer, Result] = WeakKeyDictionary()

    def of(layer: Layer) -> Result:
        if layer not in kept:
            kept[layer] = make(layer)
        return kept[layer]

    return of


def latest(
    make: Callable[[Catalogue, Argument], Result],
) -> Callable[[Catalogue, Argument], Result]:
    """
    Return a function that stores what it last made of a catalogue, for the next call.

    Only the last: such things are large, and who asks anew mostly changes something else.

    Parameters
    ----------
    make
        Makes it of the argument, which must compare by value; the result is shared and must not
        be changed.
    """
    kept: WeakKeyDictionary[Catalogue, tuple[Argument, Result]] = WeakKeyDictionary()

    def of(catalogue: Catalogue, asked: Argument) -> Result:
        known = kept.get(catalogue)
        if known is None or known[0] != asked:
            known = kept[catalogue] = (asked, make(catalogue, asked))
        return known[1]

    return of
