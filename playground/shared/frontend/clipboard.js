// Copying a text, also where a browser has no clipboard: over plain http it is there on localhost alone.

/** Whether `text` is in the clipboard now; the focus may have moved. @param {string} text */
export async function copied(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // A person, or the frame around the page, has forbidden it.
    }
  }
  return copiedBySelection(text);
}

/** @param {string} text */
function copiedBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  Object.assign(field.style, { position: "fixed", opacity: "0" });
  document.body.append(field);
  field.select();
  let isCopied = false;
  try {
    isCopied = document.execCommand("copy");
  } catch {
    // It is asked for by hand then.
  }
  field.remove();
  return isCopied;
}
