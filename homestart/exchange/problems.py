"""What is wrong with a folder that comes in: all of it, in the order of the files, each with its place."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

SHOWN = 200
# Beyond this many the folder is wrong as a whole; the rest is only counted.
KEPT = 20_000
# A place in the file as a whole: no single column is to blame.
WHOLE_LINE = "-"


class Wrong(ValueError):
    """A cell that cannot be read; the message is the reason, in words for the person who sent the folder."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct: `line` is the physical line on which the record begins (header: 1)."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{one_line(self.file)}:{self.line}:{one_line(self.column)}: {self.reason}"


class ImportRefused(Exception):
    """Nothing was written; `problems` says why."""

    def __init__(self, problems: "Problems") -> None:
        self.problems = problems
        super().__init__(_("Nothing was imported. Number of errors: %(count)d.") % {"count": problems.count})


class Problems:
    """Collects the problems of one import, so that they can be told together."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Problem] = []

    def add(self, file: str, line: int, column: str, reason: str) -> None:
        self.count += 1
        if len(self._kept) < KEPT:
            self._kept.append(Problem(file, line, column, str(reason)))

    def report(self, problem: Problem) -> None:
        """Takes over a problem that was found elsewhere."""
        self.add(problem.file, problem.line, problem.column, problem.reason)

    def first(self, number: int = SHOWN) -> list[Problem]:
        """The first `number` problems, by file and line."""
        return sorted(self._kept, key=lambda problem: (problem.file, problem.line))[:number]

    def refuse_if_any(self) -> None:
        """Raises ImportRefused when there is a problem."""
        if self.count:
            raise ImportRefused(self)


def one_line(text: str) -> str:
    """`text` short and without line breaks or other control characters, so that a message stays one line."""
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", "�", text)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def quoted(text: str) -> str:
    """`text` as it is quoted in a reason."""
    return f'"{one_line(text)}"'
