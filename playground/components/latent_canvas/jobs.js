// The jobs of the pump: each asks for one thing and draws it. `canvas` is what latent_canvas.js built.

function buildJobs(canvas) {
  const { root, view, notice } = canvas;
  return {
    async scene() {
      const bitmap = await askPicture("scene.png", query(view, FRAME_FIELDS));
      const size = bitmap.height;
      canvas.stage.drawStrip(bitmap, size);
      canvas.stage.drawNow(bitmap, STRIP, size);
      drawTile(canvas.ends.a.canvas, bitmap, 0, size);
      drawTile(canvas.ends.b.canvas, bitmap, STRIP - 1, size);
      root.querySelector(".stage").removeAttribute("data-loading");
    },
    async frame() {
      const bitmap = await askPicture("frame.png", query(view, FRAME_FIELDS));
      canvas.stage.drawNow(bitmap, 0, bitmap.height);
    },
    async grid() {
      const asked = { ...view };
      canvas.grid.draw(await askPicture("grid.png", query(asked, GRID_FIELDS)), asked, canvas.about);
      canvas.grid.show(view, canvas.about);
    },
    async about() {
      const model = view.model;
      const facts = await (await ask("about.json", query(view, END_FIELDS))).json();
      if (model !== view.model) return;
      const isNew = canvas.about?.model !== model;
      canvas.about = { ...facts, model };
      if (isNew) meetModel();
      canvas.show();
    },
  };

  function meetModel() {
    const { about, ends, grid, address, speak } = canvas;
    root.querySelector(".latent-canvas").style.setProperty("--pixels", `${about.image_size}px`);
    for (const part of [ends.a, ends.b, grid]) part.offerClasses(about.class_names);
    const sentences = fitToModel(view, about);
    if (sentences.length) notice.say(sentences.join(" "));
    address.write(view);
    speak(sentence(view, about));
  }
}
