// Drag and drop of samples: what is carried is a point, as text.

const POINT_TYPE = "application/x-latent-point";

/**
 * @param {HTMLElement} element
 * @param {() => string} point what is carried when the drag begins
 */
export function makeDraggable(element, point) {
  element.draggable = true;
  element.addEventListener("dragstart", (event) => {
    if (!event.dataTransfer) return;
    event.dataTransfer.setData(POINT_TYPE, point());
    event.dataTransfer.effectAllowed = "copy";
  });
}

/**
 * @param {HTMLElement} element
 * @param {(point: string) => void} onDrop
 */
export function acceptDrops(element, onDrop) {
  element.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes(POINT_TYPE)) return;
    event.preventDefault();
    element.classList.add("drop-target");
  });
  element.addEventListener("dragleave", () => element.classList.remove("drop-target"));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("drop-target");
    const point = event.dataTransfer?.getData(POINT_TYPE);
    if (point) onDrop(point);
  });
}
