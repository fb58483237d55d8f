"""Metrics of generated images, each with its value for as many real images."""
