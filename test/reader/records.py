"""The records in JSON chunks, each field checked: "JSON chunks" of FORMAT.md."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from events import MAX_CLOCK_MS

MAX_INDEX = 2**31 - 1
MAX_SITE_KIND = 9
MAX_DEPTH = 16
MAX_TEXT_UNITS = 32_767


class BadRecord(Exception):
    """The chunk's text is not the record that it should be."""


@dataclass(frozen=True)
class Anchor:
    clock_ms: float
    monotonic_ns: str


@dataclass(frozen=True)
class Starter:
    """Names a Started event."""

    pid: int
    thread: int
    number: int


@dataclass(frozen=True)
class Start:
    pid: int
    thread: int
    is_main: bool
    file: str
    anchor: Anchor
    started_by: Starter | None


@dataclass(frozen=True)
class SiteRecord:
    kind: int
    line: int
    column: int
    text: str
    #: The function of the platform that its expression calls, empty where that is not known.
    calls: str
    #: Index in the record of the site around this one, -1 for none.
    function: int


@dataclass(frozen=True)
class Sites:
    file: str
    first_site: int
    sites: list[SiteRecord]


@dataclass(frozen=True)
class Names:
    first_name: int
    names: list[str]


ENDINGS = ("terminated", "out of memory", "process ended", "replaced")


@dataclass(frozen=True)
class End:
    clock_ms: float
    exit_code: int | None
    #: None also for an ending that this version does not know.
    ending: str | None


@dataclass(frozen=True)
class Loss:
    file: str
    reason: str


@dataclass(frozen=True)
class Exit:
    pid: int
    exit_code: int | None
    signal: str | None


def read_start(payload: bytes) -> Start:
    fields = _fields(payload)
    for name in ("file", "command", "cwd", "runtime", "platform"):
        _text(fields.get(name))
    _index(fields.get("parentPid"))
    if fields.get("threadKind") not in ("main", "worker") or fields.get("turns") not in ("exact", "none"):
        raise BadRecord
    anchor = fields.get("anchor")
    if not isinstance(anchor, dict):
        raise BadRecord
    monotonic_ns = _text(anchor.get("monotonicNs"))
    if not re.fullmatch(r"[0-9]{1,20}", monotonic_ns):
        raise BadRecord
    _time(anchor.get("wallMs"))
    return Start(
        _index(fields.get("pid")),
        _index(fields.get("thread")),
        fields["threadKind"] == "main",
        fields["file"],
        Anchor(_clock(anchor.get("clockMs")), monotonic_ns),
        _starter(fields.get("startedBy")),
    )


def _starter(value: Any) -> Starter | None:
    try:
        return Starter(*(_index(value.get(name)) for name in ("pid", "thread", "number")))
    except (AttributeError, BadRecord):
        return None


def read_sites(payload: bytes) -> Sites:
    fields = _fields(payload)
    file, first_site, sites = _text(fields.get("file")), _index(fields.get("firstSite")), _list(fields.get("sites"))
    if first_site + len(sites) > MAX_INDEX:
        raise BadRecord
    return Sites(file, first_site, [_site(site, len(sites)) for site in sites])


def _site(value: Any, count: int) -> SiteRecord:
    if not isinstance(value, dict):
        raise BadRecord
    kind, function = _index(value.get("kind")), value.get("function")
    if kind > MAX_SITE_KIND or (function != -1 and _index(function) >= count):
        raise BadRecord
    _index(value.get("endLine"))
    _index(value.get("endColumn"))
    calls = _text(value["calls"]) if "calls" in value else ""
    line, column, text = _index(value.get("line")), _index(value.get("column")), _text(value.get("text"))
    return SiteRecord(kind, line, column, text, calls, function)


def read_names(payload: bytes) -> Names:
    fields = _fields(payload)
    first_name, names = _index(fields.get("firstName")), _list(fields.get("names"))
    if first_name + len(names) > MAX_INDEX:
        raise BadRecord
    return Names(first_name, [_text(name) for name in names])


def read_end(payload: bytes) -> End:
    fields = _fields(payload)
    for name in ("events", "bytes", "costMs"):
        _time(fields.get(name))
    ending = fields.get("ending")
    return End(_clock(fields.get("clockMs")), _exit_code(fields), ending if ending in ENDINGS else None)


def read_loss(payload: bytes) -> Loss:
    fields = _fields(payload)
    return Loss(_text(fields.get("file")), _text(fields.get("reason")))


def read_exit(payload: bytes) -> Exit:
    fields = _fields(payload)
    signal = fields.get("signal", "")
    if signal is not None and ("signal" not in fields or not isinstance(signal, str)):
        raise BadRecord
    return Exit(_index(fields.get("pid")), _exit_code(fields), signal)


_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def _fields(payload: bytes) -> dict[str, Any]:
    _check_shape(payload)
    try:
        value = json.loads(
            payload.decode("utf-8-sig", "replace"),
            parse_int=_number,
            parse_float=_number,
            parse_constant=_refuse,
        )
    except ValueError:
        raise BadRecord from None
    return value if isinstance(value, dict) else {}


def _check_shape(payload: bytes) -> None:
    """Refuses text that is made to fill memory, before it is parsed."""
    depth = openings = 0
    for found in _BRACKETS.finditer(payload):
        if found[0] in (b"[", b"{"):
            depth += 1
            openings += 1
            if depth > MAX_DEPTH or openings > 16 + len(payload) // 8:
                raise BadRecord
        elif found[0] in (b"]", b"}"):
            depth -= 1


def _number(text: str) -> int | float:
    """A double, as an int where it is a whole number: JSON makes no difference between 1 and 1.0."""
    value = float(text)
    return int(value) if math.isfinite(value) and value.is_integer() else value


def _refuse(_text: str) -> None:
    raise ValueError("no JSON")


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT_UNITS:
        raise BadRecord
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadRecord
    return value


def _index(value: Any) -> int:
    if not _is_number(value) or not isinstance(value, int) or not 0 <= value <= MAX_INDEX:
        raise BadRecord
    return value


def _time(value: Any) -> float:
    if not _is_number(value) or not math.isfinite(value) or value < 0:
        raise BadRecord
    return float(value)


def _clock(value: Any) -> float:
    if _time(value) > MAX_CLOCK_MS:
        raise BadRecord
    return float(value)


def _exit_code(fields: dict[str, Any]) -> int | None:
    value = fields.get("exitCode", "missing")
    if value is None:
        return None
    if not _is_number(value) or not isinstance(value, int) or not -(2**31) <= value < 2**32:
        raise BadRecord
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
