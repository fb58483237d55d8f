// While the server is away: our own sentence instead of Streamlit's dialog. Streamlit reconnects by itself.

const APP = '[data-testid="stApp"]';
const STATE = "data-test-connection-state";
const PATIENCE_MS = 1500; // a phone that wakes up is back sooner
const AWAY = "The server is away. This page continues by itself when it is back; training does not depend on this page.";
const LOST = "The connection to the server is lost; reload the page.";

/**
 * What to say in a state of Streamlit's connection; "" while all is well or nothing is known.
 * @param {string | null} state
 * @returns {string}
 */
export function sentence(state) {
  if (state === "PINGING_SERVER" || state === "CONNECTING") return AWAY;
  return state === "DISCONNECTED_FOREVER" ? LOST : "";
}

/**
 * Keep `line` true to the connection.
 * @param {HTMLElement} line hidden while the server answers
 * @returns {() => void} stops watching
 */
export function watchConnection(line) {
  const app = document.querySelector(APP);
  if (!app) return () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const dialogs = new MutationObserver(closeNewDialogs);
  const update = () => {
    const words = sentence(app.getAttribute(STATE));
    clearTimeout(timer);
    if (words) {
      dialogs.observe(document.body, { childList: true, subtree: true });
      timer = setTimeout(() => { show(line, words); }, PATIENCE_MS);
    } else {
      dialogs.disconnect();
      show(line, "");
    }
  };
  const states = new MutationObserver(update);
  states.observe(app, { attributeFilter: [STATE] });
  update();
  return () => {
    clearTimeout(timer);
    states.disconnect();
    dialogs.disconnect();
  };
}

/**
 * @param {HTMLElement} line
 * @param {string} words
 */
function show(line, words) {
  line.hidden = !words;
  line.textContent = words; // after it is shown, so that it is announced
}

/**
 * Without a server no page of ours can open a dialog: a new one is Streamlit's own about the lost connection.
 * Its close button, not our CSS, so that it does not hold the keyboard's focus unseen.
 * @param {MutationRecord[]} changes
 */
function closeNewDialogs(changes) {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (!(node instanceof Element)) continue;
    const dialog = node.closest('[role="dialog"]') ?? node.querySelector('[role="dialog"]');
    const close = dialog?.querySelector('button[aria-label="Close"]');
    if (close instanceof HTMLElement) close.click();
  }
}
