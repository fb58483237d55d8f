"""How wide a sample grid is. Imports no torch."""


def grid_columns(num_classes: int) -> int:
    """Columns of a sample grid: at most ten, chosen so that each column shows one class."""
    return 10 if num_classes in (0, 1) or num_classes > 10 else 10 // num_classes * num_classes
