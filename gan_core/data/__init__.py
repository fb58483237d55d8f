"""Data sets, image files, clusters, conditioning, z from seeds, and durable files."""
