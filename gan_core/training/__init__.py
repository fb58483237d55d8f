"""Training in memory: from a request to a TrainConfig, the trainer, fast execution, devices."""
