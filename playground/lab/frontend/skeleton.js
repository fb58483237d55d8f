// The lab's elements before anything runs. Static text: nothing of an address or a lesson is in it.

export const SKELETON = `
<div class="lab" role="group" aria-label="A GAN in two dimensions">
  <header class="top">
    <label class="field data" data-control="data"><span>Data</span> <select></select></label>
    <div class="further">
    <label class="field seed" data-control="seed"><span>Seed</span> <input type="number" min="0" max="4294967295" step="1" inputmode="numeric"></label>
    <button type="button" class="restart" data-control="restart">Restart</button>
    <button type="button" class="draw" data-control="draw" aria-expanded="false">Draw points</button>
    <button type="button" class="copy" data-control="link">Copy link</button>
    <button type="button" class="help" aria-label="Keys and what is what">?</button>
    </div>
  </header>
  <section class="stage" aria-label="The plane">
    <div class="frame">
      <canvas class="plane" tabindex="0" role="img" aria-label="The lab is starting."></canvas>
      <p class="spoken" role="status"></p>
      <p class="naming" hidden></p>
      <p class="scale" hidden></p>
    </div>
    <div class="layers" role="group" aria-label="Layers" data-control="layers"></div>
    <div class="drawing" hidden></div>
  </section>
  <section class="side" aria-label="Run">
    <div class="run" role="group" aria-label="Run">
      <button type="button" class="play" data-control="play">Play</button>
      <button type="button" class="both" data-control="step" title="One step: D, then G (S)">Step</button>
      <button type="button" class="only-d" data-control="only_D" title="Only D moves, G stands still (D)">D only</button>
      <button type="button" class="only-g" data-control="only_G" title="Only G moves, D stands still (G)">G only</button>
      <button type="button" class="slow-motion" data-control="slow" aria-pressed="false" title="One step in its ten parts (M)">Slow motion</button>
      <span class="speed" data-control="speed"><select aria-label="Speed"></select></span>
    </div>
    <p class="said" role="status" aria-live="polite"></p>
    <div class="slow" hidden></div>
    <dl class="numbers" data-control="numbers" aria-label="Numbers"></dl>
    <div class="timeline" data-control="timeline"></div>
  </section>
  <section class="settings" data-control="settings" aria-label="Settings"></section>
  <dialog class="keys" aria-label="Keys and what is what"></dialog>
</div>`;
