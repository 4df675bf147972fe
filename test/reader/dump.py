"""A model as text: "The dump" of FORMAT.md."""

from __future__ import annotations

import re

from events import TICKS_PER_MS
from rows import MODULE, PLAIN_VALUE, Await, Future, Group, Message, Model, Moment, Process, Site, Task, ThreadRow, Turn
from thread import STRETCH_GAP_TICKS

OUTCOMES = ("pending", "fulfilled", "rejected", "unknown")
GROUPS = ("Promise.all", "Promise.allSettled", "Promise.race", "Promise.any")
SITES = ("function", "await", "for await", "yield", "yield*", "await using", "return", "combinator", "module", "promise")

RESOURCES = {
    "timer": "Timeout Timer TimersList",
    "immediate": "Immediate",
    "file operation": "FSReqCallback FSReqPromise ReadFileJob WriteFileJob FileHandle FileHandleCloseReq DirHandle Blob",
    "file watcher": "FSEvent StatWatcher",
    "DNS lookup": "GetAddrInfoReqWrap GetNameInfoReqWrap QueryReqWrap ChannelWrap",
    "connection": "TCPConnectWrap PipeConnectWrap",
    "socket": "TCP TLSWrap ShutdownWrap WriteWrap JSSocket LibuvStreamWrap StreamBase ReusedHandle",
    "UDP socket": "UDP SendWrap",
    "HTTP request": "HTTPServerAsyncResource HTTPINCOMINGMESSAGE",
    "HTTP response": "HTTPClientAsyncResource HTTPCLIENTREQUEST",
    "HTTP message": "HTTPParser",
    "HTTP/2": "Http2Session Http2Stream Http2Ping Http2Settings",
    "child process": "Process",
    "worker": "Worker",
    "message": "MessagePort JSTransferable",
    "pipe": "Pipe",
    "terminal": "TTY",
    "stream": "JSStream StreamPipe",
    "compression": "Zlib BrotliEncoder BrotliDecoder ZstdCompress ZstdDecompress",
    "signal": "Signal",
    "WebAssembly": "WasmStreamingObject",
}
#: What Node's parser of HTTP calls one after the other, in one go.
PARSED = {"HTTPServerAsyncResource", "HTTPINCOMINGMESSAGE", "HTTPClientAsyncResource", "HTTPCLIENTREQUEST"}
CALLBACKS = {
    "TickObject": "process.nextTick",
    "Microtask": "queueMicrotask",
    "AsyncResource": "async resource",
}
LABEL_OF = {name: label for label, names in RESOURCES.items() for name in names.split()}
CRYPTO_JOB = re.compile(r"[A-Z][A-Za-z0-9_]*Job")


def dump_model(model: Model) -> str:
    lines: list[str] = []
    for process in model.processes:
        _process(model, process, lines)
    dropped = sum(thread.dropped_events for thread in model.threads)
    for what, count in (
        ("damaged chunks", model.damaged),
        ("missing chunks", model.missing),
        ("dropped events", dropped),
    ):
        if count > 0:
            lines.append(f"{what}: {count}")
    lines.extend(f"not traced: {_file(file)}: {reason}" for file, reason in model.losses)
    return "".join(f"{line}\n" for line in lines) or "\n"


def _process(model: Model, process: Process, lines: list[str]) -> None:
    title = f"process {process.pid}"
    if process.exit is not None:
        code = "null" if process.exit.exit_code is None else process.exit.exit_code
        title += f" exit {code}" if process.exit.signal is None else f" {process.exit.signal}"
    lines.append(title)
    for thread in process.threads:
        _thread(model, thread, lines)


def _thread(model: Model, thread: ThreadRow, lines: list[str]) -> None:
    title = "  main" if thread.is_main else f"  worker {thread.number}"
    if thread.started_by is not None:
        title += f", started by {_moment(thread.started_by)}"
    if thread.place_guessed:
        title += ", place guessed"
    title += _ending(thread)
    lines.append(title)
    lines.extend(_turn(turn) for turn in thread.turns)
    lines.extend(
        _message(message, message.received)
        for message in model.messages
        if message.received is not None and message.received.thread is thread
    )
    # No recursion: a tree of tasks may be deeper than Python's stack.
    todo: list[tuple[int, Task | Await]] = [(2, task) for task in reversed(thread.roots)]
    while todo:
        depth, row = todo.pop()
        lines.append("  " * depth + (_task(row) if isinstance(row, Task) else _await(row)))
        if isinstance(row, Task):
            todo.extend((depth + 1, inner) for inner in reversed(_inside(row)))


def _ending(thread: ThreadRow) -> str:
    if thread.end is None:
        return ", no end"
    code, ending = thread.end.exit_code, thread.end.ending
    text = "" if thread.is_main or not code else f", exit {code}"
    return text if ending is None else f"{text}, {ending}"


