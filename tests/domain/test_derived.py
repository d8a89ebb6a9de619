"""What is derived of a layer: made once, and gone with it."""

import gc
import weakref

from atlas.domain.derived import derived
from atlas.domain.layer import Layer


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
