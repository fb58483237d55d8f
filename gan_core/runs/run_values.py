"""What the JSON files of a run hold, as `gan_core.runs.import_run` wants it. No torch in here."""

import re
from typing import Any

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.config.train_config import BUDGET_UNITS
from gan_core.runs.plain_values import (
    Check,
    Odd,
    any_of,
    count,
    dict_of,
    list_of,
    maybe,
    number,
    one_of,
    table,
    text,
    truth,
)
from gan_core.runs.run_dir import RUN_ID
from gan_core.runs.run_label import RunLabel
from gan_core.runs.sweep_files import MOST_SEEDS, MOST_VALUES, OF

CURVE = re.compile(r"[A-Za-z_]{1,40}(/[A-Za-z0-9_]{1,40})?")
METRIC = re.compile(r"[A-Za-z_0-9/]{1,60}")
SETTING = re.compile(r"[A-Za-z0-9_]{1,40}")
TEXTS = ("fd_name", "reals_of", "dataset", "histogram_of")  # of an evaluation
ENDED = ("done", "stopped", "failed")
TOKEN = re.compile(r"[0-9a-f]{0,32}")
CHOICE_WORD = re.compile(r"[A-Za-z0-9_.+-]{1,40}")  # of a setting that is no number
DEVICE = re.compile(r"(cpu|cuda|mps)(:[0-9]{1,2})?")

_numbers = list_of(maybe(any_of(number, list_of(maybe(number)))))  # null was NaN
_value = maybe(any_of(number, truth))


def _device(value: Any) -> str:
    if not DEVICE.fullmatch(text(value)):
        raise Odd(value[:40])
    return value


def _digest(value: Any) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text(value)):
        raise Odd("no checksum")
    return value


def _run_id(value: Any) -> str:
    if not RUN_ID.fullmatch(text(value)):
        raise Odd(f"{value[:40]!r} for a run")
    return value


def _changed(value: Any) -> dict[str, Any]:
    """[before, after] by setting."""
    changed = dict_of(list_of(any_of(number, truth, text)))(value)
    if not all(SETTING.fullmatch(name) and len(pair) == 2 for name, pair in changed.items()):
        raise Odd("a setting that is not given before and after")
    return changed


def _sweep(value: Any) -> str:
    """The name of a sweep of another machine: no run of this one becomes a part of one of here."""
    run, _, token = text(value).partition(OF)
    if OF not in value or not RUN_ID.fullmatch(run) or not TOKEN.fullmatch(token):
        raise Odd(f"{value[:40]!r} for a sweep")
    return value


def _named(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: Any) -> str:
        if not pattern.fullmatch(text(value)):
            raise Odd(f"{value[:40]!r} for {what}")
        return value

    return check


def label(value: Any) -> dict[str, Any]:
    """What a person wrote on a run; what is no label is left out."""
    return RunLabel.from_json(value).to_json()


_BUDGET = table({"unit": one_of(*BUDGET_UNITS), "amount": number})
_CHOICES = {
    "fit": text, "background": text, "classes": text, "like": text, "subset": count, "flip": truth,
    "leave_out": any_of(text, list_of(text)),
}  # fmt: skip
CONFIG = table(
    {
        "format": count, "recipe": text, "dataset": text, "image_size": count, "budget": _BUDGET,
        "settings": dict_of(any_of(number, truth, text)),
    },
    {
        "channels": maybe(one_of(1, 3)), "seed": count, "device": _device, "threads": count,
        "image_choices": maybe(table({}, _CHOICES)), "followed_seeds": list_of(count),
    },
)  # fmt: skip
ABOUT = table(
    {"parameters": table({"G": count, "D": count}), "images": count, "device": text,
     "threads": count},
    {
        "data": text, "source": text, "digest": _digest, "notes": list_of(text), "torch": text,
        "left_out": dict_of(table({"count": count, "names": list_of(text)})),
        "channels": one_of(1, 3), "image_size": count, "labels": truth,
        "class_names": list_of(text), "condition_names": list_of(text),
        "grid_columns": count, "sheet_columns": count, "updates_per_epoch": number,
        "loss_D": table({}, {"reduction": text, "chance": maybe(number), "floor": maybe(number)}),
    },
)  # fmt: skip
STATUS = table(
    {"state": one_of(*ENDED), "images_seen": count, "step": count},
    {
        "images_per_epoch": count, "epoch": number, "seconds": number, "progress": number,
        "images_per_second": number, "updated": number, "budget": _BUDGET, "device": _device,
        "error": text, "no_metrics": text, "fault": table({"kind": text, "title": text}),
    },
)  # fmt: skip
CHOICE = table(
    {"images_seen": count},
    {
        "length": maybe(number), "best": number, "distances": dict_of(number),
        "distance": number, "distance_G_ema": number, "gain": number, "standard_error": number,
        "samples": count, "reals": count, "fd_name": text, "reals_of": text,
    },
)  # fmt: skip
ORIGIN = table(
    {"run": _run_id, "images_seen": count, "changed": _changed},
    {"step": count, "seconds": number, "budget": _BUDGET},
)
PLACE = table(
    {
        "sweep": _sweep, "setting": _named(SETTING, "a setting"),
        "value": any_of(number, truth, _named(CHOICE_WORD, "a value")),
        "number": one_of(*range(MOST_VALUES)),
    },
    {"runs": one_of(*range(MOST_VALUES * MOST_SEEDS + 1)), "token": _named(TOKEN, "a sweep")},
)  # fmt: skip
MANIFEST = table({"format": text, "id": text, "version": text})


def stats_row(value: Any) -> dict[str, Any]:
    """One record of the curves."""
    moments = table({"step": count, "images_seen": count, "epoch": number, "seconds": number})
    return _checked(value, CURVE, lambda name: maybe(number)) | moments(value)


def metrics_row(value: Any) -> dict[str, Any]:
    """One evaluation."""
    moment = table({"images_seen": count}, {"samples": count})
    kinds = dict.fromkeys(TEXTS, text)
    row = _checked(value, METRIC, lambda name: kinds.get(name) or any_of(_value, _numbers))
    return row | moment(value)


def change(value: Any) -> dict[str, Any]:
    """One adjustment, or the word that the run went on elsewhere."""
    row = table({"images_seen": count}, {"step": count, "words": text})(value)
    try:
        return row | Adjustment.from_json(value).to_json()
    except GanError as error:
        raise Odd(str(error)) from None


def _checked(value: Any, names: re.Pattern[str], check_of: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > 200:
        raise Odd("a line that is no record")
    for name, item in value.items():
        if not names.fullmatch(name):
            raise Odd(f"a value called {name[:40]!r}")
        try:
            check_of(name)(item)
        except Odd as odd:
            raise Odd(f"{name}: {odd}") from None
    return value


ROWS = {"stats": stats_row, "metrics": metrics_row, "changes": change}
VALUES = {
    "config": CONFIG, "about": ABOUT, "status": STATUS, "choice": CHOICE, "origin": ORIGIN,
    "place": PLACE, "label": label, "manifest": MANIFEST,
}  # fmt: skip
