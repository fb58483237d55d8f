"""Directions found without labels, from a generator's features or weights alone.

GANSpace (Härkönen et al., arXiv 2004.02546): principal components of the features after the first
nonlinearity, mapped back to z by least squares. SeFa (Shen and Zhou, arXiv 2007.06600): the
eigenvectors of A^T A for the affine map A from z to the first nonlinearity, in closed form.
"""

import torch
from torch import Tensor

from gan_core.generator.hidden_layers import activations
from gan_core.generator.search_samples import balanced_classes, sample_z
from gan_core.generator.session import GeneratorSession

SAMPLES = 1024  # for the principal components
BATCH = 128

Found = list[tuple[Tensor, float]]  # unit vector [z_dim], share of variance or eigenvalues


def principal_components(session: GeneratorSession, count: int) -> Found:
    """The first `count` components, with the share of the features' variance that each explains.

    Features are centred within classes, as the class does not depend on z.
    """
    z = sample_z(SAMPLES, session.z_dim)
    c = balanced_classes(SAMPLES, session.num_classes)
    batches = range(0, SAMPLES, BATCH)
    parts = [(z[at : at + BATCH], None if c is None else c[at : at + BATCH]) for at in batches]
    features = torch.cat(
        [activations(session.G, *part)[0].after.flatten(1) for part in parts]
    ).double()
    for rows in _rows_of_classes(SAMPLES, session.num_classes):
        features[rows] -= features[rows].mean(dim=0)
    # There are more features than samples, so the Gram matrix [N, N] is the smaller one.
    values, vectors = torch.linalg.eigh(features @ features.T)
    total = values.clamp(min=0).sum()
    found = []
    for number in range(1, min(count, session.z_dim) + 1):
        scores = vectors[:, -number]  # of each sample on the component, up to scale
        in_z = torch.linalg.lstsq(scores[:, None], z.double()).solution[0]
        if total > 0 and in_z.norm() > 0:
            share = (values[-number] / total).item()
            found.append(((in_z / in_z.norm()).float(), share))
    return found


def weight_directions(session: GeneratorSession, count: int) -> Found:
    """The first `count` eigenvectors of A^T A, with each eigenvalue's share of their sum.

    A is measured on the network: the input of the first nonlinearity is affine in z whatever layers
    precede it, so A includes BatchNorm and reshaping, but not the class input.
    """
    probes = torch.cat([torch.zeros(1, session.z_dim), torch.eye(session.z_dim)])
    c = balanced_classes(1, session.num_classes)
    c = None if c is None else c.expand(len(probes), -1)
    outputs = activations(session.G, probes, c)[0].before.flatten(1).double()
    A = (outputs[1:] - outputs[0]).T  # [features, z_dim]
    values, vectors = torch.linalg.eigh(A.T @ A)
    total = values.clamp(min=0).sum()
    numbers = range(1, min(count, session.z_dim) + 1)
    return [(vectors[:, -n].float(), (values[-n] / total).item()) for n in numbers if total > 0]


def _rows_of_classes(samples: int, num_classes: int) -> list[Tensor]:
    labels = torch.arange(samples) % max(1, num_classes)
    return [labels == index for index in range(max(1, num_classes))]
