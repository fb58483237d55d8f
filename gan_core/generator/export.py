"""Export of a generator to formats of other programs, each checked against the original.

ONNX and TorchScript contain the whole computation and do not need this package; safetensors
contains the weights and a description; HTML is a page that draws. Inputs are z [N, z_dim] and, with
labels, class weights c [N, num_classes]; the output is images [N, C, H, W] in the recipe's data
range.
"""

import io
import json
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from torch import Tensor

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.generator.hidden_layers import private_copy
from gan_core.generator.search_samples import balanced_classes, sample_z
from gan_core.generator.session import GeneratorSession
from gan_core.generator.take_home import html_page
from gan_core.recipes.layers import upsampled_in_two_steps
from gan_core.runs.checkpoint import load_generator_file, save_generator

TOLERANCE = 1e-4  # largest difference of an output value
CHECKED_BATCHES = (1, 7)  # two sizes, as the exported network must accept any
OPSET = 17

Inputs = tuple[Tensor, ...]


def to_safetensors(session: GeneratorSession) -> bytes:
    """Weights and description, in the format of this package's generator files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "generator.safetensors"
        save_generator(path, session.G, session.about, exact=True)
        G, _ = load_generator_file(path)
        _check(session, lambda inputs: G(*inputs).numpy(), "The safetensors file")
        return path.read_bytes()


def to_torchscript(session: GeneratorSession) -> bytes:
    """A traced network for torch.jit.load, in Python or C++."""
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # sizes are traced as constants, as they should be
        traced = torch.jit.trace(private_copy(session.G), _inputs(session, 2), check_trace=False)
        torch.jit.save(traced, stream, _extra_files={"about.json": json.dumps(session.about)})
        opened = torch.jit.load(io.BytesIO(stream.getvalue()))
    # Otherwise the first runs compile the network, which takes seconds.
    with torch.jit.optimized_execution(False):  # type: ignore[attr-defined]  # not in __all__
        _check(session, lambda inputs: opened(*inputs).numpy(), "The TorchScript file")
    return stream.getvalue()


def to_onnx(session: GeneratorSession) -> bytes:
    """A model for ONNX Runtime and browsers, with its description in the metadata."""
    try:
        import onnx
        import onnxruntime
    except ImportError:
        raise GanError(
            'ONNX export needs two more packages: pip install "gan-playground[export]", or '
            "pip install onnx onnxruntime."
        ) from None
    names = ["z", "c"][: 1 + (session.num_classes > 0)]
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # sizes are traced as constants, as they should be
        torch.onnx.export(
            upsampled_in_two_steps(private_copy(session.G)), _inputs(session, 2),
            stream,  # type: ignore[arg-type]  # the stubs know paths only
            dynamo=False, opset_version=OPSET, input_names=names, output_names=["images"],
            dynamic_axes={name: {0: "N"} for name in (*names, "images")},
        )  # fmt: skip
    model = onnx.load_from_string(stream.getvalue())
    low, high = session.data_range
    metadata = {
        "about": json.dumps(session.about), "images_low": str(low), "images_high": str(high),
    }  # fmt: skip
    onnx.helper.set_model_props(model, metadata)
    content = model.SerializeToString()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # idle threads spin and would slow down a training run
    runtime = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def run(inputs: Inputs) -> np.ndarray:
        given = {name: value.numpy() for name, value in zip(names, inputs, strict=True)}
        return runtime.run(["images"], given)[0]

    _check(session, run, "The ONNX file")
    return content


def to_html(session: GeneratorSession, script: str | None = None) -> bytes:
    """A page that draws with the generator in any browser, without a network.

    `script`: a file beside it that has its script, as in a static site.
    """
    tensors = safetensors.torch.load(to_safetensors(session))
    weights = safetensors.torch.save(tensors)  # without the description, which says where data lay
    return html_page(session, weights, script)


FORMATS: dict[str, Callable[[GeneratorSession], bytes]] = {
    ".safetensors": to_safetensors,
    ".onnx": to_onnx,
    ".pt": to_torchscript,
    ".html": to_html,
}


def export(session: GeneratorSession, path: Path) -> None:
    """Write the generator in the format given by the suffix of `path`."""
    convert = FORMATS.get(path.suffix.lower())
    if convert is None:
        formats = ", ".join(FORMATS)
        raise GanError(f"A generator can be exported as {formats}, not {path.suffix or path}.")
    content = convert(session)
    durable_files.make_folder(path.parent)
    durable_files.write_bytes(path, content)


def _inputs(session: GeneratorSession, count: int, stream: int = 0) -> Inputs:
    z, c = sample_z(count, session.z_dim, stream), balanced_classes(count, session.num_classes)
    return (z,) if c is None else (z, c)


@torch.inference_mode()
def _check(session: GeneratorSession, run: Callable[[Inputs], np.ndarray], what: str) -> None:
    """Raise GanError if the exported network's images differ from the original's."""
    for stream, count in enumerate(CHECKED_BATCHES, 1):
        inputs = _inputs(session, count, stream)
        expected = session.G(*inputs).numpy()
        found = run(inputs)
        same_shape = found.shape == expected.shape
        difference = float(np.abs(found - expected).max()) if same_shape else np.inf
        if not difference <= TOLERANCE:
            raise GanError(
                f"{what} generates different images (difference up to {difference:g}, "
                f"{TOLERANCE:g} allowed), so it was not written."
            )
