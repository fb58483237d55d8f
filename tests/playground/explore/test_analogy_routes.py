"""What A - B + C begins with is searched for once a generator."""

from gan_core.generator import analogies
from gan_core.generator.analogies import Analogy
from tests.playground.explore.explore_models import RUN
from tests.playground.explore.explore_requests import ask, ask_json


def test_three_samples_of_one_class_as_the_address_has_them(world):
    found = ask_json("analogy.json?model=shoes")
    assert {int(seed) % 3 for seed in found["mix"].split(";")} in ({0}, {1}, {2})
    assert ask(f"images.raw?model=shoes&points={found['mix']}").status == 200


def test_it_is_searched_once_for_each_generator(world, monkeypatch):
    asked = []

    def find(session):
        asked.append(session)
        return Analogy((1, 2, 3), "wider", "taller")

    monkeypatch.setattr(analogies, "find_analogy", find)
    for _ in range(2):
        found = ask_json(f"analogy.json?model={RUN}")
        assert found == {"mix": "1;2;3", "from_a": "wider", "from_c": "taller"}
    assert len(asked) == 1


def test_an_unknown_model_is_refused(world):
    assert ask("analogy.json?model=nothing").status == 404
