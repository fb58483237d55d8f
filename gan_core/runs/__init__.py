"""Runs on disk: run directories, checkpoints, training, evaluation, the device queue."""
