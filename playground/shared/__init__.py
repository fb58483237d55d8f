"""What several pages need: theme, state, paths, responses, generators, starting runs."""
