// What will happen? Whoever says so first sees more; the replay opens with the prediction.

import { buttons, find } from "../elements.js";

/** @param {() => void} begin the run is to be watched from its beginning */
export function createPrediction(begin) {
  const form = find(document, ".prediction", "form"), [predict] = buttons(form, ".predict");
  const replay = find(document, ".replay", "div"), after = find(document, ".after", "details");
  const reasons = [...document.querySelectorAll(".reasons li")], [again] = buttons(document, ".again");

  /** @param {boolean} isAsked */
  function show(isAsked) {
    form.hidden = isAsked;
    replay.hidden = !isAsked;
    after.open = false;
    if (isAsked) begin();
  }

  form.addEventListener("change", () => { predict.disabled = false; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked"), number = Number(chosen?.getAttribute("value"));
    find(document, ".predicted", "b").textContent = chosen?.parentElement?.textContent?.trim() ?? "";
    reasons.forEach((reason, k) => reason.classList.toggle("yours", k === number));
    reasons[number].parentElement?.prepend(reasons[number]);
    show(true);
    buttons(document, ".play")[0].focus();
  });
  again.addEventListener("click", () => show(false));
}
