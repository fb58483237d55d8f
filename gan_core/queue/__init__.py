"""Who trains next: the fair order of waiting runs, their tickets, and the workers."""
