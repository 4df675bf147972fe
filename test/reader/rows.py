"""The rows of a model: "From events to a model" of FORMAT.md. All times are ticks from the trace's start."""

from __future__ import annotations

from dataclasses import dataclass, field

from records import End, Exit

PENDING, FULFILLED, REJECTED, UNKNOWN = range(4)

FUNCTION, AWAIT, FOR_AWAIT, YIELD, YIELD_STAR, AWAIT_USING, RETURN, COMBINATOR, MODULE, PROMISE = range(10)


@dataclass(eq=False)
class Site:
    file: str
    kind: int
    line: int
    column: int
    text: str
    #: The function of the platform that its expression calls, empty where that is not known.
    calls: str
    #: The site around it.
    function: Site | None = None


@dataclass(eq=False)
class Cause:
    """What scheduled a callback."""

    #: The name of the callback's type; of a turn the turn's own.
    type: str
    by: Task | None
    asked: int | None


@dataclass(eq=False)
class Turn:
    #: None for a stretch.
    type: str | None
    start: int
    end: int
    longest: Task | None = None
    longest_ticks: int = 0
    cause: Cause | None = None
    #: The thread's turn before.
    before: Turn | None = None


@dataclass(eq=False)
class Task:
    row: int
    site: Site
    parent: Task | None
    start: int
    end: int | None = None
    outcome: int = PENDING
    known_from_here: bool = False
    incomplete: bool = False
    #: Its function has returned, and its promise follows what its last await waits on.
    returned: bool = False
    #: The turn whose callback called it, and what scheduled the callback that did.
    turn: Turn | None = None
    cause: Cause | None = None
    running: int = 0
    waiting: int = 0
    awaits: list[Await] = field(default_factory=list)
    #: The tasks it called.
    called: list[Task] = field(default_factory=list)

    @property
    def current_await(self) -> Await | None:
        """The wait that it is in."""
        return self.awaits[-1] if self.awaits and self.awaits[-1].outcome == PENDING else None


@dataclass(eq=False)
class Future:
    start: int
    end: int | None = None
    outcome: int = PENDING


@dataclass(eq=False)
class Group:
    kind: int
    members: list[Object | None]


#: What an id can mean.
Object = Task | Future | Group


class PlainValue:
    """What an await waits on that awaits no promise."""


PLAIN_VALUE = PlainValue()


@dataclass(eq=False)
class Await:
    site: Site
    start: int
    #: None: not known.
    on: Object | PlainValue | None
    end: int | None = None
    outcome: int = PENDING
    #: The turn in which it ended.
    turn: Turn | None = None


@dataclass(eq=False)
class Moment:
    """Something that one thread did to another, and the task that ran then."""

    thread: ThreadRow
    task: Task | None
    at: int


@dataclass(eq=False)
class Message:
    between_processes: bool
    sent: Moment | None = None
    received: Moment | None = None


@dataclass(eq=False)
class Process:
    pid: int
    threads: list[ThreadRow] = field(default_factory=list)
    exit: Exit | None = None


@dataclass(eq=False)
class ThreadRow:
    pid: int
    number: int
    is_main: bool
    place_guessed: bool
    #: That it runs, empty where that is not known.
    file: str = ""
    started_by: Moment | None = None
    #: The last End record.
    end: End | None = None
    dropped_events: int = 0
    turns: list[Turn] = field(default_factory=list)
    #: Its tasks without a parent.
    roots: list[Task] = field(default_factory=list)


@dataclass
class Model:
    processes: list[Process] = field(default_factory=list)
    threads: list[ThreadRow] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    damaged: int = 0
    missing: int = 0
    #: File and reason, each pair once.
    losses: dict[tuple[str, str], None] = field(default_factory=dict)
