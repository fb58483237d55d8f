"""The answers of one class: lines that are only added, and what is counted of them.

An answer counts once, whatever a browser sends after a lost reply: its id is looked up among all
lines, also those of a server that was killed. `add` returns when the line is on the disk.
"""

import threading
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.process_lock import process_lock
from playground.classroom.answers import Answer, answer_of

MOST_ANSWERS = 20_000  # of a class
MOST_OF_A_STUDENT = 400


class AnswerFile:
    """answers.jsonl in the folder of a class. Thread-safe; another process may add lines too."""

    def __init__(self, folder: Path):
        self.path = folder / "answers.jsonl"
        self._between_threads = threading.Lock()
        self._between_processes = process_lock(folder / "answers.lock")
        self._gone = False
        self._forget()
        self._catch_up()

    def add(self, answer: Answer) -> None:
        """Store an answer unless its id is stored. GanError when it cannot be; it then is not."""
        with self._between_threads, self._between_processes:
            if self._gone:
                raise GanError("This class has been deleted.")
            self._catch_up()
            if answer.id in self._ids:
                return
            self._refuse_too_many(answer)
            durable_files.append_durably(self.path, answer.row())
            self._offset = self.path.stat().st_size
            self._note(answer)

    def holds(self, answer_id: str) -> bool:
        """Whether an answer of this id is stored."""
        with self._between_threads:
            return answer_id in self._ids

    def rows(self) -> list[dict[str, Any]]:
        """Every complete line, in the order of arrival."""
        return durable_files.read_json_lines(self.path)[0]

    def answered(self, question: str, vote: int) -> int:
        """How many students have answered; needs no lock, so that a poll never waits for a disk."""
        found = self._last.get((question, vote))
        return len(found) if found else 0

    def last(self, question: str, vote: int) -> list[Answer]:
        """The last answer of each student: who corrects an answer counts once."""
        with self._between_threads:
            return list(self._last.get((question, vote), {}).values())

    def every(self, question: str, vote: int) -> list[Answer]:
        """Every answer, in the order of arrival: rounds of the game do not correct each other."""
        with self._between_threads:
            return list(self._every.get((question, vote), ()))

    def clear(self) -> None:
        """Delete every answer."""
        with self._between_threads, self._between_processes:
            durable_files.write_bytes(self.path, b"")
            self._forget()

    def close(self) -> None:
        """Delete every answer and take no more."""
        with self._between_threads, self._between_processes:
            self._gone = True
            durable_files.remove(self.path)
            self._forget()

    def _forget(self) -> None:
        self._offset = 0
        self._ids: set[str] = set()
        self._last: dict[tuple[str, int], dict[str, Answer]] = defaultdict(dict)
        self._every: dict[tuple[str, int], list[Answer]] = defaultdict(list)
        self._of_student: Counter[str] = Counter()

    def _catch_up(self) -> None:
        """Note the lines of another process, which may have died before they were on the disk."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self._offset:
            self._forget()  # cleared by another process
        rows, self._offset = durable_files.read_json_lines(self.path, self._offset)
        if rows:
            durable_files.sync(self.path)
        for row in rows:
            if answer := answer_of(row):
                self._note(answer)

    def _note(self, answer: Answer) -> None:
        if answer.id not in self._ids:
            self._ids.add(answer.id)
            self._of_student[answer.student] += 1
            self._last[answer.question, answer.vote][answer.student] = answer
            self._every[answer.question, answer.vote].append(answer)

    def _refuse_too_many(self, answer: Answer) -> None:
        if len(self._ids) >= MOST_ANSWERS:
            raise GanError(f"This class has {MOST_ANSWERS:,} answers, the most it can hold.")
        if self._of_student[answer.student] >= MOST_OF_A_STUDENT:
            raise GanError(f"You have sent {MOST_OF_A_STUDENT} answers, the most in one class.")
