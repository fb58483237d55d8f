// Both paths side by side: the strip by slerp above the strip by lerp, and how long z is on either.

const NORM_PLACES = 41;

function buildPaths(holder, opener, canvas) {
  holder.innerHTML = `
    <div class="row"><span class="name">slerp</span><div class="strip"></div></div>
    <div class="row"><span class="name">lerp</span><div class="strip"></div></div>
    <svg viewBox="0 0 400 90" preserveAspectRatio="none" role="img"></svg>
    <p class="hint"></p>`;
  const strips = [...holder.querySelectorAll(".strip")];
  for (const strip of strips) strip.append(...Array.from({ length: STRIP }, () => pixelCanvas()));
  const tiles = strips.flatMap((strip) => [...strip.children]);

  opener.addEventListener("click", () => {
    holder.hidden = !holder.hidden;
    opener.setAttribute("aria-expanded", !holder.hidden);
    if (!holder.hidden) canvas.wire.mark("paths");
  });
  return {
    isOpen: () => !holder.hidden,
    async draw() {
      if (holder.hidden) return;
      const fields = handFields(canvas.view);
      const pixels = await askPixels("paths.raw", query(canvas.view, canvas.defaults, fields));
      tiles.forEach((tile, index) => drawTile(tile, pixels, index));
      drawNorms(holder, pixels.norms, canvas.about.z_dim);
    },
  };
}

// A normal z of d numbers has length sqrt(d - 1/2) +- 1/sqrt(2); 99 of 100 draws lie in the band.
function drawNorms(holder, norms, z_dim) {
  const slerp = norms.slice(0, NORM_PLACES), lerp = norms.slice(NORM_PLACES);
  const middle = Math.sqrt(z_dim - 0.5), half = 2.58 / Math.SQRT2;
  const top = Math.max(...norms, middle + half) * 1.03;
  const y = (norm) => (90 * (1 - norm / top)).toFixed(2);
  const line = (values) => values.map((norm, index) => `${(400 * index) / (NORM_PLACES - 1)},${y(norm)}`).join(" ");
  holder.querySelector("svg").innerHTML = `
    <rect class="band" x="0" width="400" y="${y(middle + half)}" height="${y(middle - half) - y(middle + half)}"></rect>
    <polyline class="lerp" points="${line(lerp)}"></polyline>
    <polyline class="slerp" points="${line(slerp)}"></polyline>`;
  const [low, lowest] = [slerp, lerp].map((values) => Math.min(...values).toFixed(1));
  const words = `Length of z from 0 to ${top.toFixed(1)}: slerp (orange) stays above ${low}, lerp (grey, dashed) `
    + `falls to ${lowest}. G was trained on the shaded band, where 99 of 100 draws lie.`;
  holder.querySelector(".hint").textContent = words;
  holder.querySelector("svg").setAttribute("aria-label", words);
}
