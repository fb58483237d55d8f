// The teacher's lab in front of a class: what of it moves is told to the server once a second, while it moves.

import { api } from "../../shared/frontend/api.js";
import { send } from "../../shared/frontend/send.js";
import { isCode } from "../../shared/frontend/class_client.js";
import { layersText } from "./address.js";
import { read } from "./engine/link.js";

/** @import { LabView } from "./lab_view.js" */

const EVERY_MS = 1000;

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
 * @param {LabView} view
 * @param {{ code: string, token: string }} to
 * @param {(sentence: string) => void} say
 * @param {(address: string, options?: RequestInit) => Promise<Response>} [ask]
 * @returns {() => void} stops it
 */
export function showToClass(view, { code, token }, say, ask = send) {
  let told = "", busy = false;
  const tell = async () => {
    if (busy || !view.frame || view.onItsWay) return;
    const link = view.link();
    const now = JSON.stringify({ link, layers: layersText(view.layers), half: view.slow.half?.index ?? 0 });
    if (now === told) return;
    if (read(link).problem) return say("The class sees where this lab was: a link holds at most 64 changes and a million steps. Restart it.");
    busy = true;
    try {
      const reply = await ask(api(`class/${code}/lab`), { method: "POST", body: now, headers: { "X-Class-Token": token } });
      if (reply.ok) told = now;
      say(reply.ok ? `Class ${code} sees this lab on its projector.` : (await reply.json()).error);
    } catch {
      say("The server is away; the class sees where this lab was.");
    } finally {
      busy = false;
    }
  };
  tell();
  const timer = setInterval(tell, EVERY_MS);
  return () => clearInterval(timer);
}
