// The view: the same description as playground/latent_view.py, and its address parameters.

const defaults = {}; // of latent_view.LatentView, told by Python at the first mount
const parameterOf = (field) => (field === "grid_class" ? "class" : field);
const MAX_COUNT = 256;
const RANDOM_SEEDS = 100000; // few enough digits to say aloud in class

function viewFromData(data) {
  Object.assign(defaults, withMaps(data.defaults));
  return { ...withMaps(data.view), model: data.model };
}

function withMaps(view) {
  return { ...view, edits_a: new Map(view.edits_a), edits_b: new Map(view.edits_b) };
}

function written(value) {
  if (value === null) return "";
  if (value instanceof Map) {
    return [...value].sort((x, y) => x[0] - y[0]).map(([dim, z]) => `${dim}:${z}`).join(",");
  }
  return String(value);
}

// Address parameters of what differs from the default. `only` names the fields that matter.
function query(view, only = null) {
  const parameters = new URLSearchParams();
  for (const field of only ?? Object.keys(defaults)) {
    const text = written(view[field]);
    if (text !== written(defaults[field])) parameters.set(parameterOf(field), text);
  }
  return parameters;
}

const GRID_FIELDS = ["model", "first", "count", "grid_class", "truncation"];
const END_FIELDS = ["model", "seed_a", "seed_b", "truncation"];
const WAY_FIELDS = [...END_FIELDS, "method", "class_a", "class_b", "edits_a", "edits_b"];
const FRAME_FIELDS = [...WAY_FIELDS, "t"];

// Writes the view into the address bar, where reload and shared links find it. Other parameters
// stay. Delayed, because browsers refuse more than about a hundred of these in half a minute.
function addressWriter() {
  let timer = 0;
  return {
    write(view) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const address = new URL(window.location.href);
        for (const field of Object.keys(defaults)) address.searchParams.delete(parameterOf(field));
        for (const [name, text] of query(view)) address.searchParams.set(name, text);
        window.history.replaceState(window.history.state, "", readable(address));
      }, 250);
    },
    stop: () => clearTimeout(timer),
  };
}

function readable(address) {
  const search = address.searchParams.toString().replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%40", "@");
  return address.pathname + (search ? `?${search}` : "") + address.hash;
}

// Drops what the model at hand does not have, and says so.
function fitToModel(view, about) {
  const sentences = [];
  for (const field of ["class_a", "class_b", "grid_class"]) {
    if (view[field] !== null && view[field] >= about.num_classes) {
      view[field] = null;
      sentences.push(about.num_classes
        ? `This model has ${about.num_classes} classes; each seed shows its own instead.`
        : "This model was trained without classes, so the class was left out.");
    }
  }
  for (const field of ["edits_a", "edits_b"]) {
    const fitting = new Map([...view[field]].filter(([dim]) => dim < about.z_dim));
    if (fitting.size < view[field].size) {
      sentences.push(`This model's z has ${about.z_dim} numbers; sliders beyond were left out.`);
    }
    view[field] = fitting;
  }
  return [...new Set(sentences)];
}
