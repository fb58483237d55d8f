"""Runs on disk: the run directory, checkpoints, training into it, evaluation, the device queue."""
