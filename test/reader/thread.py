"""One thread's events: "Time", "What runs" and "Events" of FORMAT.md's second part."""

from __future__ import annotations

import math
from collections.abc import Callable

import events as kinds
from events import Event, Events, TICKS_PER_MS
from links import Links
from records import End, Names, Sites, Starter
from rows import (
    AWAIT,
    FOR_AWAIT,
    FULFILLED,
    FUNCTION,
    MODULE,
    PENDING,
    PLAIN_VALUE,
    REJECTED,
    RETURN,
    UNKNOWN,
    YIELD,
    YIELD_STAR,
    Await,
    Cause,
    Future,
    Group,
    Model,
    Moment,
    Object,
    PlainValue,
    Site,
    Task,
    ThreadRow,
    Turn,
)
from sites import SiteTable

STRETCH_GAP_TICKS = 200
LONGEST_RETURN = 1000
#: Node's exit code where a top-level await never settled.
NEVER_SETTLED = 13
SEARCH_DEPTH = 1024


def to_ticks(ms: float) -> int:
    """Whole ticks, halves up."""
    ticks = ms * TICKS_PER_MS
    whole = math.floor(ticks)
    return whole + 1 if ticks - whole >= 0.5 else whole


class Thread:
    """Writes the rows of one thread. `offset` is None where its place is guessed and no time of it is known yet."""

    def __init__(
        self,
        model: Model,
        row: ThreadRow,
        sites: SiteTable,
        links: Links,
        started_by: Starter | None,
        offset: int | None,
    ) -> None:
        self.row = row
        self._links = links
        self._started_by = started_by
        self._model = model
        self._sites = sites
        self._site_of: dict[int, Site] = {}
        self._name_of: dict[int, str] = {}
        self._objects: dict[int, Object] = {}
        #: Those that may be pending.
        self._open_tasks: list[Task] = []
        self._open_futures: list[Future] = []
        self._offset = offset
        self._base = 0
        self._last = 0
        self._loop = Loop(row)
        #: The cause of the callback that calls the next task, where a Cause told it.
        self._cause_of_next: Cause | None = None
        #: What tasks return if they end fulfilled, as the await that they are in from then on.
        self._returning: dict[Task, Await] = {}
        self._followers: dict[Object, list[Task]] = {}
        self._due: list[Task] = []
        self._is_ending = False
        self._handlers: dict[int, Callable[[Event, int], None]] = {
            kinds.CALL: self._call,
            kinds.END: self._end,
            kinds.SUSPEND: self._suspend,
            kinds.RESUME: self._resume,
            kinds.TURN: self._turn,
            kinds.TURN_END: self._turn_end,
            kinds.GROUP: self._group,
            kinds.FUTURE: self._future,
            kinds.SETTLE: self._settle,
            kinds.WAITS_ON: self._waits_on,
            kinds.CAUSE: self._cause,
            kinds.MADE: self._future,
            kinds.FOLLOWS: self._follows,
            kinds.MESSAGE: self._message,
            kinds.STARTED: self._started,
        }

    def add_sites(self, record: Sites) -> None:
        self._site_of.update(self._sites.add(record))

    def add_names(self, record: Names) -> None:
        self._name_of.update({record.first_name + at: name for at, name in enumerate(record.names)})

    def add_events(self, chunk: Events) -> None:
        if chunk.base_ms is not None:
            self._begin(chunk.base_ms)
        for event in chunk.events:
            now = self._last
            if event.kind not in (kinds.WAITS_ON, kinds.FOLLOWS):
                now = self._now(event.ticks)
            self._handlers[event.kind](event, now)

    def alive_at(self, clock_ms: float) -> None:
        self._begin(clock_ms)
        self._now(0)

    def lose(self) -> None:
        """Events are lost here."""
        open_tasks = [task for task in self._open_tasks if task.outcome == PENDING]
        self._lose_unseen()
        for task in open_tasks:
            task.incomplete = True
            self._lose_task(task, self._last)
        for future in self._open_futures:
            if future.outcome == PENDING:
                future.outcome, future.end = UNKNOWN, self._last
        self._open_tasks.clear()
        self._open_futures.clear()
        self._loop.lose()
        self._cause_of_next = None

    def finish(self, end: End | None) -> None:
        """The file ends, and this thread wrote all that it had."""
        if end is not None:
            for task in self._open_tasks:
                if task.outcome == PENDING and task.site.kind == MODULE:
                    self._reject_module(task)
                    if end.ending is None and not self._is_pending_for(task, end):
                        self._lose_module(task)
        self._lose_unseen()

    def _is_pending_for(self, task: Task, end: End) -> bool:
        if end.exit_code == NEVER_SETTLED or (end.exit_code == 0 and task.site.file == self.row.file):
            return True
        current = task.current_await
        if current is None:
            return False
        on = current.on
        members = on.members if isinstance(on, Group) else [on]
        return bool(members) and all(isinstance(each, Task) and each.outcome == PENDING for each in members)

    def _lose_module(self, task: Task) -> None:
        last = task.awaits[-1] if task.awaits else None
        known = task.start if last is None else last.start if task.current_await is not None else last.end
        assert known is not None
        self._lose_task(task, known)

    def _reject_module(self, task: Task) -> None:
        current = task.current_await
        if current is None or current.site.kind != AWAIT:
            return
        on = current.on
        if isinstance(on, Task | Future) and on.outcome == REJECTED:
            end = max(current.start, on.end)
            self._end_await(task, end, REJECTED, None)
            task.outcome, task.end = REJECTED, end

    def _lose_unseen(self) -> None:
        open_tasks = [task for task in self._open_tasks if task.outcome == PENDING]
        waited_on = {
            task.current_await.on for task in open_tasks if task.current_await is not None and not task.returned
        } - {None, PLAIN_VALUE}

        def is_seen(task: Task) -> bool:
            # A loop and no recursion: in a damaged trace tasks may return each other in a circle.
            for _ in range(LONGEST_RETURN + 1):
                if task in waited_on:
                    return True
                if not task.returned:
                    return task.outcome == PENDING
                on = task.awaits[-1].on
                if not isinstance(on, Task):
                    return on in waited_on
                task = on
            return False

        unseen = [task for task in open_tasks if task.returned and not is_seen(task)]
        for task in unseen:
            self._lose_task(task, task.awaits[-1].start)

    def _lose_task(self, task: Task, now: int) -> None:
        if task.outcome != PENDING:
            return
        self._end_await(task, now, UNKNOWN, None)
        task.outcome, task.end = UNKNOWN, now

    def move(self, ticks: int) -> None:
        """The trace's zero has moved by so much into the past. The rows of tasks are moved by whoever holds them."""
        if self._offset is not None:
            self._offset += ticks
        self._last += ticks
        self._loop.since += ticks
        for turn in self.row.turns:
            turn.start += ticks
            turn.end += ticks
        for future in self._open_futures:
            future.start += ticks

    def _begin(self, base_ms: float) -> None:
        base = to_ticks(base_ms)
        if self._offset is None:
            self._offset = -base
        self._base = base + self._offset

    def _now(self, ticks: int) -> int:
        self._last = max(self._last, self._base + ticks)
        return self._last

    # ---- the events

    def _call(self, event: Event, now: int) -> None:
        parent = None if event.parent == 0 else self._hear_of(event.parent, now)
        task = self._new_task(event.id, self._site(event.site, FUNCTION), parent, now)
        if event.parent == 0:
            task.cause = self._cause_of_next
            if task.cause is None and self._loop.in_callback and self._loop.turn is not None:
                task.turn = self._loop.turn
                task.cause = task.turn.cause
        self._cause_of_next = None
        self._loop.enter(task, now)

    def _end(self, event: Event, now: int) -> None:
        task = self._objects.get(event.id)
        if not isinstance(task, Task) or task.outcome not in (PENDING, UNKNOWN):
            return
        if task.returned:
            return
        self._loop.leave(task, now)
        following = self._returning.pop(task, None)
        if following is None or event.flags != FULFILLED or task.current_await is not None:
            self._end_task(task, now, _ended(event.flags))
            return
        self._hear_of(event.id, now)
        task.awaits.append(following)
        following.start = now
        task.returned = True
        on = following.on
        outcome = on.outcome if isinstance(on, (Task, Future)) else PENDING
        if outcome in (FULFILLED, REJECTED):
            self._end_task(task, now, outcome)
        elif isinstance(on, (Task, Future, Group)):
            self._followers.setdefault(on, []).append(task)

    def _end_task(self, task: Task, now: int, outcome: int) -> None:
        task.outcome, task.end = outcome, now
        self._end_await(task, now, outcome, self._loop.turn)
        self._settled(task, now, outcome)

    def _settled(self, what: Object, now: int, outcome: int) -> None:
        self._end_due(self._followers.pop(what, []), now, outcome)

    def _end_due(self, tasks: list[Task], now: int, outcome: int) -> None:
        """Not within each other: a chain of functions that return each other's promises may be long."""
        self._due.extend(tasks)
        if self._is_ending:
            return
        self._is_ending = True
        while self._due:
            task = self._due.pop()
            if task.outcome == PENDING:
                self._end_task(task, now, outcome)
        self._is_ending = False

    def _learn(self, task: Task, ended: Await, now: int) -> None:
        """A wait has ended: so what it was for had settled."""
        kind, on, outcome = ended.site.kind, ended.on, ended.outcome
        if kind == AWAIT or task.returned:
            tells = outcome in (FULFILLED, REJECTED)
        else:
            tells = kind == FOR_AWAIT and outcome == FULFILLED
        if not tells:
            return
        if isinstance(on, Task):
            if on.returned:
                self._end_due([on], now, outcome)
        elif isinstance(on, (Future, Group)):
            if isinstance(on, Future) and on.outcome == PENDING:
                on.outcome, on.end = outcome, now
            self._settled(on, now, outcome)

    def _suspend(self, event: Event, now: int) -> None:
        task = self._hear_of(event.id, now)
        if task is None:
            return
        self._loop.leave(task, now)
        self._end_await(task, now, UNKNOWN, None)
        site = self._site(event.site, AWAIT)
        if task.known_from_here and task.site.file == "":
            task.site = self._sites.function_around(site)
        task.awaits.append(Await(site, now, self._meaning(event.on)))

    def _resume(self, event: Event, now: int) -> None:
        task = self._hear_of(event.id, now)
        if task is None:
            return
        at_yield = bool(task.awaits) and task.awaits[-1].site.kind in (YIELD, YIELD_STAR)
        if not at_yield:
            self._loop.empty()
        self._loop.enter(task, now)
        self._end_await(task, now, event.flags, self._loop.turn)

    def _turn(self, event: Event, now: int) -> None:
        self._loop.start_turn(self._name_of.get(event.site, ""), now)
        self._cause_of_next = None

    def _cause(self, event: Event, _now: int) -> None:
        turn = self._loop.turn
        by = self._objects.get(event.id) if event.id else None
        type = "" if event.flags == kinds.OF_TURN else self._name_of.get(event.site, "")
        cause = Cause(type, by if isinstance(by, Task) else None, event.asked)
        if event.flags != kinds.OF_TURN:
            self._cause_of_next = cause
        elif turn is not None:
            turn.cause = cause

    def _turn_end(self, _event: Event, now: int) -> None:
        self._loop.end_callback(now)

    def _group(self, event: Event, _now: int) -> None:
        members = [self._objects.get(member) for member in event.members]
        self._objects[event.id] = Group(event.flags, members)

    def _future(self, event: Event, now: int) -> None:
        future = Future(now)
        self._objects[event.id] = future
        self._open_futures.append(future)

    def _settle(self, event: Event, now: int) -> None:
        future = self._objects.get(event.id)
        if isinstance(future, Future) and future.outcome in (PENDING, UNKNOWN):
            future.outcome, future.end = _ended(event.flags), now
            self._settled(future, now, future.outcome)

    def _follows(self, event: Event, _now: int) -> None:
        task = self._objects.get(event.id)
        if isinstance(task, Task) and event.on is not None:
            self._returning[task] = Await(self._site(event.site, RETURN), 0, self._objects.get(event.on))

    def _waits_on(self, event: Event, _now: int) -> None:
        task = self._objects.get(event.id)
        if isinstance(task, Task) and task.current_await is not None:
            task.current_await.on = self._meaning(event.on)

    def _message(self, event: Event, now: int) -> None:
        received = bool(event.flags & kinds.RECEIVED)
        between = bool(event.flags & kinds.BETWEEN_PROCESSES)
        if received:
            self._loop.touch(now)
        number, end = divmod(event.channel, 2)
        if not between:
            if event.channel == kinds.BROADCASTS:
                self._links.broadcast(self.row.pid, event.number, self._moment(now), received=received)
                return
            channel: tuple[object, ...] = (self.row.pid, number, end)
        else:
            starter = self._starter(number) if number else self._started_by
            if starter is None:
                return
            channel = (starter, end)
        self._links.message(channel, event.number, self._moment(now), received=received, between=between)

    def _started(self, event: Event, now: int) -> None:
        self._links.started(self._starter(event.number), self._moment(now))

    # ----

    def _moment(self, now: int) -> Moment:
        return Moment(self.row, self._loop.running, now)

    def _starter(self, number: int) -> Starter:
        """What this thread started under a number."""
        return Starter(self.row.pid, self.row.number, number)

    def _hear_of(self, id: int, now: int) -> Task | None:
        known = self._objects.get(id)
        if known is None:
            task = self._new_task(id, self._sites.lost(FUNCTION), None, now)
            task.known_from_here = task.incomplete = True
            return task
        if not isinstance(known, Task) or known.outcome not in (PENDING, UNKNOWN):
            return None
        if known.outcome == UNKNOWN:
            known.outcome, known.end = PENDING, None
            self._open_tasks.append(known)
        return known

    def _new_task(self, id: int, site: Site, parent: Task | None, now: int) -> Task:
        task = Task(len(self._model.tasks), site, parent, now)
        self._model.tasks.append(task)
        (self.row.roots if parent is None else parent.called).append(task)
        self._objects[id] = task
        self._open_tasks.append(task)
        return task

    def _end_await(self, task: Task, now: int, outcome: int, turn: Turn | None) -> None:
        """Ends the wait that the task is in, if it is in one."""
        current = task.current_await
        if current is None:
            return
        current.outcome, current.end, current.turn = _ended(outcome), now, turn
        task.waiting += now - current.start
        self._learn(task, current, now)

    def _site(self, number: int, kind: int) -> Site:
        return self._site_of.get(number) or self._sites.lost(kind)

    def _meaning(self, on: int | None) -> Object | PlainValue | None:
        return PLAIN_VALUE if on is None else self._objects.get(on)


