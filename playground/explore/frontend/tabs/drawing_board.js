// A black board with a white pen; the server makes it as small as the generator's images.

/**
 * @param {HTMLCanvasElement} board
 * @param {HTMLInputElement} pen its width
 * @param {() => void} onStroke
 */
export function createDrawingBoard(board, pen, onStroke) {
  const context = /** @type {CanvasRenderingContext2D} */ (board.getContext("2d"));
  /** @type {[number, number] | null} */
  let last = null;

  /**
   * @param {PointerEvent} event
   * @returns {[number, number]}
   */
  function place({ clientX, clientY }) {
    const box = board.getBoundingClientRect();
    return [((clientX - box.left) * board.width) / box.width, ((clientY - box.top) * board.height) / box.height];
  }
  function clear() {
    context.fillStyle = "#000";
    context.fillRect(0, 0, board.width, board.height);
  }
  /** @param {PointerEvent} event */
  function stroke(event) {
    const now = place(event);
    Object.assign(context, { strokeStyle: "#fff", lineWidth: Number(pen.value), lineCap: "round", lineJoin: "round" });
    context.beginPath();
    context.moveTo(...(last ?? now));
    context.lineTo(...now);
    context.stroke();
    last = now;
  }
  board.addEventListener("pointerdown", (event) => {
    board.setPointerCapture(event.pointerId);
    last = null;
    stroke(event);
    onStroke();
  });
  board.addEventListener("pointermove", (event) => { if (board.hasPointerCapture(event.pointerId)) stroke(event); });
  clear();
  return {
    clear,
    /** @returns {Promise<Blob | null>} a PNG */
    file: () => new Promise((resolve) => { board.toBlob(resolve, "image/png"); }),
  };
}
