"""Tests of the fair queue and its workers."""
