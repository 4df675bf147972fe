"""The events of a chunk's payload: "Events" of FORMAT.md."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

CALL, END, SUSPEND, RESUME, TURN, TURN_END, GROUP, FUTURE, SETTLE, WAITS_ON = range(1, 11)
CAUSE, MADE, FOLLOWS, MESSAGE, STARTED = range(11, 16)

OF_TURN = 0

RECEIVED, BETWEEN_PROCESSES = 1, 2
#: The channel of broadcasts, of those within a process.
BROADCASTS = 1

TICKS_PER_MS = 10_000
MAX_ID = 2**31 - 1
MAX_UINT32 = 2**32 - 1
MAX_VARINT = 2**53 - 1
MAX_VARINT_BYTES = 8
#: A year and a half.
MAX_CLOCK_MS = 5e10
MAX_TICKS = int(MAX_CLOCK_MS) * TICKS_PER_MS


@dataclass(frozen=True)
class Event:
    kind: int
    #: Outcome, group kind, or bits.
    flags: int
    #: Since the chunk's base.
    ticks: int
    #: The task, group or future that it is about; 0 where it is about none.
    id: int = 0
    #: Site number; of a Turn its type.
    site: int = 0
    #: Of a Call: 0 for none.
    parent: int = 0
    #: Of a Suspend, WaitsOn or Follows: None for a plain value, 0 for an object that is not known.
    on: int | None = None
    members: tuple[int, ...] = ()
    #: Of a Message.
    channel: int = 0
    #: Of a Message or Started.
    number: int = 0
    #: Of a Cause: milliseconds, None where no time was asked for.
    asked: int | None = None


@dataclass(frozen=True)
class Events:
    #: None where no event holds.
    base_ms: float | None
    events: list[Event]
    is_sound: bool


class _Unsound(Exception):
    pass


def read_events(payload: bytes, event_count: int) -> Events:
    """The events up to the first unsound one."""
    if len(payload) < 8 + 2 * event_count:
        return Events(None, [], False)
    (base_ms,) = struct.unpack_from("<d", payload)
    if not 0 <= base_ms <= MAX_CLOCK_MS:
        return Events(None, [], False)
    reader = _Reader(payload)
    events: list[Event] = []
    try:
        for _ in range(event_count):
            events.append(_read_event(reader))
    except _Unsound:
        return Events(base_ms, events, False)
    return Events(base_ms, events, reader.at == len(payload))


class _Reader:
    """Goes through a payload and knows what the deltas count from."""

    def __init__(self, payload: bytes) -> None:
        self.at = 8
        self.ticks = 0
        self._payload = payload
        self._last_id = 0

    @property
    def left(self) -> int:
        return len(self._payload) - self.at

    def byte(self) -> int:
        if self.left == 0:
            raise _Unsound
        self.at += 1
        return self._payload[self.at - 1]

    def varint(self) -> int:
        value = 0
        for place in range(MAX_VARINT_BYTES):
            byte = self.byte()
            value |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                return _checked(value, MAX_VARINT)
        raise _Unsound

    def zigzag(self) -> int:
        return _unzigzag(self.varint())

    def number(self) -> int:
        """A site, or a type."""
        return _checked(self.varint(), MAX_ID)

    def leading_id(self) -> int:
        self._last_id = _checked(self._last_id + self.zigzag(), MAX_ID)
        return self._last_id

    def on(self, task: int) -> int | None:
        value = self.varint()
        return None if value == 0 else _checked(task + _unzigzag(value - 1), MAX_ID)


def _unzigzag(value: int) -> int:
    return value // 2 if value % 2 == 0 else -(value + 1) // 2


def _checked(value: int, most: int) -> int:
    if not 0 <= value <= most:
        raise _Unsound
    return value


def _read_event(reader: _Reader) -> Event:
    tag = reader.byte()
    kind, flags = tag & 15, (tag >> 4) & 3
    read = _FIELDS.get(kind)
    reader.ticks = ticks = _checked(reader.ticks + reader.varint(), MAX_TICKS)
    if read is None:
        raise _Unsound
    return read(reader, kind, flags, ticks)


def _call(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    task, site, parent = reader.leading_id(), reader.number(), reader.varint()
    return Event(kind, flags, ticks, task, site, 0 if parent == 0 else _checked(task - parent, MAX_ID))


def _about_one(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    return Event(kind, flags, ticks, reader.leading_id())


def _suspend(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    task, site = reader.leading_id(), reader.number()
    return Event(kind, flags, ticks, task, site, on=reader.on(task))


def _turn(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    return Event(kind, flags, ticks, site=reader.number())


def _turn_end(_reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    return Event(kind, flags, ticks)


def _group(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    group, site, count = reader.leading_id(), reader.number(), reader.varint()
    if count > reader.left:
        raise _Unsound
    members = tuple(_checked(group + reader.zigzag(), MAX_ID) for _ in range(count))
    return Event(kind, flags, ticks, group, site, members=members)


def _future(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    future = reader.leading_id()
    return Event(kind, flags, ticks, future, reader.number())


def _waits_on(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    task = reader.leading_id()
    return Event(kind, flags, ticks, task, on=reader.on(task))


def _message(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    channel, number = (_checked(reader.varint(), MAX_UINT32) for _ in range(2))
    return Event(kind, flags, ticks, channel=channel, number=number)


def _started(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    return Event(kind, flags, ticks, number=_checked(reader.varint(), MAX_UINT32))


def _cause(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    type, by = reader.number(), reader.number()
    _age, asked = reader.varint(), reader.varint()
    return Event(kind, flags & 1, ticks, by, type, asked=None if asked == 0 else asked - 1)


def _made(reader: _Reader, kind: int, flags: int, ticks: int) -> Event:
    future, site = reader.leading_id(), reader.number()
    reader.on(future)
    return Event(kind, flags, ticks, future, site)


_FIELDS: dict[int, Callable[[_Reader, int, int, int], Event]] = {
    CALL: _call,
    END: _about_one,
    SUSPEND: _suspend,
    RESUME: _about_one,
    TURN: _turn,
    TURN_END: _turn_end,
    GROUP: _group,
    FUTURE: _future,
    SETTLE: _about_one,
    WAITS_ON: _waits_on,
    CAUSE: _cause,
    MADE: _made,
    FOLLOWS: _suspend,
    MESSAGE: _message,
    STARTED: _started,
}
