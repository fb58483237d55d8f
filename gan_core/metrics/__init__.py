"""Metrics of generated images, each with the value of as many real images."""
