"""A trained generator: loading, latent walks, directions, inversion, hidden layers, export."""
