"""Explore: choose a generator and explore its latent space. Draws nothing itself (no torch)."""

import streamlit as st

from gan_core import GanError
from playground.explore import latent_view, own_generators, page_head, run_labels
from playground.explore.canvas import latent_canvas
from playground.explore.latent_view import LatentView
from playground.shared import model_catalog, theme
from playground.shared.model_catalog import Choice
from playground.shared.paths import runs_root
from playground.shared.plain_text import plain

NO_MODEL = (
    "There is no generator to look at yet. Start a run on the **Train** page, or run "
    "`python -m gan_core train` in a terminal; its first images appear here within seconds."
)


def main() -> None:
    """The whole page. What a person can cause is answered by a sentence, never by a traceback."""
    theme.apply()
    try:
        draw_page()
    except GanError as error:
        st.error(plain(str(error)))


def draw_page() -> None:
    page_head.show()
    listed = run_labels.told_apart(model_catalog.choices(runs_root()), runs_root())
    choices = {choice.id: choice for choice in (*listed, *own_generators.choices())}
    if not choices:
        st.info(NO_MODEL)
        own_generators.show()
        return

    view, sentences = latent_view.from_query_or_default(st.query_params.to_dict())
    asked, images_seen = first_choice(view, choices, sentences)
    with st.container(key=page_head.MODEL):
        chosen = st.selectbox(
            "Generator",
            list(choices),
            index=list(choices).index(asked),
            format_func=lambda model_id: choices[model_id].label,
            key="explore_model",
            label_visibility="collapsed",
        )
        own_generators.show()
        model_id = choose_snapshot(choices[chosen], images_seen if chosen == asked else None)
        st.html(page_head.run_link(choices[chosen], model_id))
    show_once(sentences)

    poster = model_catalog.poster(model_id, runs_root())
    others = model_catalog.others(model_id, list(choices.values()))
    latent_canvas(model_id, view, models=others, has_poster=poster is not None, key="latent_canvas")


def first_choice(
    view: LatentView, choices: dict[str, Choice], sentences: list[str]
) -> tuple[str, int | None]:
    """The id and snapshot in the address; the first model, and one more sentence, for a bad one."""
    first = next(iter(choices))
    if not view.model:
        return first, None
    try:
        path = model_catalog.resolve(view.model, runs_root())
        if view.model not in choices and view.model.startswith(model_catalog.FILE):
            choices[view.model] = Choice(view.model, path.stem)  # in a link that somebody gave
        return (view.model, None) if view.model in choices else model_catalog.split(view.model)
    except GanError as error:
        sentences.append(f"{error} Shown instead: {choices[first].label}.")
        return first, None


def choose_snapshot(choice: Choice, images_seen: int | None) -> str:
    """The model id at a snapshot. The same seeds from one to the next show G learning."""
    if len(choice.snapshots) < 2:
        return choice.id
    newest = choice.snapshots[-1]
    seen = st.select_slider(
        "Snapshot (images seen)",
        choice.snapshots,
        value=images_seen if images_seen in choice.snapshots else newest,
        format_func=lambda number: f"{number:,}",
        key=f"explore_snapshot_{choice.id}",
    )
    return f"{choice.id}@{seen}"


def show_once(sentences: list[str]) -> None:
    """What was wrong with an address, until the next thing a person does."""
    address = str(sorted(st.query_params.to_dict().items()))
    if st.session_state.get("explore_address") != address:
        st.session_state["explore_address"] = address
        for sentence in sentences:
            st.warning(plain(sentence))


main()
