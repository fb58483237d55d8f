"""About a recipe: its source, how long it takes here, and the layers of its networks."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from gan_core.data.catalog import DATASETS
from playground.shared import theme
from playground.shared.folded import folded
from playground.shared.setting_labels import label, setting_words
from playground.train.estimate import Estimate, published_estimate
from playground.train.image_sources import describe, training_images
from playground.train.published import budget_text, changed_settings, published_preset

if TYPE_CHECKING:
    from gan_core.config.train_config import TrainConfig
    from gan_core.config.training_options import TrainingOptions
    from gan_core.recipes import Recipe
    from gan_core.recipes.base import Published
    from gan_core.recipes.layer_table import LayerTable

ARXIV = re.compile(r"arXiv (\d{4}\.\d{4,5})")
NETWORKS = (
    ("Generator (G)", "from z to an image", theme.COLOUR_G),
    ("Discriminator (D)", "from an image to a logit", theme.COLOUR_D),
)


def show(recipe: "Recipe", config: "TrainConfig | None") -> None:
    """The card, folded away. Its layer tables follow `config`, or the recipe's own settings."""
    title = f"About this model: {recipe.title}"
    with folded(title, "about-model", icon=":material/menu_book:") as is_open:
        if not is_open:
            return
        box = st.container(key="card")
        story, networks = box.columns([5, 6], gap="large")
        with story:
            _provenance(recipe)
            _settings(recipe, _images(recipe, config)[1])
            _differences(recipe)
        with networks:
            _networks(recipe, config)


def _provenance(recipe: "Recipe") -> None:
    published = recipe.published
    st.markdown(f"**Source**  \n{linked(recipe.source)}")
    if published is None:
        return
    data = " or ".join(DATASETS[name].title for name in published.datasets)
    run = budget_text(published_preset(recipe).budget)
    st.markdown(
        f"[{published.url.removeprefix('https://')}]({published.url}), licence of the original "
        f"code: {published.licence}. Published on {data} at {published.image_size} px, {run}."
    )
    if published.results:
        st.markdown("**Published results**\n" + _list(published.results))
    expected = published_estimate(recipe)
    st.markdown(f"**As published, on this machine**  \n{cost_text(expected)}")


def linked(source: str) -> str:
    """A source as Markdown in which each arXiv number leads to its paper."""
    return ARXIV.sub(r"[arXiv \1](https://arxiv.org/abs/\1)", source)


def cost_text(expected: Estimate) -> str:
    """Time of an epoch and of the whole published run."""
    epoch = expected.images_per_epoch / expected.images_per_second
    epochs = expected.images_seen / expected.images_per_epoch
    return (
        f"{expected.images_per_second:,.0f} images per second on {expected.device}: an epoch in "
        f"about {theme.duration(epoch)}, all {epochs:g} in {theme.duration(expected.seconds)}."
    )


def _settings(recipe: "Recipe", image_size: int) -> None:
    rows = [
        (
            label(name),
            setting_words(name, here),
            "–" if usual is None else setting_words(name, usual),
        )
        for name, here, usual in changed_settings(recipe, image_size)
    ]
    st.markdown("**Its settings** that differ from the defaults of the playground")
    st.markdown(_markdown_table(("Setting", "Here", "Default"), rows, left=1))


def _differences(recipe: "Recipe") -> None:
    if recipe.differences:
        st.markdown("**Differences from the original**\n" + _list(recipe.differences))


def _networks(recipe: "Recipe", config: "TrainConfig | None") -> None:
    settings = config.settings if config else recipe.settings_type()
    images = _images(recipe, config)
    tables = _tables(recipe.name, *images, repr(settings), settings)
    for (name, role, colour), table in zip(NETWORKS, tables, strict=True):
        st.html(
            f'<span style="color:{colour}" aria-hidden="true">■</span> <b>{name}</b>, {role}: '
            f"<b>{table.parameters:,}</b> "
            f"parameters, <b>{mmac(table.macs)}</b> million multiplications (MMAC) per image"
        )
        rows = [
            (
                re.sub(r"\bx(?=\d)|(?<=\d)x(?=\d)", "×", layer.description),
                "×".join(map(str, layer.shape)),
                f"{layer.parameters:,}",
                mmac(layer.macs),
            )
            for layer in table.layers
        ]
        st.markdown(_markdown_table(("Layer", "Output", "Parameters", "MMAC"), rows, left=2))
    channels, size, _ = images
    words = "Conv is a convolution, Dense a fully connected layer. "
    words += f"With the settings above, for {size} px and {channels} channel{'s'[: channels - 1]}."
    if recipe.published:
        words += f" {_published_size(recipe, recipe.published)}"
    st.caption(words)


def _published_size(recipe: "Recipe", published: "Published") -> str:
    settings = recipe.settings_type()
    classes = len(DATASETS[published.datasets[0]].class_names) if settings.labels else 0
    images = published.channels, published.image_size, classes
    G, D = _tables(recipe.name, *images, repr(settings), settings)
    return (
        f"As published: G {G.parameters:,} parameters and {mmac(G.macs)} MMAC, "
        f"D {D.parameters:,} and {mmac(D.macs)}."
    )


def mmac(macs: int) -> str:
    """Millions with as many decimals as tell something: 815, 7.7, 0.23."""
    if 0 < macs < 1e4:
        return "< 0.01"
    return f"{macs / 1e6:.3g}" if macs < 1e8 else f"{macs / 1e6:,.0f}"


def _images(recipe: "Recipe", config: "TrainConfig | None") -> tuple[int, int, int]:
    """Channels, side and classes of the images the networks are built for."""
    if config is None:
        settings = recipe.settings_type()
        return recipe.channels[0], recipe.nearest_size(28), 10 if settings.labels else 0
    from gan_core.data.conditioning import count_conditions

    info = describe(config.dataset, config.image_choices)
    count = training_images(config.dataset, config.image_choices)
    classes = count_conditions(config.settings, len(info.class_names), count)
    return config.channels or info.channels, config.image_size, classes


@st.cache_data(max_entries=64, show_spinner=False)
def _tables(
    recipe: str, channels: int, size: int, classes: int, shape: str, _settings: "TrainingOptions"
) -> "tuple[LayerTable, LayerTable]":
    from gan_core.recipes import find_recipe
    from gan_core.recipes.layer_table import layer_tables

    return layer_tables(find_recipe(recipe), channels, size, classes, _settings)


def _markdown_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], left: int) -> str:
    """Rows as Markdown, the first `left` columns to the left and the others to the right."""
    lines = ["|".join(head), "|".join([":--"] * left + ["--:"] * (len(head) - left))]
    return "\n".join(f"|{line}|" for line in [*lines, *("|".join(row) for row in rows)])


def _list(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
