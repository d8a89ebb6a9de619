"""
Reads a tile without any of our code: Google's protobuf for the bytes, the specification's
appendix for the drawing commands.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_VARINT, _STRING, _MESSAGE, _DOUBLE = 13, 9, 11, 1
_ONCE, _MANY = 1, 3
# name, number, type, how often, packed or message
_FIELDS: dict[str, list[tuple[str, int, int, int, str]]] = {
    "Value": [("string_value", 1, _STRING, _ONCE, ""), ("double_value", 3, _DOUBLE, _ONCE, "")],
    "Feature": [
        ("id", 1, 4, _ONCE, ""),
        ("tags", 2, _VARINT, _MANY, "packed"),
        ("type", 3, _VARINT, _ONCE, ""),
        ("geometry", 4, _VARINT, _MANY, "packed"),
    ],
    "Layer": [
        ("version", 15, _VARINT, _ONCE, ""),
        ("name", 1, _STRING, _ONCE, ""),
        ("features", 2, _MESSAGE, _MANY, "Feature"),
        ("keys", 3, _STRING, _MANY, ""),
        ("values", 4, _MESSAGE, _MANY, "Value"),
        ("extent", 5, _VARINT, _ONCE, ""),
    ],
    "Tile": [("layers", 3, _MESSAGE, _MANY, "Layer")],
}


def _tile_class() -> Any:
    file = descriptor_pb2.FileDescriptorProto(
        name="vector_tile.proto", package="tile", syntax="proto2"
    )
    for message, fields in _FIELDS.items():
        made = file.message_type.add(name=message)
        for name, number, kind, often, extra in fields:
            field = made.field.add(name=name, number=number, type=kind, label=often)
            if extra == "packed":
                field.options.packed = True
            elif extra:
                field.type_name = f".tile.{extra}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("tile.Tile"))


_TILE = _tile_class()


def read_tile(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return features by layer: id, type, facts, and parts as lists of vertices."""
    told = {}
    for layer in _TILE.FromString(content).layers:
        assert (layer.version, layer.extent) == (2, 4096)
        told[layer.name] = [_feature(layer, feature) for feature in layer.features]
    return told


def _feature(layer: Any, feature: Any) -> dict[str, Any]:
    pairs = zip(feature.tags[::2], feature.tags[1::2], strict=True)
    facts = {layer.keys[key]: _value(layer.values[value]) for key, value in pairs}
    return {
        "id": feature.id,
        "type": {1: "point", 2: "line", 3: "polygon"}[feature.type],
        "facts": facts,
        "parts": _parts(list(feature.geometry)),
    }


def _value(value: Any) -> Any:
    return value.string_value if value.HasField("string_value") else value.double_value


def _parts(numbers: list[int]) -> list[list[tuple[int, int]]]:
    parts: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == 7:
            assert count == 1
            continue
        for _ in range(count):
            x += (numbers[at] >> 1) ^ -(numbers[at] & 1)
            y += (numbers[at + 1] >> 1) ^ -(numbers[at + 1] & 1)
            at += 2
            if command == 1:
                parts.append([])
            parts[-1].append((x, y))
    return parts


def doubled_area(ring: list[tuple[int, int]]) -> int:
    """Return twice the area by the surveyor's formula; positive is clockwise on screen."""
    following = [*ring[1:], ring[0]]
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, following, strict=True))
