"""python -m gan_core VERB: train, sample, interpolate, animate, recipes, models, ..."""

import io
import os
import re
import sys
from typing import Annotated

import tyro

from gan_core import GanError
from gan_core.commands.animate import Animate
from gan_core.commands.catalogues import Models, Recipes
from gan_core.commands.check_losses import CheckLosses
from gan_core.commands.check_share import CheckShare
from gan_core.commands.deck import Deck
from gan_core.commands.diagnose import Diagnose
from gan_core.commands.directions import Directions
from gan_core.commands.evaluate import Evaluate
from gan_core.commands.export import Export
from gan_core.commands.export_run import ExportRun
from gan_core.commands.import_generator import Import
from gan_core.commands.import_run import ImportRun
from gan_core.commands.inspect import Inspect
from gan_core.commands.interpolate import Interpolate
from gan_core.commands.invert import Invert
from gan_core.commands.lab import Lab
from gan_core.commands.report import Report
from gan_core.commands.sample import Sample
from gan_core.commands.script import Script
from gan_core.commands.ship import Ship
from gan_core.commands.site import Site
from gan_core.commands.sweep import Sweep
from gan_core.commands.train import Train
from gan_core.commands.train_features import TrainFeatures
from gan_core.commands.work import Work

Verb = (
    Annotated[Train, tyro.conf.subcommand("train")]
    | Annotated[Sweep, tyro.conf.subcommand("sweep")]
    | Annotated[Work, tyro.conf.subcommand("work")]
    | Annotated[Inspect, tyro.conf.subcommand("inspect")]
    | Annotated[Sample, tyro.conf.subcommand("sample")]
    | Annotated[Interpolate, tyro.conf.subcommand("interpolate")]
    | Annotated[Animate, tyro.conf.subcommand("animate")]
    | Annotated[Invert, tyro.conf.subcommand("invert")]
    | Annotated[Import, tyro.conf.subcommand("import")]
    | Annotated[Export, tyro.conf.subcommand("export")]
    | Annotated[ExportRun, tyro.conf.subcommand("export-run")]
    | Annotated[ImportRun, tyro.conf.subcommand("import-run")]
    | Annotated[Report, tyro.conf.subcommand("report")]
    | Annotated[Script, tyro.conf.subcommand("script")]
    | Annotated[Directions, tyro.conf.subcommand("directions")]
    | Annotated[Recipes, tyro.conf.subcommand("recipes")]
    | Annotated[Models, tyro.conf.subcommand("models")]
    | Annotated[Diagnose, tyro.conf.subcommand("diagnose")]
    | Annotated[CheckLosses, tyro.conf.subcommand("check-losses")]
    | Annotated[CheckShare, tyro.conf.subcommand("check-share")]
    | Annotated[Lab, tyro.conf.subcommand("lab")]
    | Annotated[Evaluate, tyro.conf.subcommand("evaluate")]
    | Annotated[TrainFeatures, tyro.conf.subcommand("train-features")]
    | Annotated[Ship, tyro.conf.subcommand("ship")]
    | Annotated[Deck, tyro.conf.subcommand("deck")]
    | Annotated[Site, tyro.conf.subcommand("site")]
)


def main(arguments: list[str] | None = None) -> int:
    """Run one verb. Returns 0 on success, or prints one sentence on stderr and returns 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file on Windows may take few letters
            stream.reconfigure(errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else arguments
    verb = tyro.cli(
        Verb,
        args=[_with_home(argument) for argument in given],
        prog="gan_core",
        config=(tyro.conf.OmitSubcommandPrefixes, tyro.conf.OmitArgPrefixes),
    )
    try:
        verb.run()
    except GanError as error:
        print(f"gan_core: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130  # the usual exit code after Ctrl-C
    except BrokenPipeError:
        return 1  # the reader has closed our output, as `head` does
    return 0


def _with_home(argument: str) -> str:
    """`--out=~/runs` with the home folder, which shells write in place of ~ only after a space."""
    found = re.fullmatch(r"(--[\w-]+=)?(~[/\\].*|~)", argument, re.DOTALL)
    return f"{found[1] or ''}{os.path.expanduser(found[2])}" if found else argument


if __name__ == "__main__":
    sys.exit(main())
