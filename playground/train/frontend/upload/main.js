// Many chosen files become one zip before Streamlit's uploader sees them: of thousands of files, it
// sends one at a time and draws its list anew for each, and the page stands still for minutes.

import { find } from "../../../shared/frontend/elements.js";
import { entryNames, zipName } from "./names.js";
import { MOST_BYTES, MOST_FILES, zip } from "./zip.js";

/**
 * @typedef {object} UploadData
 * @property {string} files the key of the uploader of files, which takes a zip
 * @property {string} folder the key of that of folders
 * @property {number} many from so many files on they are packed
 * @property {number} mostBytes that one upload may have
 */

/**
 * @param {{ data: UploadData, parentElement: ParentNode }} component
 */
export default function mount({ data, parentElement }) {
  const status = find(parentElement, ".packing", "p");

  /** @param {Event} event */
  const changed = (event) => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || target.type !== "file" || !target.files) return;
    if (!target.closest(`.st-key-${data.files}, .st-key-${data.folder}`)) return;
    const files = [...target.files];
    if (files.length < data.many) return; // so is the one zip that comes from here
    event.stopImmediatePropagation();
    target.value = ""; // the same folder may be chosen again
    pack(files).catch(() => say("A file could not be read; choose the images again, or upload a zip of them."));
  };

  /** @param {File[]} files */
  const pack = async (files) => {
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    const most = Math.min(data.mostBytes, MOST_BYTES);
    if (files.length > MOST_FILES || bytes > most) {
      say(tooMuch(files.length, bytes, most));
      return;
    }
    const names = entryNames(files);
    const entries = files.map((content, index) => ({ name: names[index], content }));
    const packed = await zip(entries, (done) => {
      if (done % 50 === 0) say(`Packing: ${done.toLocaleString("en")} of ${files.length.toLocaleString("en")} files…`);
    });
    hand(new File([packed], zipName(files), { type: "application/zip" }), files.length);
  };

  /**
   * @param {File} file
   * @param {number} count of the files in it
   */
  const hand = (file, count) => {
    const input = /** @type {HTMLInputElement | null} */ (document.querySelector(`.st-key-${data.files} input[type=file]`));
    if (!input) return; // the panel has been closed meanwhile
    const transfer = new DataTransfer();
    transfer.items.add(file);
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    say(`${count.toLocaleString("en")} files are sent as one zip.`);
  };

  /** @param {string} sentence */
  const say = (sentence) => {
    status.textContent = sentence;
    status.hidden = !sentence;
  };

  // Before the listener of React, which knows nothing of this.
  document.addEventListener("change", changed, { capture: true });
  return () => document.removeEventListener("change", changed, { capture: true });
}

/**
 * What to do with more than one upload takes.
 * @param {number} count of the files
 * @param {number} bytes of all of them
 * @param {number} most bytes of an upload
 */
export function tooMuch(count, bytes, most) {
  return `These are ${count.toLocaleString("en")} files of ${megabytes(bytes)}, and one upload takes up to ` +
    `${MOST_FILES.toLocaleString("en")} of ${megabytes(most)} in all. Upload a zip of smaller copies (256 px are ` +
    "enough for every model), or ask whoever runs this playground to put the folder into its data folder.";
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${Math.ceil(bytes / 1e6).toLocaleString("en")} MB`;
}
