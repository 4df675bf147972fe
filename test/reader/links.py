"""What leads from one thread to another: "Links" of FORMAT.md's second part."""

from __future__ import annotations

from records import Starter
from rows import Message, Model, Moment, ThreadRow

#: A channel, the same on both of its sides.
Channel = tuple[object, ...]


class Links:
    def __init__(self, model: Model) -> None:
        self.moments: list[Moment] = []
        self._model = model
        self._starts: dict[Starter, Moment] = {}
        #: Threads whose start has not been met.
        self._waiting: dict[Starter, list[ThreadRow]] = {}
        #: Messages with one half, by the half.
        self._sent: dict[tuple[Channel, int], Message] = {}
        self._received: dict[tuple[Channel, int], Message] = {}
        #: Broadcasts, with a message for each that got it.
        self._broadcasts: dict[tuple[int, int], list[Message]] = {}

    def add_thread(self, thread: ThreadRow, starter: Starter) -> None:
        thread.started_by = self._starts.get(starter)
        if thread.started_by is None:
            self._waiting.setdefault(starter, []).append(thread)

    def started(self, starter: Starter, moment: Moment) -> None:
        self.moments.append(moment)
        self._starts[starter] = moment
        for thread in self._waiting.pop(starter, []):
            thread.started_by = moment

    def message(self, channel: Channel, number: int, moment: Moment, *, received: bool, between: bool) -> None:
        self.moments.append(moment)
        own, others = (self._received, self._sent) if received else (self._sent, self._received)
        message = others.pop((channel, number), None)
        if message is None:
            message = own[channel, number] = Message(between)
            self._model.messages.append(message)
        if received:
            message.received = moment
        else:
            message.sent = moment

    def broadcast(self, pid: int, number: int, moment: Moment, *, received: bool) -> None:
        self.moments.append(moment)
        messages = self._broadcasts.setdefault((pid, number), [])
        lacking = [message for message in messages if (message.received if received else message.sent) is None]
        if not lacking:
            lacking = [Message(between_processes=False, sent=messages[0].sent if received and messages else None)]
            messages += lacking
            self._model.messages += lacking
        if received:
            lacking[0].received = moment
        else:
            for message in lacking:
                message.sent = moment
