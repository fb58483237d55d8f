"""Playing with a loaded generator: walks, directions, inversion, hidden layers, taking it along."""