def _turn(turn: Turn) -> str:
    line = f"    turn {'stretch' if turn.type is None else turn.type} {_ms(turn.start)}–{_ms(turn.end)}"
    if turn.longest is not None:
        line += f" {_task_name(turn.longest)} ran {_ms(turn.longest_ticks)}"
    return line


def _message(message: Message, received: Moment) -> str:
    line = "    ipc message sent by " if message.between_processes else "    message sent by "
    line += "?" if message.sent is None else _moment(message.sent)
    if received.task is not None:
        line += f" to {_task_name(received.task)}"
    return f"{line} received {_ms(received.at)}"


def _moment(moment: Moment) -> str:
    thread = moment.thread
    who = ("main" if thread.is_main else "worker") if moment.task is None else _task_name(moment.task)
    return f"{who} at {_ms(moment.at)} in {thread.pid}/{thread.number}"


def _inside(task: Task) -> list[Task | Await]:
    """What it called and what it awaited, in order."""
    inside: list[Task | Await] = []
    called = 0
    for awaited in task.awaits:
        while called < len(task.called) and task.called[called].start <= awaited.start:
            inside.append(task.called[called])
            called += 1
        inside.append(awaited)
    return inside + task.called[called:]


def _task(task: Task) -> str:
    site = task.site
    line = f"{_task_name(task)} {_file(site.file)}:{site.line}:{site.column} {_ms(task.start)}–{_ms(task.end)}"
    line += f" {OUTCOMES[task.outcome]}{_from(task)} ran {_ms(task.running)} waited {_ms(task.waiting)}"
    if task.known_from_here:
        return f"{line} (known from here)"
    return f"{line} (incomplete)" if task.incomplete else line


def _from(task: Task) -> str:
    """What scheduled the callback that called it."""
    turn, cause = task.turn, task.cause
    if turn is None and cause is None:
        return ""
    type = cause.type if turn is None and cause is not None else turn.type if turn is not None else ""
    text = f" from {CALLBACKS.get(type or '') or _label(type or '') or 'callback'}"
    if turn is not None:
        text += _asked(turn)
    if cause is not None and cause.by is not None:
        text += f" set by {_function_name(cause.by.site)}"
    return text


def _asked(turn: Turn) -> str:
    return "" if turn.cause is None or turn.cause.asked is None else f" of {turn.cause.asked} ms"


def _await(row: Await) -> str:
    site = row.site
    words = [SITES[site.kind], site.text, f"{site.line}:{site.column}", f"{_ms(row.start)}–{_ms(row.end)}"]
    words += [OUTCOMES[row.outcome], f"on {_on(row)}"]
    if row.turn is not None and row.turn.type is not None:
        words.append(f"in turn {row.turn.type}")
    return " ".join(word for at, word in enumerate(words) if word or at != 1)


def _on(row: Await) -> str:
    on = row.on
    if on is None:
        return row.site.calls or "unknown"
    if on is PLAIN_VALUE:
        return "unknown" if SITES[row.site.kind] == "yield*" else "plain value"
    if isinstance(on, Task):
        return _task_name(on)
    if isinstance(on, Group):
        names = ", ".join(_task_name(member) for member in on.members if isinstance(member, Task))
        label = f"{GROUPS[on.kind]} of {len(on.members)}"
        return f"{label} ({names})" if names else label
    assert isinstance(on, Future)
    # What began in the turn in which it ended did not wait for that turn.
    turn = row.turn if row.turn is not None and row.start < _first_of_run(row.turn).start else None
    resource = "" if turn is None else _label(turn.type or "")
    if turn is None or resource == "":
        return (row.site.calls or "promise") + ("" if turn is None else _asked(turn))
    return f"{row.site.calls} ({resource}{_asked(turn)})" if row.site.calls else resource + _asked(turn)


def _first_of_run(turn: Turn) -> Turn:
    first = turn
    while first.type in PARSED and first.before is not None and first.before.type in PARSED:
        if first.start - first.before.end > STRETCH_GAP_TICKS:
            break
        first = first.before
    return first


def _label(type: str) -> str:
    """What a turn of this type comes from; empty where there is no type."""
    if type in LABEL_OF:
        return LABEL_OF[type]
    return "cryptography" if CRYPTO_JOB.fullmatch(type) else type


def _task_name(task: Task) -> str:
    return f"{_function_name(task.site)}#{task.row}"


def _function_name(site: Site) -> str:
    if site.file == "":
        return "(unknown)"
    return site.text or ("(module)" if site.kind == MODULE else "(anonymous)")


def _file(file: str) -> str:
    return file or "?"


def _ms(ticks: int | None) -> str:
    if ticks is None:
        return "…"
    whole, rest = divmod(ticks, TICKS_PER_MS)
    return f"{whole}.{rest:04}".rstrip("0").rstrip(".")
