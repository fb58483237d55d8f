"""What the settings and their choices are called on the pages."""

LABELS = {
    "batch_size": "Batch size",
    "lr_G": "Learning rate of G",
    "lr_D": "Learning rate of D",
    "z_dim": "Latent size",
    "real_label": "Target for real images (label smoothing)",
    "labels": "Use class labels",
    "clusters": "Clusters",
    "beta1": "Adam beta1",
    "beta2": "Adam beta2",
    "adam_eps": "Adam epsilon",
    "ema_kimg": "EMA half-life",
    "posthoc_ema": "Post-hoc EMA",
    "keep_checkpoints": "Keep checkpoints",
    "log_every": "Updates per log entry",
    "loss": "Loss function",
    "d_steps": "D updates per G update",
    "fake_label": "Target for generated images",
    "target_noise": "Label noise",
    "instance_noise": "Instance noise",
    "instance_noise_kimg": "Instance noise fades out after",
    "augment": "Augmentation",
    "augment_share": "Augmented share",
    "augment_rampup": "Augmentation ramp-up",
    "frechet": "Frechet loss",
    "r1_gamma": "R1 weight",
    "r2_gamma": "R2 weight",
    "gp_weight": "Gradient penalty weight",
    "weight_clip": "Weight clipping",
    "spectral_norm": "Spectral normalisation",
    "minibatch_std": "Minibatch std",
    "width": "Width",
    "scales": "Scales of D",
    "upsampling": "Upsampling in G",
    "size": "Network size",
    "precision": "Number format",
    "penalty_every": "Apply R1 and R2 every",
    "anneal": "Learning-rate decay",
    "bn_scale_init_mean": "BatchNorm initial scale",
    "filters": "Filter order",
}
# Of what is made of the images, on the form and in the tables.
IMAGE_LABELS = {
    "fit": "How they become square",
    "background": "Transparent parts, bars",
    "classes": "One class for all",
    "leave_out": "Folders to leave out",
    "subset": "Random subset",
    "flip": "Add mirrored copies",
    "like": "A copy of",
}
FITS = {"crop": "Crop", "pad": "Add bars", "squash": "Distort"}
CHOICES = {
    "nonsaturating": "cross entropy",
    "minimax": "cross entropy, minimax",
    "least_squares": "least squares",
    "hinge": "hinge",
    "wasserstein": "Wasserstein",
    "relativistic": "relativistic",
    "s": "small",
    "m": "medium",
}
_WORDS = {
    ("width", "0"): "chosen by size",
    ("subset", "0"): "all",
    ("leave_out", ""): "none",
    ("classes", "one"): "on",
    ("classes", "folders"): "off",
} | {("fit", name): words for name, words in FITS.items()}


def label(name: str) -> str:
    """What a setting is called."""
    return (LABELS | IMAGE_LABELS).get(name, name.replace("_", " "))


def value_words(value: object) -> str:
    """A setting's value: on, off, a number or the name of a choice."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e5 else f"{value:,.0f}"
    return CHOICES.get(str(value), str(value))


def setting_words(name: str, value: object) -> str:
    """The value of setting `name`, also where the setting has words of its own for it."""
    return _WORDS.get((name, str(value))) or value_words(value)


def budget_words(amount: float, unit: str) -> str:
    """`5 minutes`, `50 epochs`, `100,000 images`, `1 epoch`."""
    return f"{amount:,.10g} {unit.removesuffix('s') if amount == 1 else unit}"
