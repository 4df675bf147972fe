"""The chunks of a file: "The file", "A chunk" and "Reading with damage" of FORMAT.md."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"AWS1"
VERSION = 1
MAX_PAYLOAD_BYTES = 16_777_216
FIRST_SEARCH_BYTES = 65_536

START, SITES, EVENTS, END, LOSS, NAMES, EXIT = range(1, 8)

# magic, version, kind, payload bytes, pid, thread, sequence, dropped events, event count, payload CRC, header CRC
HEADER = struct.Struct("<4sHHIIIIIIII")


class TraceError(Exception):
    """The file is no trace: `problem` is empty, newer-version, not-a-trace or nothing-whole."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Chunk:
    kind: int
    pid: int
    thread: int
    sequence: int
    dropped_events: int
    event_count: int
    payload: bytes


def read_chunks(data: bytes) -> Iterator[Chunk | None]:
    """The whole chunks in the order of the file, and None once for each damaged region."""
    if not data:
        raise TraceError("empty")
    at = 0
    saw_sound_header = saw_chunk = in_damage = False
    while at < len(data):
        header = _header_at(data, at)
        if header is not None and header.version > VERSION and not saw_sound_header:
            raise TraceError("newer-version")
        if header is not None and header.is_sound:
            saw_sound_header = True
            chunk = _whole_chunk(data, at, header)
            if chunk is not None:
                yield chunk
                saw_chunk, in_damage = True, False
                at += HEADER.size + len(chunk.payload)
                continue
        if not in_damage:
            yield None
            in_damage = True
        at = _next_magic(data, at)
        if not saw_sound_header and at > FIRST_SEARCH_BYTES:
            raise TraceError("not-a-trace")
    if not saw_sound_header:
        raise TraceError("not-a-trace")
    if not saw_chunk:
        raise TraceError("nothing-whole")


@dataclass(frozen=True)
class _Header:
    version: int
    kind: int
    payload_bytes: int
    pid: int
    thread: int
    sequence: int
    dropped_events: int
    event_count: int
    payload_crc: int

    @property
    def is_sound(self) -> bool:
        return self.version == VERSION and self.payload_bytes <= MAX_PAYLOAD_BYTES


def _header_at(data: bytes, at: int) -> _Header | None:
    """The header at `at`, if its magic and its own checksum are right."""
    if len(data) - at < HEADER.size:
        return None
    magic, *fields, header_crc = HEADER.unpack_from(data, at)
    if magic != MAGIC or header_crc != zlib.crc32(data[at : at + HEADER.size - 4]):
        return None
    return _Header(*fields)


def _whole_chunk(data: bytes, at: int, header: _Header) -> Chunk | None:
    first = at + HEADER.size
    payload = data[first : first + header.payload_bytes]
    if len(payload) < header.payload_bytes or zlib.crc32(payload) != header.payload_crc:
        return None
    return Chunk(
        header.kind, header.pid, header.thread, header.sequence, header.dropped_events, header.event_count, payload
    )


def _next_magic(data: bytes, bad: int) -> int:
    """Where the next chunk can begin: from the fourth byte of the bad header on, or at the end."""
    found = data.find(MAGIC, bad + (4 if data[bad : bad + 4] == MAGIC else 1))
    return len(data) if found < 0 else found
