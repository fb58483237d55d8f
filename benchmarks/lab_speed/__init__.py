"""How fast the lab is: its engine alone, and the real page."""
