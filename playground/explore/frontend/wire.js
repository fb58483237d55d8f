// The wire: one request under way, always for the newest state.

const RETRY_MS = 2000;

class Refused extends Error {}

const ask = (route, parameters) => answerTo(`${route}?${parameters}`);

// Sends a file, or whatever fetch takes as a body.
const send = (route, body, headers = {}) => answerTo(route, { method: "POST", body, headers });

let answers = 0; // good ones, so that a job which asked for nothing does not take a refusal off the page

async function answerTo(route, options = {}) {
  let answer;
  try {
    answer = await fetch(`${basePath()}/api/explore/${route}`, options);
  } catch {
    throw new Error("The server does not answer; pictures come back as soon as it does.");
  }
  if (answer.ok) { answers++; return answer; }
  const { error } = await answer.json().catch(() => ({}));
  throw new Refused(error ?? `The server answered ${answer.status}; reload the page.`);
}

// Streamlit may be served below a path (server.baseUrlPath); its own script's address tells.
let knownBase = null;

function basePath() {
  return (knownBase ??= findBase());
}

function findBase() {
  const script = document.querySelector('script[src*="static/js/"]');
  return script ? new URL(script.src).pathname.replace(/\/static\/js\/.*$/, "") : "";
}

// Jobs are functions that ask and draw from the state as it is when their turn comes. Marking a job
// that already waits changes nothing, so however fast a slider moves there is one request at a time
// and the last position is always drawn. The one served longest ago goes first, except that nothing
// can be drawn before `isKnown()`: before the facts about the model are there.
function pump({ isKnown, onError, onCalm, onTurn }) {
  const due = new Set(), served = {};
  let jobs = {};
  let busy = false, stopped = false, turn = 0;

  async function run() {
    if (busy || stopped) return;
    busy = true;
    while (due.size && !stopped) {
      const oldest = [...due].reduce((x, y) => (served[y] < served[x] ? y : x));
      const name = due.has("about") && !isKnown() ? "about" : oldest;
      due.delete(name);
      served[name] = ++turn;
      try {
        const before = answers;
        await jobs[name]();
        onTurn();
        if (answers > before) onCalm();
      } catch (error) {
        if (stopped) break;
        onError(error.message);
        if (error instanceof Refused) { if (name === "about") due.clear(); continue; }
        due.add(name);
        await new Promise((go) => setTimeout(go, RETRY_MS));
      }
    }
    busy = false;
  }
  return {
    serve(named) { jobs = named; for (const name in jobs) served[name] = 0; },
    mark(...names) { names.forEach((name) => due.add(name)); run(); },
    isBusy: () => busy,
    stop() { stopped = true; due.clear(); },
  };
}
