"""Prints the model of each trace that is named, in the dump of FORMAT.md, or the one word for what is no trace.

    python3 test/reader FILE…

Written from src/format/FORMAT.md alone, with Python's standard library (3.10 or later). After each dump of several
comes a line with a form feed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from chunks import TraceError
from dump import dump_model
from reader import read_model


def main(files: list[str]) -> None:
    for at, file in enumerate(files):
        if at > 0:
            sys.stdout.buffer.write(b"\f\n")
        try:
            text = dump_model(read_model(Path(file).read_bytes()))
        except TraceError as error:
            text = f"{error.problem}\n"
        sys.stdout.buffer.write(_bytes(text))


#: JSON may name half of a character; UTF-8 has none of that.
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def _bytes(text: str) -> bytes:
    return HALF_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text).encode()


if __name__ == "__main__":
    main(sys.argv[1:])
