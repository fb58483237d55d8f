"""Students without a browser: they ask the routes that the pages ask, as the pages do.

Each asks once a second where the class stands, goes where it works, answers what is open, sends an
answer again until it is acknowledged, and tries to read the counts before they are revealed.
"""

import contextlib
import http.client
import json
import random
import secrets
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

POLL_SECONDS = 1.0
DECK = "fashion-mnist-quick"


@dataclass
class Log:
    """What all students of a class have met."""

    acknowledged: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    last_stored: dict[tuple[str, int], float] = field(default_factory=dict)
    reached: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    refused_counts: Counter[str] = field(default_factory=Counter)
    read_too_early: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    poll_seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def stored(self, question: str, vote: int) -> int:
        """How many students' answers to this vote were acknowledged."""
        with self.lock:
            found = list(self.acknowledged.values())
        return len({student for student, *asked in found if asked == [question, vote]})


class ScriptedStudent(threading.Thread):
    """One student; `stop` ends it."""

    def __init__(self, port: int, code: str, number: int, log: Log):
        super().__init__(daemon=True)
        self.port, self.code, self.log = port, code, log
        self.student = "s" + secrets.token_hex(16)
        self.chance = random.Random(number)
        self.stopped = threading.Event()
        self.page, self.block, self.tag = "class", 0, ""
        self.answered: set[tuple[str, int]] = set()
        self.tried: set[tuple[str, int]] = set()
        self.state: dict[str, Any] = {}
        self._connection = http.client.HTTPConnection("localhost", port, timeout=10)

    def run(self) -> None:
        self.ask("GET", f"/class?class={self.code}")
        self.stopped.wait(self.chance.random())
        while not self.stopped.is_set():
            began = time.monotonic()
            try:
                self.poll()
                self.go()
                self.answer_what_is_open()
            except Exception as problem:
                self.log.problems.append(f"{type(problem).__name__}: {problem}")
            self.stopped.wait(max(0.0, began + POLL_SECONDS - time.monotonic()))
        self._connection.close()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        """Status and body, over the connection that a browser keeps open."""
        if method != "GET":  # as shared/frontend/send.js does
            headers["X-Gan-Token"] = json.loads(self.ask("GET", "/api/token")[1])["token"]
        for last in (False, True):
            try:
                content = None if body is None else json.dumps(body)
                self._connection.request(method, path, content, headers)
                reply = self._connection.getresponse()
                self.tag = reply.getheader("etag") or self.tag if "/state" in path else self.tag
                return reply.status, reply.read()
            except (OSError, http.client.HTTPException):
                self._connection.close()  # it had been idle too long, or the server was away
                if last:
                    raise
        raise AssertionError("unreachable")

    def poll(self) -> None:
        """Where the class stands."""
        began = time.monotonic()
        path = f"/api/class/{self.code}/state?student={self.student}&at={self.page}"
        status, said = self.ask("GET", path, **({"If-None-Match": self.tag} if self.tag else {}))
        self.log.poll_seconds.append(time.monotonic() - began)
        if status == 200:
            self.state = json.loads(said)
        elif status != 304:
            self.log.problems.append(f"a poll was answered {status}: {said[:200]!r}")

    def go(self) -> None:
        """To the page of the block, as the link at the bottom of every page leads."""
        block = self.state["block"]
        if not block or block["number"] == self.block:
            return
        place = self.state["page"] or "class"
        name = place.split("?")[0]
        status, _ = self.ask("GET", f"/{place}{'&' if '?' in place else '?'}class={self.code}")
        if name == "game":
            files = [self.ask("GET", f"/api/decks/{DECK}/{file}")[0] for file in
                     ("deck.json", "items.png")]  # fmt: skip
            status = max(status, *files)
        if status != 200:
            self.log.problems.append(f"the page {place} was answered {status}")
            return
        self.page, self.block = name, block["number"]
        with self.log.lock:
            self.log.reached[self.block].add(self.student)

    def answer_what_is_open(self) -> None:
        """Each open question once a vote; and a look at its counts, which must be refused."""
        state = self.state
        asked = {each["id"]: each for each in state["at_own_pace"]}
        if state["question"] and not state["own_pace"]:
            asked[state["question"]["id"]] = state["question"]
        for name in state["open"]:
            vote = 1 if state["own_pace"] else state["vote"]
            if name in asked and (name, vote) not in self.answered:
                self.stopped.wait(self.chance.uniform(0, 0.5))
                self.peep(name, vote)
                self.send(asked[name], vote)

    def peep(self, question: str, vote: int) -> None:
        """Counts before Reveal are for nobody; one second of delay is not before."""
        if (question, vote) in self.tried:
            return
        self.tried.add((question, vote))
        status, said = self.ask("GET", f"/api/class/{self.code}/counts?question={question}")
        if status == 403:
            with self.log.lock:
                self.log.refused_counts[question] += 1
            return
        self.poll()
        if question not in self.state["revealed"]:
            self.log.read_too_early.append(f"{question}: {status} {said[:80]!r}")

    def send(self, question: dict[str, Any], vote: int) -> None:
        """Until it is acknowledged, with the same id."""
        answers = question["answers"]
        body = {
            "id": secrets.token_hex(16), "student": self.student, "question": question["id"],
            "option": self.chance.choice(answers) if answers else "", "vote": vote,
            "seed": self.chance.randrange(1000), "result": None if answers else self.round(),
        }  # fmt: skip
        for _ in range(50):
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                status, said = self.ask("POST", f"/api/class/{self.code}/answer", body)
                told = json.loads(said)
                if status == 200 and told["stored"] == body["id"]:
                    break
                if status < 500 and status != 429:
                    self.log.problems.append(f"{question['id']}, vote {vote}: {told['error']}")
                    return
            self.stopped.wait(self.chance.uniform(0.2, 0.4))
        else:
            self.log.problems.append(f"{question['id']} was never stored")
            return
        self.answered.add((question["id"], vote))
        with self.log.lock:
            self.log.acknowledged[body["id"]] = (self.student, question["id"], vote)
            self.log.last_stored[question["id"], vote] = time.monotonic()

    def round(self) -> dict[str, Any]:
        """The counts of a round of the game, somewhat better than guessing."""
        hits, alarms = self.chance.randint(4, 9), self.chance.randint(2, 6)
        table = {
            "hits": hits,
            "misses": 10 - hits,
            "falseAlarms": alarms,
            "rejections": 10 - alarms,
        }
        ofD = {"D_hits": 8, "D_misses": 2, "D_falseAlarms": 3, "D_rejections": 7}
        return {**table, **ofD, "deck": DECK, "moment": "1"}
