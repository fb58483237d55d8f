"""Tests of the Learn page."""
