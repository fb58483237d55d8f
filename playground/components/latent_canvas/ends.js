// The ends: A and B, each with its picture, seed, class, random and lock.

function buildEnd(root, end, hooks) {
  const section = root.querySelector(`.end[data-end=${end}]`);
  const name = end.toUpperCase();
  section.append(root.querySelector(".end-template").content.cloneNode(true));
  const at = (selector) => section.querySelector(selector);
  at(".who b").textContent = name;
  at(".seed").setAttribute("aria-label", `Seed of ${name}`);
  at("select").setAttribute("aria-label", `Class of ${name}`);
  at(".random").setAttribute("aria-label", `Random ${name}`);
  at(".lock").setAttribute("aria-label", `Lock ${name}`);

  at(".seed").addEventListener("input", () => {
    const seed = seedIn(at(".seed"));
    if (seed !== null) hooks.setSeed(end, seed);
  });
  at("select").addEventListener("change", () => hooks.setClass(end, classIn(at("select"))));
  at(".random").addEventListener("click", () => hooks.setSeed(end, randomSeed()));
  at(".lock").addEventListener("click", () => hooks.toggleLock(end));
  return {
    canvas: at("canvas"),
    show(view, about, locked) {
      showNumber(at(".seed"), view[`seed_${end}`]);
      at("select").value = view[`class_${end}`] ?? "";
      at(".of-class").hidden = !about?.num_classes;
      at(".who span").textContent = who(view, about, end);
      at("canvas").setAttribute("aria-label", `${name}: ${who(view, about, end)}`);
      at(".lock").setAttribute("aria-pressed", locked);
      at(".lock").textContent = locked ? "Locked" : "Lock";
      for (const control of [at(".seed"), at("select"), at(".random")]) control.disabled = locked;
    },
    offerClasses: (names) => fillClasses(at("select"), names, "by seed"),
  };
}

// "seed 3, Sneaker, 2 sliders"
function who(view, about, end) {
  const parts = [`seed ${view[`seed_${end}`]}`];
  const shown = classOf(view[`seed_${end}`], view[`class_${end}`], about);
  if (shown) parts.push(shown);
  const edits = view[`edits_${end}`].size;
  if (edits) parts.push(`${edits} slider${edits > 1 ? "s" : ""}`);
  return parts.join(", ");
}

function classOf(seed, chosen, about) {
  if (!about?.num_classes) return "";
  const index = chosen ?? seed % about.num_classes;
  return about.class_names[index] ?? `class ${index}`;
}

function fillClasses(select, names, anyLabel) {
  const options = [["", anyLabel], ...names.map((name, index) => [index, name])];
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
}

function classIn(select) {
  return select.value === "" ? null : Number(select.value);
}

function seedIn(input) {
  const text = input.value.trim();
  const good = /^[0-9]{1,10}$/.test(text) && Number(text) <= Number(input.max);
  input.setAttribute("aria-invalid", !good);
  return good ? Number(text) : null;
}

// Never under a person's fingers: half a number typed is not to be completed. Leaving the field
// shows the number that counts again.
function showNumber(input, value) {
  input.onblur = () => { input.value = value; seedIn(input); };
  if (input.getRootNode().activeElement !== input) input.value = value;
}

function randomSeed() {
  return Math.floor(Math.random() * RANDOM_SEEDS);
}
