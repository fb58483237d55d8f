// A recorded run, played back: grid, findings and curves as they were after so many images seen.

import { buttons, find, say } from "../elements.js";
import { svg } from "../svg.js";
import { createBoxes } from "./boxes.js";
import { createPrediction } from "./prediction.js";
import { createTimeline } from "./timeline.js";

/** @import { Mark } from "./boxes.js" */
/**
 * What replay_page.py writes into the page.
 * @typedef {object} Replay
 * @property {[number, string][]} grids images seen, and the grid as PNG in base64
 * @property {number[][]} findings numbers of those that hold from each grid on
 * @property {string[]} titles of the findings
 * @property {Mark[]} marks
 */

const HEIGHT = 1000; // more than that of any drawing

/** @type {Replay} */
const { grids, findings, titles, marks } = JSON.parse(document.getElementById("replay")?.textContent ?? "{}");
const moment = find(document, ".moment", "input"), seconds = find(document, ".seconds", "input");
const image = find(document, ".generated", "img"), [play] = buttons(document, ".play");
const cards = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".finding"))];
const curves = [...document.querySelectorAll("svg")].map(uncovered);
const boxes = createBoxes(marks);
let before = 0; // when the last frame was shown

/** Shows a drawing up to a number of images seen. @param {SVGSVGElement} drawing @param {number} index */
function uncovered(drawing, index) {
  const [left, right, end] = ["left", "right", "end"].map((name) => Number(drawing.dataset[name]));
  const window = svg("rect", { x: 0, y: 0, width: 0, height: HEIGHT }), now = svg("path", { class: "now" });
  drawing.append(svg("clipPath", { id: `seen-${index}` }, window), now);
  for (const line of drawing.querySelectorAll("polyline")) line.setAttribute("clip-path", `url(#seen-${index})`);
  return (/** @type {number} */ seen) => {
    const x = left + (right - left) * Math.min(1, seen / end);
    window.setAttribute("width", String(x));
    now.setAttribute("d", `M${x.toFixed(1)} 0V${drawing.viewBox.baseVal.height - 36}`);
  };
}

function show() {
  const seen = Number(moment.value), later = grids.findIndex(([at]) => at > seen);
  const index = later < 0 ? grids.length - 1 : Math.max(0, later - 1), [at, png] = grids[index];
  const address = `data:image/png;base64,${png}`;
  if (image.src !== address) image.src = address;
  say(find(document, ".grid-words", "figcaption"), `Generated, after ${at.toLocaleString("en")} images seen`);
  say(find(document, ".when", "output"), `${Math.round(seen).toLocaleString("en")} images seen`);
  say(find(document, ".speed", "output"), `${seconds.value} s`);
  cards.forEach((card, number) => { card.hidden = !findings[index].includes(number); });
  find(document, ".none", "p").hidden = findings[index].length > 0;
  for (const draw of curves) draw(seen);
  boxes(seen);
}

/** @param {number} seen images */
function goTo(seen) {
  setPlaying(false);
  moment.value = String(seen);
  show();
}

/** @param {boolean} isOn */
function setPlaying(isOn) {
  play.textContent = isOn ? "❚❚" : "▶";
  play.setAttribute("aria-label", isOn ? "Pause" : "Play");
  if (isOn && Number(moment.value) >= Number(moment.max)) moment.value = "0";
  before = performance.now();
  if (isOn) requestAnimationFrame(step);
}

/** @param {number} now */
function step(now) {
  if (play.textContent === "▶") return;
  const gone = Math.max(0, now - before) / 1000 / Number(seconds.value);
  before = now;
  moment.value = String(Number(moment.value) + gone * Number(moment.max));
  show();
  if (Number(moment.value) >= Number(moment.max)) setPlaying(false);
  else requestAnimationFrame(step);
}

moment.addEventListener("input", () => { setPlaying(false); show(); });
seconds.addEventListener("input", show);
play.addEventListener("click", () => setPlaying(play.textContent === "▶"));
for (const button of buttons(document, ".go")) button.addEventListener("click", () => goTo(Number(button.dataset.at)));
createTimeline(grids.map(([at]) => at), findings, titles, Number(moment.max), goTo);
createPrediction(() => { goTo(0); });
show();
