"""
Derived: what is worked out of a layer once and kept as long as the layer is, and no longer.

A layer never changes, so what follows from it stays right. A server that takes in new versions all
day makes new layers all day: what was derived from those before must go with them. What is made
may therefore not hold the layer itself.
"""

from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from atlas.domain.layer import Layer

Made = TypeVar("Made")


def derived(make: Callable[[Layer], Made]) -> Callable[[Layer], Made]:
    """
    Return a function that makes a thing of a layer once in the layer's life.

    Parameters
    ----------
    make
        Makes it; the result is shared by all who ask and must not be changed.
    """
    kept: WeakKeyDictionary[Layer, Made] = WeakKeyDictionary()

    def of(layer: Layer) -> Made:
        if layer not in kept:
            kept[layer] = make(layer)
        return kept[layer]

    return of
