// The view: the texts of playground/latent_view.py's address parameters, kept as texts, so that what
// is drawn is what the address says, to the last digit.

const MAX_COUNT = 256;
const POINT_FIELDS = ["point", "seed_a", "seed_b"];
const POINTS_FIELDS = ["keys", "mix"];
const OLD_NAMES = ["class_a", "class_b", "edits_a", "edits_b"]; // of links that latent_view.py still reads
const SET_FIELDS = ["model", "truncation", "noise"];
// what each tab's picture in hand depends on
const TAB_FIELDS = {
  between: ["tab", "seed_a", "seed_b", "t", "method"],
  walk: ["tab", "keys", "ways", "loop", "frame"],
  mix: ["tab", "mix"],
};
const handFields = (view) => [...SET_FIELDS, ...(TAB_FIELDS[view.tab] ?? ["tab", "point"])];

// Address parameters of what differs from the default. `only` names those that matter.
function query(view, defaults, only = Object.keys(defaults)) {
  const parameters = new URLSearchParams();
  for (const name of only) if (view[name] !== defaults[name]) parameters.set(name, view[name]);
  return parameters;
}

const pointsIn = (text) => text.split(";");

// Writes the view into the address bar, where reload and shared links find it. Other parameters
// stay. Delayed, because browsers refuse more than about a hundred of these in half a minute.
function addressWriter(defaults) {
  let timer = 0;
  return {
    write(view) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const address = new URL(window.location.href);
        for (const name of [...Object.keys(defaults), ...OLD_NAMES]) address.searchParams.delete(name);
        for (const [name, text] of query(view, defaults)) address.searchParams.set(name, text);
        window.history.replaceState(window.history.state, "", readable(address));
      }, 250);
    },
    stop: () => clearTimeout(timer),
  };
}

function readable(address) {
  const search = address.searchParams.toString().replace(/%3A|%2C|%40|%3B|%7E/g, decodeURIComponent);
  return address.pathname + (search ? `?${search}` : "") + address.hash;
}

// Drops what the model at hand does not have, and says so.
function fitToModel(view, about) {
  const before = JSON.stringify(view);
  for (const name of POINT_FIELDS) view[name] = fitPoint(view[name], about);
  for (const name of POINTS_FIELDS) view[name] = pointsIn(view[name]).map((point) => fitPoint(point, about)).join(";");
  if (view.class !== "" && Number(view.class) >= about.num_classes) view.class = "";
  if (JSON.stringify(view) === before) return "";
  return `This model's z has ${about.z_dim} numbers and `
    + `${about.num_classes ? `${about.num_classes} classes` : "no classes"}; what lies beyond was left out.`;
}

// Undo and redo over views at rest. The model is chosen elsewhere and stays.
function viewHistory(view, onChange) {
  const past = [], future = [];
  let now = snapshot(), timer = 0;
  function snapshot() { return JSON.stringify({ ...view, model: undefined, frame: undefined }); }
  function settle() {
    clearTimeout(timer);
    const fresh = snapshot();
    if (fresh === now) return;
    past.push(now);
    if (past.length > 200) past.shift();
    future.length = 0;
    now = fresh;
  }
  function go(from, to) {
    settle();
    if (!from.length) return;
    to.push(now);
    now = from.pop();
    Object.assign(view, JSON.parse(now));
    onChange();
  }
  return {
    note() { clearTimeout(timer); timer = setTimeout(() => { settle(); }, 500); },
    undo: () => go(past, future),
    redo: () => go(future, past),
    canUndo: () => past.length > 0 || snapshot() !== now,
    canRedo: () => future.length > 0,
    stop: () => clearTimeout(timer),
  };
}
