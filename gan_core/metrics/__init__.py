"""Measures of drawn images, each with the value that real images get at the same sample count."""
