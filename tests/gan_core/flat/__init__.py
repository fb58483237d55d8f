"""Tests of the 2-D GAN, in torch and in the browser's engine."""
