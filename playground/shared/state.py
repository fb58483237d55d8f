"""Query parameters that Python reads and writes: the run, those compared, and the model."""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Parameter:
    """One query parameter: what is in the URL can be reloaded, shared and reached with Back."""

    name: str

    def get(self) -> str:
        return st.query_params.get(self.name, "")

    def set(self, value: str) -> None:
        if value:
            st.query_params[self.name] = value
        else:
            st.query_params.pop(self.name, None)


RUN = Parameter("run")  # Train: the run on the page; none means the form for a new one
COMPARED = tuple(map(Parameter, "abcdef"))  # Compare: two to six runs
A, B = COMPARED[:2]
MODEL = Parameter("model")  # Explore: a shipped name or run:<id>[@images seen]
SWEEP = Parameter("sweep")  # Sweep: the id of its first run; none means the list of all
EXHIBIT = Parameter("exhibit")  # Learn: the exhibit on the page; none means all of them
LESSON = Parameter("lesson")  # Learn: the lesson or plan that is open; none means the list
DECK = Parameter("deck")  # Game: a shipped deck or the id of a run
DELETED = Parameter("deleted")  # Runs: a run that was just deleted, which can be taken back there
DECK_TO_MAKE = "deck-to-make"  # in the session: the run whose page was left to play with it
