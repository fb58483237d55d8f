"""The Explore page: playing with the latent space of a generator."""
