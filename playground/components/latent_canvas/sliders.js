// Latent sliders: one native range input for each number of z, filled with what the seed drew.

const EDIT_LIMIT = 4; // as in playground/latent_view.py

function buildSliders(root, hooks) {
  const at = (selector) => root.querySelector(selector);
  const panel = at(".sliders"), opener = at(".open-sliders"), dims = at(".dims");
  const hand = () => root.querySelector("[name=hand]:checked").value;
  const edits = () => hooks.view()[`edits_${hand()}`];

  opener.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", !panel.hidden);
    if (!panel.hidden) hooks.opened();
  });
  for (const radio of root.querySelectorAll("[name=hand]")) radio.addEventListener("change", hooks.redraw);
  at(".reset-all").addEventListener("click", () => { edits().clear(); hooks.edited(hand()); });
  dims.addEventListener("input", (event) => {
    edits().set(Number(event.target.dataset.dim), Number(event.target.value));
    hooks.edited(hand());
  });
  dims.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    edits().delete(Number(button.dataset.dim));
    button.closest(".dim").querySelector("input").focus();
    hooks.edited(hand());
  });

  return {
    isOpen: () => !panel.hidden,
    show(view, about, locked) {
      if (panel.hidden || !about) return;
      while (dims.childElementCount > about.z_dim) dims.lastChild.remove();
      while (dims.childElementCount < about.z_dim) dims.append(buildDim(dims.childElementCount));
      const end = hand(), z = about[`z_${end}`], moved = view[`edits_${end}`];
      [...dims.children].forEach((dim, index) => {
        showDim(dim, moved.get(index) ?? z[index], moved.has(index), locked[end]);
      });
      at(".reset-all").disabled = !moved.size || locked[end];
      at(".edited").textContent = moved.size
        ? `${moved.size} of ${about.z_dim} moved`
        : `${about.z_dim} numbers, drawn by seed ${view[`seed_${end}`]}`;
    },
  };
}

function buildDim(index) {
  const dim = document.createElement("div");
  dim.className = "dim";
  dim.innerHTML = `
    <span class="name" aria-hidden="true">z${index}</span>
    <input type="range" min="${-EDIT_LIMIT}" max="${EDIT_LIMIT}" step="0.01" data-dim="${index}" aria-label="z${index}">
    <output></output>
    <button type="button" data-dim="${index}" aria-label="Reset z${index}" title="Back to the seed's value">↺</button>`;
  return dim;
}

function showDim(dim, value, moved, locked) {
  const input = dim.querySelector("input");
  if (Number(input.value) !== value) input.value = value;
  input.disabled = locked;
  dim.querySelector("output").textContent = value.toFixed(2).replace("-", "−");
  dim.classList.toggle("moved", moved);
}
