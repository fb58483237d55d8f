"""The lab: a GAN in two dimensions, trained in the browser."""
