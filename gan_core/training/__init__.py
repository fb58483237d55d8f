"""Training in memory: resolving settings to a TrainConfig, the trainer, fast steps, devices."""