def _ended(outcome: int) -> int:
    """An end that states no outcome is still an end."""
    return UNKNOWN if outcome == PENDING else outcome


class Loop:
    """The stack of running tasks and the turns."""

    def __init__(self, row: ThreadRow) -> None:
        self.turn: Turn | None = None
        #: The callback of the current turn has not returned.
        self.in_callback = False
        #: When the stack last changed.
        self.since = 0
        self._row = row
        self._turns_told = False
        #: Each with what it has run since it was entered.
        self._stack: list[tuple[Task, int]] = []

    @property
    def running(self) -> Task | None:
        return self._stack[-1][0] if self._stack else None

    def enter(self, task: Task, now: int) -> None:
        if self._stack:
            self._charge(now)
        else:
            self._stretch(now)
        self._stack.append((task, 0))
        self.since = now

    def leave(self, task: Task, now: int) -> None:
        at = self._find(task)
        if at is None:
            return
        if at == len(self._stack) - 1:
            self._charge(now)
        ran = self._stack[at][1]
        if self.turn is not None:
            self.turn.end = now
            if ran > self.turn.longest_ticks:
                self.turn.longest, self.turn.longest_ticks = task, ran
        del self._stack[at:]
        self.since = now

    def empty(self) -> None:
        self._stack.clear()

    def touch(self, now: int) -> None:
        """Something runs that is no task."""
        if self._stack or self._turns_told:
            return
        self._stretch(now).end = now

    def start_turn(self, type: str, now: int) -> None:
        self.empty()
        self._new_turn(type, now)
        self._turns_told = True
        self.in_callback = True

    def end_callback(self, now: int) -> None:
        self.empty()
        self.in_callback = False
        if self._turns_told and self.turn is not None:
            self.turn.end = now

    def lose(self) -> None:
        self.empty()
        self.turn = None
        self.in_callback = False
        self._turns_told = False

    def _stretch(self, now: int) -> Turn:
        """The current turn; where turns are not told and there is none, or it ended a while ago, a new stretch."""
        if self.turn is None or (not self._turns_told and now - self.turn.end > STRETCH_GAP_TICKS):
            return self._new_turn(None, now)
        return self.turn

    def _new_turn(self, type: str | None, now: int) -> Turn:
        before = self._row.turns[-1] if self._row.turns else None
        self.turn = Turn(type, now, now, before=before)
        self._row.turns.append(self.turn)
        return self.turn

    def _find(self, task: Task) -> int | None:
        for at in range(len(self._stack) - 1, max(-1, len(self._stack) - 1 - SEARCH_DEPTH), -1):
            if self._stack[at][0] is task:
                return at
        return None

    def _charge(self, now: int) -> None:
        task, ran = self._stack[-1]
        self._stack[-1] = (task, ran + now - self.since)
        task.running += now - self.since
