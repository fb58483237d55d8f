"""Tests of where workers run."""
