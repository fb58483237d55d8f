// Sentences: on the page for everyone, and aloud for a screen reader.

const SPEAK_MS = 3000; // between two sentences to a screen reader
const REMARK_MS = 12000;

// An error goes with the next picture; a remark goes by itself.
function noticeBoard(element) {
  let isError = false, timer = 0;
  const put = (text) => { element.textContent = text; element.hidden = !text; };
  return {
    error(text) { isError = true; put(text); },
    say(text) { clearTimeout(timer); isError = false; put(text); timer = setTimeout(() => put(""), REMARK_MS); },
    calm() { if (isError) { isError = false; put(""); } },
  };
}

// Says the last sentence of a burst, at most one in SPEAK_MS.
function speaker(element) {
  let waiting = "", timer = 0;
  const speak = (text) => {
    waiting = text;
    timer ||= setTimeout(() => { timer = 0; element.textContent = waiting; }, SPEAK_MS);
  };
  speak.stop = () => clearTimeout(timer);
  return speak;
}
