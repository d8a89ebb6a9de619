"""What is derived of a layer or a catalogue: made once, and gone with it."""

import gc
import weakref

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.memo import derived, latest


class Thing:
    """Something that can be watched."""


def test_a_thing_is_made_once_for_each_layer_and_goes_with_it(shipped):
    spec = shipped["parks"].spec
    one, other = (Layer(spec, None, version=name) for name in "ab")
    made = []

    @derived
    def thing(layer):
        made.append(layer.version)
        return Thing()

    assert thing(one) is thing(one)
    assert thing(other) is not thing(one)
    assert made == ["a", "b"]
    gone, stays = weakref.ref(thing(one)), weakref.ref(thing(other))
    del one
    gc.collect()
    assert gone() is None
    assert stays() is thing(other)


def test_only_the_last_thing_asked_of_a_catalogue_is_kept():
    one, other = Catalogue([], []), Catalogue([], [])
    made = []

    @latest
    def thing(_, asked):
        made.append(asked)
        return Thing()

    first = weakref.ref(thing(one, (500, "a")))
    assert thing(one, (500, "a")) is first()
    assert thing(other, (500, "a")) is not first()
    last = weakref.ref(thing(one, (250, "a")))
    assert made == [(500, "a"), (500, "a"), (250, "a")]
    gc.collect()
    assert first() is None
    del one
    gc.collect()
    assert last() is None
