"""GanError: the sentence for the person at the screen, whatever it quotes."""

import pickle

import pytest

from gan_core import GanError


@pytest.mark.parametrize("hidden", ["\x1b", "\x00", "\t", "\x9b", "\u202e", "\u2066", "\u200f"])
def test_what_is_not_seen_in_a_quoted_name_is_replaced(hidden):
    assert str(GanError(f'There is no run "a{hidden}b".')) == 'There is no run "a\ufffdb".'


@pytest.mark.parametrize("sentence", ["two\nlines", "Größe 64 × 64", "می\u200cخواهم", "👩\u200d🔬"])
def test_other_text_stays(sentence):
    assert str(GanError(sentence)) == sentence


def test_it_survives_the_way_between_processes():
    error = pickle.loads(pickle.dumps(GanError("one sentence")))
    assert isinstance(error, GanError) and str(error) == "one sentence"
