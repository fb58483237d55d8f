// The ends: A and B, each with its picture, seed, class, random and lock.

function buildEnd(root, end, canvas) {
  const section = root.querySelector(`.end[data-end=${end}]`);
  const name = end.toUpperCase(), field = `seed_${end}`;
  const { view, locked } = canvas;
  section.append(root.querySelector(".end-template").content.cloneNode(true));
  const at = finder(section);
  at(".who b").textContent = name;
  at(".seed").setAttribute("aria-label", `Seed of ${name}`);
  at("select").setAttribute("aria-label", `Class of ${name}`);
  at(".random").setAttribute("aria-label", `Random ${name}`);
  at(".lock").setAttribute("aria-label", `Lock ${name}`);

  function set(point) {
    if (locked[end]) return canvas.speak(`${name} is locked.`);
    canvas.change({ [field]: point }, "scene", "numbers");
  }
  // Another seed starts afresh: sliders belong to the z they were moved in. A class stays.
  const another = (seed) => set(withPart(seed, "c", partOf(view[field], "c")));
  at(".seed").addEventListener("input", () => {
    const seed = seedIn(at(".seed"));
    if (seed !== null) another(seed);
  });
  at("select").addEventListener("change", () => set(withPart(view[field], "c", at("select").value)));
  at(".random").addEventListener("click", () => another(randomSeed()));
  at(".lock").addEventListener("click", () => { locked[end] = !locked[end]; canvas.show(); });
  acceptDrops(at("canvas"), set);
  return {
    canvas: at("canvas"),
    target: { id: end, label: name, point: () => view[field], set },
    offerClasses: (names) => fillClasses(at("select"), names, "by seed"),
    show(about) {
      const words = describe(view[field], about);
      showNumber(at(".seed"), plainSeed(view[field]) ?? "");
      at(".seed").placeholder = isSeed(view[field]) ? "" : seedWords(view[field]);
      showClass(at("select"), view[field]);
      at(".of-class").hidden = !about?.num_classes;
      putText(at(".who span"), words);
      at("canvas").setAttribute("aria-label", `${name}: ${words}`);
      at(".lock").setAttribute("aria-pressed", locked[end]);
      putText(at(".lock"), locked[end] ? "Locked" : "Lock");
      for (const control of [at(".seed"), at("select"), at(".random")]) control.disabled = locked[end];
    },
  };
}

function fillClasses(select, names, anyLabel) {
  const options = [["", anyLabel], ...names.map((name, index) => [index, name])];
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
}

// The element of a selector, looked up once: these stand for as long as the page does, and a lookup at
// every move of a drag searches hundreds of elements.
function finder(root, prefixes = [""]) {
  const known = {};
  return (selector) => (known[selector] ??= root.querySelector(prefixes.map((prefix) => prefix + selector).join(", ")));
}

// Only what differs: a change without a difference costs a layout, a select's more than that, and
// these are set at every move of a drag.
function putText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function choose(select, value) {
  if (select.value !== String(value)) select.value = value;
}

// A blend of classes has no entry of its own; one is made for as long as it lasts.
function showClass(select, point) {
  const text = partOf(point, "c");
  select.querySelector("[data-blend]")?.remove();
  if (text && chosenClass(point) === null) {
    const blend = new Option("blend", text);
    blend.dataset.blend = "";
    select.append(blend);
    select.value = text;
  } else {
    choose(select, chosenClass(point) ?? "");
  }
}

function seedIn(input) {
  const text = input.value.trim();
  const good = /^[0-9]{1,10}$/.test(text) && Number(text) <= Number(input.max);
  input.setAttribute("aria-invalid", !good);
  return good ? String(Number(text)) : null;
}

// Never under a person's fingers: half a number typed is not to be completed. Leaving the field
// shows the number that counts again.
function showNumber(input, value) {
  input.onblur = () => { input.value = value; input.setAttribute("aria-invalid", false); };
  if (input.getRootNode().activeElement !== input && input.value !== String(value)) input.value = value;
}
