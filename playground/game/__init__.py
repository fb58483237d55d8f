"""The game: a person tells real images from fakes, beside D on the same images."""
