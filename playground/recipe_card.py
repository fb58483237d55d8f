"""What a recipe is: where it comes from, what it costs here, what its networks are made of."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from gan_core.catalog import DATASETS
from playground import theme
from playground.estimate import Estimate, published_estimate
from playground.published import budget_text, changed_settings, published_form
from playground.settings_form import LABELS

if TYPE_CHECKING:
    from gan_core.config import Settings, TrainConfig
    from gan_core.layer_table import LayerTable
    from gan_core.recipes import Recipe


def show(recipe: "Recipe", config: "TrainConfig | None") -> None:
    """The card, folded away. Its layer tables follow `config`, or the recipe's own settings."""
    with st.expander(f"About this recipe: {recipe.title}", icon=":material/menu_book:"):
        story, networks = st.columns([5, 6], gap="large")
        with story:
            _provenance(recipe)
            _settings(recipe)
            _deviations(recipe)
        with networks:
            _networks(recipe, config)


def _provenance(recipe: "Recipe") -> None:
    published = recipe.published
    st.markdown(f"**Where it comes from**  \n{recipe.source}")
    if published is None:
        return
    data = " or ".join(DATASETS[name].title for name in published.datasets)
    run = budget_text(published_form(recipe).budget)
    st.markdown(
        f"[{published.url.removeprefix('https://')}]({published.url}), licence of the original "
        f"code: {published.licence}. Published on {data} at {published.image_size} px, {run}."
    )
    if published.results:
        st.markdown("**What it reports**\n" + _list(published.results))
    expected = published_estimate(recipe)
    st.markdown(f"**As published, on this machine**  \n{cost_text(expected)}")


def cost_text(expected: Estimate) -> str:
    """Time of an epoch and of the whole published run."""
    epoch = expected.images_per_epoch / expected.images_per_second
    epochs = expected.images_seen / expected.images_per_epoch
    return (
        f"{expected.images_per_second:,.0f} images a second on {expected.device}: an epoch in "
        f"about {theme.duration(epoch)}, all {epochs:g} in {theme.duration(expected.seconds)}."
    )


def _settings(recipe: "Recipe") -> None:
    rows = [
        {
            "Setting": LABELS.get(name, name.replace("_", " ")),
            "Here": _word(here),
            "Elsewhere": "–" if usual is None else _word(usual),
        }
        for name, here, usual in changed_settings(recipe)
    ]
    st.markdown("**Its own settings**, beside what the other recipes start with")
    st.dataframe(rows, hide_index=True, width="stretch", height="content")


def _deviations(recipe: "Recipe") -> None:
    if recipe.deviations:
        st.markdown("**Where it departs from its source**\n" + _list(recipe.deviations))


def _networks(recipe: "Recipe", config: "TrainConfig | None") -> None:
    settings = config.settings if config else recipe.settings_type()
    channels, size, classes = _images(recipe, config)
    tables = _tables(recipe.name, channels, size, classes, repr(settings), settings)
    for name, role, colour, table in zip(
        ("G", "D"),
        ("from z to image", "from image to logit"),
        (theme.COLOUR_G, theme.COLOUR_D),
        tables,
        strict=True,
    ):
        st.html(
            f'<b style="color:{colour}">{name}</b>, {role}: <b>{table.parameters:,}</b> parameters,'
            f" {mmac(table.macs)} million multiplications (MMAC) an image"
        )
        st.dataframe(
            [
                {
                    "Layer": layer.what,
                    "Output": " × ".join(map(str, layer.shape)),
                    "Parameters": f"{layer.parameters:,}",
                    "MMAC": mmac(layer.macs),
                }
                for layer in table.layers
            ],
            hide_index=True, width="stretch", height="content",
            column_config={
                "Layer": st.column_config.TextColumn(width="large"),
                "Parameters": st.column_config.TextColumn(width="small", alignment="right"),
                "MMAC": st.column_config.TextColumn(width="small", alignment="right"),
            },
        )  # fmt: skip
    st.caption(f"As set above: images of {size} px with {channels} channel{'s'[: channels - 1]}.")


def mmac(macs: int) -> str:
    """Millions with as many decimals as tell something: 815, 7.7, 0.23."""
    return f"{macs / 1e6:.3g}" if macs < 1e8 else f"{macs / 1e6:,.0f}"


def _images(recipe: "Recipe", config: "TrainConfig | None") -> tuple[int, int, int]:
    """Channels, side and classes of the images the networks are built for."""
    if config is None:
        settings = recipe.settings_type()
        return recipe.channels[0], recipe.image_sizes[0], 10 if settings.labels else 0
    info = DATASETS[config.dataset]
    classes = len(info.class_names) if config.settings.labels else 0
    return config.channels or info.channels, config.image_size, classes


@st.cache_data(max_entries=64, show_spinner=False)
def _tables(
    recipe: str, channels: int, size: int, classes: int, shape: str, _settings: "Settings"
) -> "tuple[LayerTable, LayerTable]":
    from gan_core.layer_table import layer_tables
    from gan_core.recipes import find_recipe

    return layer_tables(find_recipe(recipe), channels, size, classes, _settings)


def _list(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
