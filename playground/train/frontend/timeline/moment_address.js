// The moment shown, in the address bar, where a reload and a shared link find it.

const WRITE_MS = 300; // more than a moment lasts while the timeline plays

/**
 * Images seen at the moment that an address asks for; undefined where it asks for none.
 * @param {string} search the query string
 * @returns {number | undefined}
 */
export function momentAsked(search) {
  const text = new URLSearchParams(search).get("at") ?? "";
  return /^[0-9]{1,12}$/.test(text) ? Number(text) : undefined;
}

/**
 * The address of a run's page with this moment in it; undefined means the latest.
 * @param {string} address
 * @param {number | undefined} seen images seen
 * @returns {string}
 */
export function addressAt(address, seen) {
  const url = new URL(address);
  if (seen === undefined) url.searchParams.delete("at");
  else url.searchParams.set("at", String(seen));
  return url.href;
}

export class MomentAddress {
  /** @param {string} run its id; the address of another page is left alone */
  constructor(run) {
    this.run = run;
    /** @type {number | undefined} */
    this.asked = momentAsked(location.search);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** What the address asked for when the page was opened, once. */
  takeAsked() {
    const { asked } = this;
    this.asked = undefined;
    return asked;
  }

  /** @param {number | undefined} seen images seen; undefined for the latest */
  write(seen) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (new URLSearchParams(location.search).get("run") !== this.run) return;
      const address = addressAt(location.href, seen);
      if (address !== location.href) history.replaceState(history.state, "", address);
    }, WRITE_MS);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
