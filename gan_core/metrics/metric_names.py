"""What each metric is called, its ideal value, and what it compares. No torch in here.

Nothing shows a number without these: what it is of, on how many samples, and what it could be.
"""

# key, name, ideal value, "low"/"high"/"one" (better) or "" (neither), what it says.
# Of the metric KEY, real images score KEY_floor or KEY_real against other real ones.
METRICS = (
    ("fd", "Fréchet distance", "0", "low",
     "Distance between the features of generated and of real images."),
    ("kid", "KID", "0", "low", "Kernel distance of the same features; unbiased for few samples."),
    ("coverage", "Coverage", "1", "high", "Share of real images with a generated image nearby."),
    ("density", "Density", "1", "high",
     "How densely real images surround the generated ones; can exceed 1."),
    ("diversity_within_class", "Diversity within a class", "1", "one",
     "Spread of the generated images of a class relative to that of the real ones."),
    ("diversity", "Diversity", "1", "one",
     "Spread of all generated images relative to that of the real ones."),
    ("class_kl", "Class KL divergence", "0", "low",
     "KL divergence between the classes of generated and of real images."),
    ("class_agreement", "Class accuracy", "1", "high",
     "Share of generated images recognised as the requested class."),
    ("distinct", "Unique samples", "all", "high", "Samples that are no repetition of another."),
    ("copying", "Distance to training images", "1", "one",
     "Relative to that of held-out real images: 1 for new images, 0 for copies."),
    ("copied_share", "Near-copies", "0", "low",
     "Share of samples closer to a training image than 99% of held-out real images are."),
    ("score_real_train", "D(x), training images", "as held-out", "",
     "D's output for real images it trains on."),
    ("score_real_heldout", "D(x), held-out images", "as training", "",
     "D's output for real images it has never seen."),
    ("accuracy_real", "D accuracy, real", "undecided: 0.5", "",
     "Share of real images D calls real."),
    ("accuracy_fake", "D accuracy, generated", "undecided: 0.5", "",
     "Share of generated images D calls fake."),
    ("grad_norm_G", "Gradient norm of G", "", "", "Norm over all weights of G."),
    ("grad_norm_D", "Gradient norm of D", "", "", "Norm over all weights of D."),
    ("update_ratio_G", "Relative update size of G", "about 0.001", "",
     "Size of an update relative to that of the weights."),
    ("update_ratio_D", "Relative update size of D", "about 0.001", "",
     "Size of an update relative to that of the weights."),
)  # fmt: skip
# Two evaluations compare where these agree.
MEASURED_ON = ("fd_name", "samples", "reals", "reals_of", "dataset")
# A distance is called after the images whose features it compares: label by its stored name.
DISTANCES = {
    "fd_fashion_cnn": "Fréchet distance (clothes)",
    "fd_mnist_cnn": "Fréchet distance (digits)",
    "fd_cifar10_cnn": "Fréchet distance (CIFAR-10)",
    "fd_silhouettes_cnn": "Fréchet distance (silhouettes)",
    "fd_own_features": "Fréchet distance (own features)",
}


def distance_label(name: object) -> str:
    """The label of a distance by the name it is stored under."""
    return DISTANCES.get(str(name), "Fréchet distance")


def with_labels(sentence: str) -> str:
    """A sentence of a finding with the distance under its label."""
    for stored, label in DISTANCES.items():
        sentence = sentence.replace(f"Frechet distance ({stored})", label)
    return sentence
