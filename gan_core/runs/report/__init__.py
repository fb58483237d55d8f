"""A run as one page to print, send or keep."""
