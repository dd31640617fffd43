"""A GeoIP database as small as a test needs, in MaxMind's format.

https://maxmind.github.io/MaxMind-DB/
"""

import struct
from ipaddress import ip_network
from pathlib import Path
from typing import Any

RECORD_BITS = 32
MARKER = b"\xab\xcd\xefMaxMind.com"
STRING, DOUBLE, UINT16, UINT32, MAP, UINT64, ARRAY = 2, 3, 5, 6, 7, 9, 11


def write(path: Path, places: dict[str, dict[str, Any]]) -> str:
    """Write IPv4 networks and what is known of them; return the file's name."""
    nodes: list[list[Any]] = [[None, None]]
    for network, place in places.items():
        _insert(nodes, network, place)
    data, offsets = b"", {}
    for name, place in places.items():
        offsets[name] = len(data)
        data += _encode(place)
    offset_of = {id(place): offsets[name] for name, place in places.items()}
    count = len(nodes)
    tree = b""
    for node in nodes:
        for record in node:
            if record is None:
                value = count
            elif isinstance(record, int):
                value = record
            else:
                value = count + 16 + offset_of[id(record)]
            tree += struct.pack(">I", value)
    meta = {
        "binary_format_major_version": (UINT16, 2),
        "binary_format_minor_version": (UINT16, 0),
        "build_epoch": (UINT64, 1_700_000_000),
        "database_type": "Test-City",
        "description": {"en": "Made by a test"},
        "ip_version": (UINT16, 4),
        "languages": ["en"],
        "node_count": (UINT32, count),
        "record_size": (UINT16, RECORD_BITS),
    }
    path.write_bytes(tree + b"\0" * 16 + data + MARKER + _encode(meta))
    return str(path)


def _insert(nodes: list[list[Any]], network: str, place: dict[str, Any]) -> None:
    parsed = ip_network(network)
    address, length = int(parsed.network_address), parsed.prefixlen
    node = 0
    for depth in range(length):
        bit = address >> (31 - depth) & 1
        if depth == length - 1:
            nodes[node][bit] = place
        elif nodes[node][bit] is None:
            nodes.append([None, None])
            nodes[node][bit] = node = len(nodes) - 1
        else:
            node = nodes[node][bit]


def _encode(value: Any) -> bytes:
    if isinstance(value, str):
        text = value.encode()
        return _head(STRING, len(text)) + text
    if isinstance(value, float):
        return _head(DOUBLE, 8) + struct.pack(">d", value)
    if isinstance(value, dict):
        body = b"".join(_encode(key) + _encode(part) for key, part in value.items())
        return _head(MAP, len(value)) + body
    if isinstance(value, list):
        return _head(ARRAY, len(value)) + b"".join(map(_encode, value))
    kind, number = value
    body = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return _head(kind, len(body)) + body


def _head(kind: int, size: int) -> bytes:
    """Return the control byte; kinds above seven take a second one."""
    assert size < 29
    return bytes([size, kind - 7]) if kind > 7 else bytes([kind << 5 | size])
