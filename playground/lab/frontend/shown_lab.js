// The teacher's lab in front of a class: what of it moves is told to the server once a second, while it moves.

import { api } from "../../shared/frontend/api.js";
import { send } from "../../shared/frontend/send.js";
import { isCode } from "../../shared/frontend/class_client.js";
import { layersText } from "./address.js";
import { read } from "./engine/link.js";

/** @import { LabView } from "./lab_view.js" */

const EVERY_MS = 1000;
const [REFUSED, GONE, CLASS_WENT_ON] = [403, 404, 409];

/**
 * The class that this lab is shown to: its address has the code, and behind # the teacher's key.
 * @param {{ search: string, hash: string }} address
 * @returns {{ code: string, token: string } | null}
 */
export function shownTo({ search, hash }) {
  const code = new URLSearchParams(search).get("class") ?? "", token = /^#teacher=([0-9a-f]{32})$/.exec(hash)?.[1] ?? "";
  return isCode(code) && token ? { code, token } : null;
}

/**
 * Where the class has gone on to something else, a lab that moves by itself stops: only its teacher shows it again.
 * @param {LabView} view
 * @param {{ code: string, token: string }} to
 * @param {(sentence: string) => void} say
 * @param {(address: string, options?: RequestInit) => Promise<Response>} [ask]
 * @returns {() => void} stops it
 */
export function showToClass(view, { code, token }, say, ask = send) {
  /** @type {string | null} null once the class has gone on: then what is here next is known, not shown */
  let told = "";
  let busy = false, wasMoving = false;
  const tell = async () => {
    if (busy || !view.frame || view.onItsWay) return;
    const lab = { link: view.link(), layers: layersText(view.layers), half: view.slow.half?.index ?? 0 }, now = JSON.stringify(lab);
    told ??= now;
    if (now === told) return;
    if (read(lab.link).problem) return say("The class sees where this lab was: a link holds at most 64 changes and a million steps. Restart it.");
    busy = true;
    const isMoving = view.playing || view.slow.running, body = JSON.stringify({ ...lab, goes_on: isMoving && wasMoving });
    try {
      const reply = await ask(api(`class/${code}/lab`), { method: "POST", body, headers: { "X-Class-Token": token } });
      const { error } = await reply.json(); // a proxy's own page is no JSON
      if (reply.ok) [told, wasMoving] = [now, isMoving];
      else if (reply.status === CLASS_WENT_ON) {
        view.setPlaying(false);
        view.slow.hold();
        [told, wasMoving] = [null, false];
      } else if (reply.status === REFUSED || reply.status === GONE) clearInterval(timer); // more would count as guessing
      say(reply.ok ? `Class ${code} sees this lab on its projector.` : error);
    } catch {
      say("The server is away; the class sees where this lab was.");
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(tell, EVERY_MS);
  tell();
  return () => clearInterval(timer);
}
