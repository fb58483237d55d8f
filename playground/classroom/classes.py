"""The classes of this server: a folder each below runs/classes/, gone after 30 days.

class.json holds what a class is made with, of the teacher's token only a digest; state.json where
it stands; answers.jsonl what was answered.
"""

import contextlib
import hashlib
import hmac
import re
import secrets
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.data import durable_files
from playground.classroom.answer_file import AnswerFile
from playground.classroom.class_state import ClassState, after, state_from
from playground.classroom.presence import Presence
from playground.shared.class_codes import is_code
from playground.shared.code_words import new_code
from playground.shared.paths import runs_root
from playground.shared.plan_blocks import block_from
from playground.shared.questions import Lesson, Option, Question, lesson, parse_questions

DAYS = 30
SECONDS = DAYS * 24 * 3600
MOST_CLASSES = 200
TOKEN_BYTES = 16  # 128 bits
PAGE = re.compile(r"[a-z]{1,20}(\?[ -~]{0,2000})?")  # one of our pages with its query


class UnknownClass(GanError):
    """There is no class of this code, or no longer."""


class Classroom:
    """One class: what it is made with, its state, answers, and who is there."""

    def __init__(self, folder: Path, record: dict[str, Any]):
        self.folder, self.code = folder, folder.name
        self.title, self.page = str(record["title"]), str(record["page"])
        self.made = float(record["made"])
        self.questions = parse_questions(record["questions"])
        self.blocks = tuple(map(block_from, record.get("blocks", [])))
        self.answers = AnswerFile(folder)
        self.presence = Presence()
        self._digest = str(record["token_digest"])
        self._changing = threading.Lock()
        self._read: tuple[tuple[int, int], ClassState] = ((0, 0), ClassState())

    @property
    def state(self) -> ClassState:
        """As state.json has it now; read again only when the file has changed."""
        try:
            stat = self._state_file.stat()
        except OSError:
            return ClassState()
        version = (stat.st_mtime_ns, stat.st_size)
        if self._read[0] != version:
            self._read = (version, state_from(durable_files.read_json(self._state_file)))
        return self._read[1]

    def change(self, wish: dict[str, Any]) -> None:
        """Do what the teacher pressed. GanError when it makes no sense."""
        with self._changing:
            state = after(self.state, wish, self.questions, self.blocks, time.time())
            durable_files.write_json(self._state_file, asdict(state))
            self._read = ((0, 0), state)  # the next reading takes the file's new version

    def question(self, name: str) -> Question:
        """The question of this id. GanError without one."""
        for question in self.questions:
            if question.id == name:
                return question
        raise GanError("This class has no such question; reload the page.")

    def is_teacher(self, token: str) -> bool:
        """Whether this is the token the class was made with."""
        return hmac.compare_digest(_digest(token), self._digest)

    def is_over(self) -> bool:
        """Whether its 30 days have passed or another process has deleted it."""
        return time.time() > self.made + SECONDS or not (self.folder / "class.json").exists()

    @property
    def _state_file(self) -> Path:
        return self.folder / "state.json"


class Classes:
    """All classes, each loaded when it is first asked for."""

    def __init__(self) -> None:
        self._loaded: dict[Path, Classroom] = {}
        self._lock = threading.Lock()

    def create(self, lesson_name: str, page: str) -> tuple[Classroom, str]:
        """A new class and its teacher's token, which is kept nowhere else.

        `lesson_name` may be "" for questions asked aloud; `page` is where its students work, such
        as "lab?seed=7", or "". GanError when one of them cannot be or the server is full.
        """
        if page and not PAGE.fullmatch(page):
            raise GanError("The page for students must be a link to a page of this playground.")
        chosen = lesson(lesson_name) if lesson_name else asked_aloud()
        token = secrets.token_hex(TOKEN_BYTES)
        record = {
            "title": chosen.title, "page": page, "made": time.time(),
            "token_digest": _digest(token), "questions": _rows(chosen.questions),
            "blocks": [asdict(block) for block in chosen.blocks],
        }  # fmt: skip
        with self._lock:
            self.delete_expired()
            folder = _free_folder()
            durable_files.write_json(folder / "class.json", record)
        return self.find(folder.name), token

    def find(self, code: str) -> Classroom:
        """The class of this code. UnknownClass without one."""
        folder = classes_root() / code
        if not is_code(code):
            raise UnknownClass(f'"{code[:40]}" is no class code; it looks like amber-fox-42.')
        found = self._loaded.get(folder)
        if found is None:
            with self._lock:
                found = self._loaded.get(folder) or _load(folder)
                if found is not None:
                    self._loaded[folder] = found
        if found is not None and found.is_over():
            self.delete(found)
            found = None
        if found is None:
            raise UnknownClass(f"There is no class {code}; ask for the code again.")
        return found

    def delete(self, classroom: Classroom) -> None:
        """Delete a class with all its answers."""
        self._loaded.pop(classroom.folder, None)
        with contextlib.suppress(OSError):  # its folder may be gone, and the lock's file with it
            classroom.answers.close()
        shutil.rmtree(classroom.folder, ignore_errors=True)

    def delete_expired(self) -> None:
        """Delete every class whose 30 days have passed, and folders that never became one."""
        for folder in classes_root().glob("*-*-*"):
            if not is_code(folder.name):
                continue  # a copy that somebody keeps is no class
            record = durable_files.read_json(folder / "class.json")
            made = record.get("made") if isinstance(record, dict) else None
            if not isinstance(made, (int, float)):
                made = folder.stat().st_mtime - SECONDS + 3600  # another process may be making it
            if time.time() > made + SECONDS:
                self._loaded.pop(folder, None)
                shutil.rmtree(folder, ignore_errors=True)


def classes_root() -> Path:
    """The folder of all classes."""
    return runs_root() / "classes"


def asked_aloud() -> Lesson:
    """Nine questions without text, for a class that votes with A to D on what the teacher says."""
    options = tuple(Option(letter.lower(), letter) for letter in "ABCD")
    questions = [
        Question(f"aloud-{number}", f"Question {number}, asked aloud", options)
        for number in range(1, 10)
    ]
    return Lesson("", "Questions asked aloud", tuple(questions))


def _free_folder() -> Path:
    durable_files.make_folder(classes_root())
    taken = {path.name for path in classes_root().iterdir()}
    if len(taken) >= MOST_CLASSES:
        raise GanError(f"This server has {MOST_CLASSES} classes; delete one on its teacher's page.")
    code = next(code for code in iter(new_code, "") if code not in taken)
    durable_files.make_folder(classes_root() / code)
    return classes_root() / code


def _load(folder: Path) -> Classroom | None:
    record = durable_files.read_json(folder / "class.json")
    try:
        return Classroom(folder, record) if isinstance(record, dict) else None
    except (KeyError, TypeError, ValueError, GanError):
        return None


def _rows(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """As parse_questions takes them, so that a class outlives a change of its lesson's file."""
    rows = [asdict(question) for question in questions]
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


shared = Classes()
