// Kept libraries that could draw our generators from their ONNX files, each on one thread of WebAssembly.
// Imported by their names, which the page's import map finds in the folder they were installed in.

export const candidates = {
  async "onnxruntime-web"(model, zDim, numClasses, count) {
    const ort = await import("onnxruntime-web");
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = new URL("/node_modules/onnxruntime-web/dist/", location.href).href;
    const began = performance.now();
    const session = await ort.InferenceSession.create(bytes(model), { executionProviders: ["wasm"] });
    return timed(began, count, async (k) => {
      const { z, c } = inputs(k, zDim, numClasses);
      const given = { z: new ort.Tensor("float32", z, [1, zDim]) };
      if (c) given.c = new ort.Tensor("float32", c, [1, numClasses]);
      return (await session.run(given)).images.data;
    });
  },
  async "jax-js"(model, zDim, numClasses, count) {
    const { defaultDevice, init, numpy } = await import("@jax-js/jax");
    const { ONNXModel } = await import("@jax-js/onnx");
    const began = performance.now();
    await init("wasm");
    defaultDevice("wasm");
    const { run } = new ONNXModel(bytes(model)); // within jit() it refuses the Slice of our files
    return timed(began, count, async (k) => {
      const { z, c } = inputs(k, zDim, numClasses);
      const given = { z: numpy.array(z).reshape([1, zDim]) };
      if (c) given.c = numpy.array(c).reshape([1, numClasses]);
      return run(given).images.data();
    });
  },
};

async function timed(began, count, draw) {
  await draw(0); // compiles what is compiled at first use
  const loading = performance.now() - began, times = [];
  for (let k = 0; k < count; k++) {
    const start = performance.now();
    await draw(k);
    times.push(performance.now() - start);
  }
  return { loading, times };
}

function inputs(k, zDim, numClasses) {
  const z = Float32Array.from({ length: zDim }, (_, j) => Math.sin(k + j * j));
  const c = numClasses ? new Float32Array(numClasses) : null;
  if (c) c[k % numClasses] = 1;
  return { z, c };
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
