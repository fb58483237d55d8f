"""What the order promises, over thousands of lessons on a simulated clock."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.queue.fair_order import Ticket, latest_place, next_ticket, round_of_next
from gan_core.queue.forecast import Device, forecast
from tests.gan_core.queue.simulated_class import Script

small_classes = st.builds(
    Script, people=st.integers(1, 7), runs_each=st.integers(1, 3), devices=st.integers(1, 3),
    latecomers=st.integers(0, 3), kills=st.integers(0, 4), pauses=st.integers(0, 4),
    seed=st.integers(0, 10**6),
)  # fmt: skip
quick = settings(max_examples=60, deadline=None, derandomize=True)
WHOLE_CLASS = [
    Script(30, 3, devices=2, latecomers=6, kills=5, pauses=5, seed=seed) for seed in range(2)
]


def keeps_its_promises(lesson, ticket):
    """Before `ticket` starts: what a person who waits may rely on."""
    others = [it for it in lesson.waiting if it.person != ticket.person]
    without_a_run = [it for it in others if it.person not in lesson.had]
    without_a_device = [it for it in others if not lesson.counts()[it.person]]
    if lesson.counts()[ticket.person]:
        assert not without_a_device, "a second device, while somebody waits for a first"
    elif ticket.person in lesson.had:
        assert not [it for it in without_a_run if it in without_a_device], "a second before a first"
    if lesson.had and ticket.person == lesson.had[-1] and lesson.devices == 1:
        earlier = [it for it in others if it.round < ticket.round]
        assert not earlier, "two in a row, while somebody of an earlier round waits"


@given(small_classes)
@quick
def test_nobodys_second_starts_before_the_first_of_anybody_who_waits(script):
    lesson = script.play(check=keeps_its_promises)
    assert len(lesson.started) >= script.people * script.runs_each  # kills and pauses start again
    assert {ticket.person for ticket, _ in lesson.started} == {*lesson.last_rounds}


@pytest.mark.parametrize("script", WHOLE_CLASS, ids=lambda script: str(script.seed))
def test_thirty_people_with_three_runs_each(script):
    lesson = script.play(check=keeps_its_promises)
    assert {ticket.run for ticket, _ in lesson.started} and len({*lesson.had}) == 30


def test_a_latecomer_enters_the_present_round_and_does_not_catch_up():
    waiting = [Ticket(f"a{n}", "a", n, 0.0) for n in (3, 4)]
    waiting += [Ticket(f"b{n}", "b", n, 0.0) for n in (3, 4)]
    late = []
    for number in range(3):
        last = late[-1].round if late else 0
        late.append(Ticket(f"late{number}", "late", round_of_next(3, last), 9.0))
    waiting, had, order = [*waiting, *late], {"a", "b"}, []
    while waiting:
        ticket = next_ticket(waiting, {}, had)
        waiting.remove(ticket)
        had.add(ticket.person)
        order.append(ticket.run)
    assert order == ["late0", "a3", "b3", "a4", "b4", "late1", "late2"]


def test_a_device_stays_idle_for_nobodys_sake():
    only = Ticket("a2", "a", 2)
    assert next_ticket([only], {"a": 1}, {"a"}) == only
    assert next_ticket([], {}, set()) is None


def test_a_run_that_comes_back_is_the_first_of_its_round():
    waiting = [Ticket("b", "b", 1, 5.0), Ticket("a", "a", 1, 9.0, returned=True)]
    assert next_ticket(waiting, {}, set()).run == "a"
    earlier_round = [Ticket("a", "a", 2, 1.0, returned=True), Ticket("b", "b", 1, 5.0)]
    assert next_ticket(earlier_round, {}, {"a", "b"}).run == "b"


def test_the_teachers_choice_goes_before_everything():
    waiting = [Ticket("b", "b", 1), Ticket("a", "a", 5, 9.0, ahead=True)]
    assert next_ticket(waiting, {"a": 1}, {"a"}).run == "a"


def test_a_worker_takes_only_what_suits_its_device():
    waiting = [Ticket("gpu", "a", 1, 1.0, device="cuda"), Ticket("any", "b", 1, 2.0)]
    assert next_ticket(waiting, {}, set(), "cpu").run == "any"
    assert next_ticket(waiting, {}, set(), "cuda:1").run == "gpu"
    assert next_ticket(waiting[:1], {}, set(), "cpu") is None


def true_places(lesson):
    """The forecast's order and times are those of the class left alone."""
    future = lesson.left_alone()
    shown = forecast(lesson.waiting, lesson.as_devices(), {*lesson.had})
    assert [it.ticket.run for it in shown] == [run for run, _ in future]
    assert [it.place for it in shown] == [*range(1, len(future) + 1)]
    assert [it.latest for it in shown] == pytest.approx([at for _, at in future])


