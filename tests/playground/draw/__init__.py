"""Tests of the Draw page."""
