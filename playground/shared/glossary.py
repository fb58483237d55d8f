"""The words of the pages, each in one or two plain sentences. No st calls."""

import html

Entry = tuple[str, str]  # term, explanation

PARTS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("The two networks", (
        ("GAN", "Generative adversarial network: a generator and a discriminator, trained "
         "against each other."),
        ("Generator, G", "The network that makes an image out of random numbers: G(z)."),
        ("Discriminator, D", "The network that tells real images from generated ones. D(x) is "
         "the probability it gives that image x is real; 0.5 is undecided."),
        ("Logit", "D's output before it becomes a probability: D(x) = 1 / (1 + exp(−logit)). "
         "Positive means real, negative means generated, 0 undecided."),
        ("Real, generated", "Real images come from the data set. Generated ones, also called "
         "fakes, come from G: nobody photographed or drew them."),
        ("G_ema", "A running average (EMA) of G's weights over training, which makes better "
         "images than G itself: G_ema ← β · G_ema + (1 − β) · G after every update."),
        ("Class label", "Which kind of image is wanted, such as “Sneaker”. G and D can be given it "
         "as a second input; such a GAN is called conditional."),
    )),
    ("Latent space", (
        ("z, noise vector", "The random numbers from which G makes one image, drawn from a normal "
         "distribution. The same z gives the same image, a similar z a similar one."),
        ("Latent space", "All possible z. A path through it is a smooth change of the image."),
        ("Seed", "The number a random generator starts from. The same seed gives the same z and "
         "so the same image; in training it repeats the run."),
        ("lerp", "Linear interpolation, the straight line between two z: (1 − t) · a + t · b."),
        ("slerp", "Spherical interpolation, along the arc between two z. It keeps their length, "
         "which is what G was trained on."),
        ("Truncation", "z without its extreme values. Images become more typical and less varied."),
        ("Direction", "A change of z that changes one property of the image, such as its "
         "brightness."),
        ("Keyframe", "A point that an animation through latent space (a latent walk) passes."),
    )),
    ("Training", (
        ("Loss", "The number that training makes smaller. With cross entropy D's loss is the mean "
         "of −log D(x) − log(1 − D(G(z))), and G's the mean of −log D(G(z)). A low loss does not "
         "mean good images: it depends on the opponent."),
        ("Chance level", "D's loss when it only guesses, D = 0.5 for every image: 2 ln 2 = 1.386 "
         "as the sum of its two terms, ln 2 = 0.693 as their average."),
        ("Batch, update", "An update changes the weights a little, by the gradient of the loss on "
         "one batch of images."),
        ("Learning rate", "The step size of an update. Too large is unstable, too small is slow."),
        ("Epoch", "One pass over all training images."),
        ("Images seen", "How many real images D has been shown so far, repetitions included. "
         "Runs are compared at the same number."),
        ("fixed_z", "The z of a run's sample grids. They stay the same all through training, so "
         "each grid shows the same samples, further learned."),
        ("Checkpoint", "Everything a run needs to be resumed: the weights of G and D, the state "
         "of their optimisers and of the random numbers."),
    )),
    ("Quality, and what goes wrong", (
        ("Fréchet distance", "How far the features of generated images are from those of real "
         "ones: |m₁ − m₂|² + tr(S₁ + S₂ − 2 (S₁S₂)^½), from their means m and covariances S. "
         "0 is perfect. Only values from the same features and as many samples can be compared; "
         "the FID of papers uses others (Inception)."),
        ("Best possible", "The distance between real images and other real ones. No generator can "
         "be expected to be better."),
        ("Coverage", "The share of real images that have a generated image nearby. 1 is perfect; "
         "a low value means that kinds of images are missing."),
        ("Mode collapse", "G makes nearly the same image, or a few, whatever z is."),
        ("Overfitting", "D memorises the training images instead of learning what they have in "
         "common. It shows as a higher D(x) on training images than on images D has never seen."),
        ("Finding", "Something certain that is seen in a run, with its numbers, what it usually "
         "means and what to try."),
    )),
)  # fmt: skip


def as_html() -> str:
    """All parts, each a heading and a list of definitions."""
    return "".join(
        f"<h3>{html.escape(heading)}</h3><dl>{''.join(map(_definition, listed))}</dl>"
        for heading, listed in PARTS
    )


def _definition(entry: Entry) -> str:
    term, explanation = map(html.escape, entry)
    return f"<dt>{term}</dt><dd>{explanation}</dd>"
