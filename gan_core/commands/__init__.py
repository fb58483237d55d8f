"""The verbs of the command line, one file each: a dataclass whose fields are the options."""
