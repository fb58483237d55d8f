"""Where workers run: on this machine, on a Ray cluster, or as jobs of Slurm."""
