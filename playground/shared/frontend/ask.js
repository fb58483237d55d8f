// Requests to the server, whose errors say what to do.

import { send } from "./send.js";

/** The server refuses and says why; asking again would not help. */
export class RequestRefused extends Error {}

/**
 * @param {string} address
 * @param {RequestInit} [options]
 * @param {string} [advice] what to do while the server does not answer
 * @returns {Promise<Response>} a good answer
 */
export async function ask(address, options, advice = "try again in a moment") {
  let answer;
  try {
    answer = await send(address, options);
  } catch {
    throw new Error(`The server does not answer; ${advice}.`);
  }
  if (!answer.ok) {
    const { error } = await answer.json().catch(() => ({}));
    throw new RequestRefused(error ?? `The server answered ${answer.status}; reload the page.`);
  }
  return answer;
}