@given(small_classes)
@quick
def test_the_place_shown_is_the_true_one_at_every_instant(script):
    script.play(at_every_instant=true_places)


def test_the_place_shown_is_the_true_one_in_a_whole_class():
    seen = []
    WHOLE_CLASS[0].play(
        at_every_instant=lambda lesson: len(seen) % 20 or true_places(lesson) or seen.append(1)
    )
    assert seen


@given(small_classes)
@quick
def test_a_place_never_grows_past_its_bound(script):
    """Without deaths and pauses, whose runs come back to where they were."""
    script.kills = script.pauses = 0
    everybody = {f"person {number}": 0 for number in range(script.people)}
    bounds = {}

    def hold(lesson):
        rounds = {**everybody, **lesson.last_rounds}
        shown = forecast(lesson.waiting, lesson.as_devices(), {*lesson.had})
        for it in shown:
            bound = latest_place(
                it.ticket, lesson.waiting, lesson.counts(), {*lesson.had}, rounds,
                lesson.present_round, lesson.devices,
            )  # fmt: skip
            bounds[it.ticket.run] = min(bounds.get(it.ticket.run, 10**6), bound or 10**6)
            assert it.place <= bounds[it.ticket.run], it

    script.play(at_every_instant=hold)


def test_the_bound_counts_those_who_have_had_no_run_yet():
    mine = Ticket("a2", "a", 2, 1.0)
    waiting = [mine, Ticket("b2", "b", 2, 0.0)]
    present = {"a": 2, "b": 2, "c": 0, "d": 0}
    assert latest_place(mine, waiting, {}, {"a", "b"}, present, 1, devices=1) == 1 + 1 + 2
    first = Ticket("c1", "c", 1, 2.0)
    assert latest_place(first, [*waiting, first], {}, {"a", "b"}, present, 1, devices=1) == 1
    assert latest_place(mine, waiting, {"a": 1}, {"a", "b"}, present, 1, devices=2) is None


def test_nine_of_ten_starts_are_in_the_time_shown():
    """Over everything that was shown to anybody who waited, in lessons of thirty people."""
    inside, shown = 0, 0
    for seed in range(6):
        script = Script(30, 3, 1 + seed % 3, latecomers=6, kills=3, pauses=3, seed=100 + seed)
        told = []

        def tell(lesson, told=told, script=script):
            if len(lesson.started) % 6:
                return
            newcomers = script.people - len(lesson.last_rounds)
            for it in forecast(
                lesson.waiting, lesson.as_devices(), {*lesson.had}, lesson.shares, newcomers
            ):
                told.append((it.ticket.run, lesson.clock, it.earliest, it.latest))

        lesson = script.play(at_every_instant=tell)
        starts = {}
        for ticket, at in lesson.started:
            starts.setdefault(ticket.run, []).append(at)
        for run, at, earliest, latest in told:
            start = min(it for it in starts[run] if it >= at)
            inside += earliest - 1 <= start - at <= latest + 1
            shown += 1
    assert shown > 1000 and inside / shown >= 0.9, (inside / shown, shown)


def test_without_a_worker_there_is_a_place_and_no_time():
    (only,) = forecast([Ticket("a", "a")], [], set())
    assert only.place == 1 and only.latest == float("inf")


def test_nobody_waits_for_a_device_that_no_worker_has():
    waiting = [Ticket("gpu", "a", device="cuda"), Ticket("any", "b")]
    assert [it.ticket.run for it in forecast(waiting, [Device("cpu")], set())] == ["any"]
