"""Images in folders and archives, what of them is used, and what is left out and why."""
