"""A trained generator: loading it, latent walks, directions, inversion, hidden layers, export."""
