"""One file a verb of the command line; each a dataclass whose fields are its options."""
