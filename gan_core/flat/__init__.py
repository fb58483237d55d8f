"""A GAN in two dimensions, in double precision: what the lab in the browser is held to.

The losses, penalties and the moving average are those of `gan_core.objectives`; data, random
numbers and the order of a step are the same as in `playground/lab/frontend/engine`.
"""
