"""Directions found without labels and without looking at pictures.

GANSpace (Härkönen et al., arXiv 2004.02546): principal components of the features behind the first
nonlinearity, pulled back to z by least squares. SeFa (Shen and Zhou, arXiv 2007.06600): the
eigenvectors of A^T A for the affine map A from z to the first nonlinearity, in closed form.
"""

import torch
from torch import Tensor

from gan_core.generator.hidden_layers import activations
from gan_core.generator.search_samples import balanced, draws
from gan_core.generator.session import GeneratorSession

SAMPLES = 1024  # z whose features are analysed
BATCH = 128

Found = list[tuple[Tensor, float]]  # unit vector [z_dim], share it explains


def principal_components(session: GeneratorSession, count: int) -> Found:
    """The first `count` components, with the share of the features' variance each explains.

    Features are centred class by class: which class is shown is no matter of z.
    """
    z = draws(SAMPLES, session.z_dim)
    c = balanced(SAMPLES, session.num_classes)
    batches = range(0, SAMPLES, BATCH)
    parts = [(z[at : at + BATCH], None if c is None else c[at : at + BATCH]) for at in batches]
    features = torch.cat(
        [activations(session.G, *part)[0].after.flatten(1) for part in parts]
    ).double()
    for rows in _rows_of_classes(SAMPLES, session.num_classes):
        features[rows] -= features[rows].mean(dim=0)
    # Of [N, features], with far more features than samples, the small Gram matrix has it all.
    values, vectors = torch.linalg.eigh(features @ features.T)
    total = values.clamp(min=0).sum()
    found = []
    for place in range(1, min(count, session.z_dim) + 1):
        scores = vectors[:, -place]  # each sample's place on the component, up to scale
        pulled_back = torch.linalg.lstsq(scores[:, None], z.double()).solution[0]
        if total > 0 and pulled_back.norm() > 0:
            share = (values[-place] / total).item()
            found.append(((pulled_back / pulled_back.norm()).float(), share))
    return found


def factors(session: GeneratorSession, count: int) -> Found:
    """The first `count` eigenvectors of A^T A, with the share each has of their sum.

    A is read off the running network: what reaches the first nonlinearity is affine in z whatever
    layers lie before it, so BatchNorm and layouts are in it, and class inputs are not.
    """
    probes = torch.cat([torch.zeros(1, session.z_dim), torch.eye(session.z_dim)])
    c = balanced(1, session.num_classes)
    c = None if c is None else c.expand(len(probes), -1)
    reached = activations(session.G, probes, c)[0].before.flatten(1).double()
    A = (reached[1:] - reached[0]).T  # [features, z_dim]
    values, vectors = torch.linalg.eigh(A.T @ A)
    total = values.clamp(min=0).sum()
    places = range(1, min(count, session.z_dim) + 1)
    return [(vectors[:, -p].float(), (values[-p] / total).item()) for p in places if total > 0]


def _rows_of_classes(samples: int, num_classes: int) -> list[Tensor]:
    labels = torch.arange(samples) % max(1, num_classes)
    return [labels == index for index in range(max(1, num_classes))]
