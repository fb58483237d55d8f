"""The Train page: the form for a new run, the page of a run, the list of runs."""
