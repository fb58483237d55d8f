"""Tests of the Class page."""
