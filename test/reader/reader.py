"""From the bytes of a file to a model: "Order and loss", "Processes" and "Time" of FORMAT.md's second part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import chunks
from chunks import Chunk, read_chunks
from events import MAX_CLOCK_MS, read_events
from links import Links
from records import (
    Anchor,
    BadRecord,
    End,
    Exit,
    Start,
    Starter,
    read_end,
    read_exit,
    read_loss,
    read_names,
    read_sites,
    read_start,
)
from rows import Model, Process, ThreadRow
from sites import SiteTable
from thread import Thread, to_ticks

#: Chunks that a stream keeps for an earlier one.
WINDOW = 16
NS_PER_MS = 10**6

T = TypeVar("T")


def read_model(data: bytes) -> Model:
    """Raises TraceError for what is no trace."""
    reader = TraceReader()
    for chunk in read_chunks(data):
        if chunk is None:
            reader.model.damaged += 1
        else:
            reader.add(chunk)
    reader.finish()
    return reader.model


class Stream:
    """The chunks of one process id and thread, put in order."""

    def __init__(self, reader: TraceReader) -> None:
        self.thread: Thread | None = None
        self.monotonic_ns = "0"
        self._reader = reader
        self._next = 0
        self._kept: dict[int, Chunk] = {}

    def add(self, chunk: Chunk) -> None:
        if chunk.sequence < self._next or chunk.sequence in self._kept:
            return
        self._kept[chunk.sequence] = chunk
        self._take_kept()
        if len(self._kept) > WINDOW:
            self._give_up()

    def finish(self) -> None:
        while self._kept:
            self._give_up()

    def _give_up(self) -> None:
        first = min(self._kept)
        self._reader.model.missing += first - self._next
        if self.thread is not None:
            self.thread.lose()
        self._next = first
        self._take_kept()

    def _take_kept(self) -> None:
        while self._next in self._kept:
            self._next += 1
            self._reader.take(self, self._kept.pop(self._next - 1))


class TraceReader:
    def __init__(self) -> None:
        self.model = Model()
        self._sites = SiteTable()
        self._links = Links(self.model)
        self._streams: dict[tuple[int, int], Stream] = {}
        self._threads: list[Thread] = []
        self._latest: dict[int, Process] = {}
        self._early_exits: dict[int, Exit] = {}
        self._ended_by_signal = False
        self._zero_ns: int | None = None

    def add(self, chunk: Chunk) -> None:
        if chunk.kind == chunks.EXIT:
            self._expect(read_exit, chunk, self._exit)
        else:
            self._stream_of(chunk).add(chunk)

    def finish(self) -> None:
        for stream in self._streams.values():
            stream.finish()
        for thread in self._threads:
            if thread.row.end is not None or self._ended_by_signal:
                thread.finish(thread.row.end)
            else:
                thread.lose()

    def _stream_of(self, chunk: Chunk) -> Stream:
        key = (chunk.pid, chunk.thread)
        stream = self._streams.get(key)
        if stream is None or self._is_another(stream, chunk):
            if stream is not None:
                stream.finish()
            stream = self._streams[key] = Stream(self)
        return stream

    def _is_another(self, stream: Stream, chunk: Chunk) -> bool:
        if chunk.kind != chunks.START or stream.thread is None:
            return False
        try:
            return read_start(chunk.payload).anchor.monotonic_ns != stream.monotonic_ns
        except BadRecord:
            return False

    def take(self, stream: Stream, chunk: Chunk) -> None:
        if stream.thread is None and chunk.kind == chunks.START:
            self._expect(read_start, chunk, lambda start: self._start(stream, start))
            return
        if stream.thread is None:
            stream.thread = self._new_thread(ThreadRow(chunk.pid, chunk.thread, chunk.thread == 0, True), None, None)
        thread = stream.thread
        if chunk.dropped_events > thread.row.dropped_events:
            thread.row.dropped_events = chunk.dropped_events
            thread.lose()
        if chunk.kind == chunks.SITES:
            self._expect(read_sites, chunk, thread.add_sites)
        elif chunk.kind == chunks.NAMES:
            self._expect(read_names, chunk, thread.add_names)
        elif chunk.kind == chunks.LOSS:
            self._expect(read_loss, chunk, lambda loss: self.model.losses.setdefault((loss.file, loss.reason)))
        elif chunk.kind == chunks.EVENTS:
            self._add_events(thread, chunk)
        elif chunk.kind == chunks.END:
            self._expect(read_end, chunk, lambda end: self._end(thread, end))

    def _add_events(self, thread: Thread, chunk: Chunk) -> None:
        events = read_events(chunk.payload, chunk.event_count)
        thread.add_events(events)
        if not events.is_sound:
            self.model.damaged += 1
            thread.lose()

    def _end(self, thread: Thread, end: End) -> None:
        thread.row.end = end
        thread.alive_at(end.clock_ms)

    def _start(self, stream: Stream, start: Start) -> None:
        offset = self._offset(start.anchor)
        row = ThreadRow(start.pid, start.thread, start.is_main, offset is None, start.file)
        stream.monotonic_ns = start.anchor.monotonic_ns
        stream.thread = self._new_thread(row, start.started_by, offset)

    # ---- time

    def _offset(self, anchor: Anchor) -> int | None:
        """None for an anchor that cannot be."""
        ns = int(anchor.monotonic_ns)
        if self._zero_ns is None:
            self._zero_ns = ns
        if abs(_ms(ns - self._zero_ns)) > MAX_CLOCK_MS:
            return None
        if ns < self._zero_ns:
            self._move(to_ticks(_ms(self._zero_ns - ns)))
            self._zero_ns = ns
        return -to_ticks(anchor.clock_ms - _ms(ns - self._zero_ns))

    def _move(self, ticks: int) -> None:
        for thread in self._threads:
            thread.move(ticks)
        for moment in self._links.moments:
            moment.at += ticks
        for task in self.model.tasks:
            for moved in (task, *task.awaits):
                moved.start += ticks
                if moved.end is not None:
                    moved.end += ticks

    # ---- processes

    def _new_thread(self, row: ThreadRow, started_by: Starter | None, offset: int | None) -> Thread:
        self._process_of(row).threads.append(row)
        self.model.threads.append(row)
        thread = Thread(self.model, row, self._sites, self._links, started_by, offset)
        if started_by is not None:
            self._links.add_thread(row, started_by)
        self._threads.append(thread)
        return thread

    def _process_of(self, row: ThreadRow) -> Process:
        pid = row.pid
        latest = self._latest.get(pid)
        if latest is not None and (row.number != 0 or all(thread.number != 0 for thread in latest.threads)):
            return latest
        process = Process(pid, exit=self._early_exits.pop(pid, None))
        self._latest[pid] = process
        self.model.processes.append(process)
        return process

    def _exit(self, record: Exit) -> None:
        if record.signal is not None:
            self._ended_by_signal = True
        if record.pid in self._latest:
            self._latest[record.pid].exit = record
        else:
            self._early_exits[record.pid] = record

    def _expect(self, read: Callable[[bytes], T], chunk: Chunk, use: Callable[[T], object]) -> None:
        try:
            record = read(chunk.payload)
        except BadRecord:
            self.model.damaged += 1
        else:
            use(record)


def _ms(ns: int) -> float:
    return float(ns) / NS_PER_MS
