"""The Explore page: exploring the latent space of a generator."""
