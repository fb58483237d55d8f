"""The lines of losses.py that the lab shows are those of the file."""

import json
import re

from playground.shared import loss_source
from playground.shared.modules import PLAYGROUND

WORDS = PLAYGROUND / "lab" / "frontend" / "slow_words.js"


def test_every_function_that_slow_motion_names_is_there_with_its_lines() -> None:
    file = loss_source.LOSSES.read_text("utf-8").splitlines()
    source = WORDS.read_text("utf-8").partition("SOURCE = ")[2].partition("});")[0]
    names = set(re.findall(r'"(\w+_loss_[DG])"', source))
    assert len(names) == 10
    for name in names:
        lines = loss_source.FUNCTIONS[name]["lines"]
        assert all(file[number - 1] == text for number, text in lines)
        assert lines[0][1].startswith(f"def {name}(") and "return" in lines[-1][1]
        assert '"""' not in json.dumps(lines)
