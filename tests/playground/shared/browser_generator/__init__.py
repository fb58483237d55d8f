"""The generator in the browser, held to the one in Python."""
