"""Records and evaluations of runs that never were, healthy ones and one with each fault."""

import math

import numpy as np

from gan_core.diagnosis import History, diagnose

BATCH, EVERY = 64, 5  # images an update, updates a record
PER_RECORD = BATCH * EVERY
SETTINGS = {
    "loss": "nonsaturating", "lr_G": 2e-4, "lr_D": 2e-4, "beta1": 0.5, "z_dim": 100,
    "labels": False, "width": 64, "d_steps": 1, "augment": "none", "r1_gamma": 0.0,
    "r2_gamma": 0.0, "instance_noise": 0.0, "minibatch_std": False, "real_label": 1.0,
    "fake_label": 0.0, "target_noise": 0.0,
}  # fmt: skip
ABOUT = {
    "parameters": {"G": 1, "D": 1}, "images": 60_000, "class_names": ["Bag", "Boot", "Shirt"],
    "loss_D": {"reduction": "sum", "chance": 2 * math.log(2), "floor": None},
}  # fmt: skip


def history(records=(), metrics=(), settings=None, floor=None) -> History:
    loss_D = {**ABOUT["loss_D"], "floor": floor}
    made = History({"settings": {**SETTINGS, **(settings or {})}}, {**ABOUT, "loss_D": loss_D})
    made.append(records, metrics)
    return made


def records(count=200, noise=0.1, **curves):
    """`count` records; a curve is a number or a function of the record's index, with relative
    noise of standard deviation `noise`."""
    random = np.random.default_rng(0)
    rows = []
    for number in range(count):
        row = {"images_seen": (number + 1) * PER_RECORD, "seconds": number + 1.0}
        for name, curve in curves.items():
            value = curve(number) if callable(curve) else curve
            row[name.replace("_", "/", 1)] = value * float(1 + noise * random.standard_normal())
        rows.append(row)
    return rows


def balanced(count=200):
    """As for a DCGAN on Fashion-MNIST: D is ahead, but far from certain."""
    return records(count, loss_G=2.2, loss_D=0.55, score_real=0.78, score_fake=0.17)


def evaluations(count=12, **changes):
    """`count` evaluations of a healthy run; a change is a value or a function of the number."""
    rows = []
    for number in range(1, count + 1):
        row = {
            "images_seen": 5_000 * number, "seconds": 20.0 * number, "samples": 1000,
            "fd": 200.0 / number, "fd_name": "fd_fashion_cnn", "fd_floor": 0.9, "distinct": 995,
            "diversity_within_class": 0.8, "copying": 1.02,
            "class_histogram": [330, 340, 330], "class_histogram_real": [333, 333, 334],
            "score_real_train": 0.78, "score_real_heldout": 0.77,
        }  # fmt: skip
        row |= {k: (v(number) if callable(v) else v) for k, v in changes.items()}
        rows.append({k: v for k, v in row.items() if v is not None})
    return rows


def kinds(made: History) -> list[str]:
    return [finding.kind for finding in diagnose(made.latest())]


FAULTS = {
    "d_overpowers": history(records(loss_G=9.0, loss_D=0.008, score_real=0.999, score_fake=0.0005)),
    "floor": history(
        records(noise=0.01, loss_G=7.0, loss_D=0.405, score_real=0.95, score_fake=0.05),
        settings={"target_noise": 0.1}, floor=0.397,
    ),
    "d_too_weak": history(records(loss_G=0.2, loss_D=2.4, score_real=0.5, score_fake=0.85)),
    "exploding": history(records(loss_G=80.0, loss_D=30.0, score_real=0.5, score_fake=0.4)),
    "still": history(
        records(loss_G=0.68, loss_D=1.32, score_real=0.55, score_fake=0.51),
        evaluations(update_ratio_G=5e-7, update_ratio_D=5e-7, fd=200.0),
        settings={"lr_G": 1e-7, "lr_D": 1e-7},
    ),
    "oscillation": history(
        records(loss_G=3.0, loss_D=lambda n: 1.0 + 0.95 * math.sin(n / 6), score_real=0.5,
                score_fake=0.5)
    ),
    "collapse": history(balanced(), evaluations(distinct=7, diversity_within_class=0.02)),
    "collapse_in_class": history(balanced(), evaluations(diversity_within_class=0.2)),
    "rare_class": history(
        balanced(), evaluations(fd=lambda n: 90.0 - 2 * n, class_histogram=[498, 2, 500])
    ),
    "copying": history(balanced(), evaluations(copying=0.1)),
    "d_overfits": history(balanced(), evaluations(score_real_train=0.99)),
    "past_best": history(balanced(), evaluations(fd=lambda n: 20.0 + 15 * abs(n - 6))),
    "plateau": history(balanced(), evaluations(fd=lambda n: 200.0 / min(n, 5))),
    "learning": history(balanced(), evaluations()),
}  # fmt: skip
