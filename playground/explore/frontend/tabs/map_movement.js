// Moving over the seed map: to a position, by a distance, on and on in the direction of the last move.

import { atPosition, positionOf } from "../state/seed_map.js";

/** @import { Explorer } from "../explorer.js" */

const LEAST_MOVE = 0.001; // seeds; anything less has no direction

/**
 * @param {Explorer} explorer
 * @param {() => number} speed seeds a second
 */
export function createMapMovement(explorer, speed) {
  const { view } = explorer;
  let heading = [0.8, 0.6]; // of the last move, of length 1

  /** @type {(x: number, y: number, isPlaying?: boolean) => void} */
  function moveTo(x, y, isPlaying = false) {
    const values = { point: atPosition(view.point, x, y) };
    if (isPlaying) explorer.animate(values, "map");
    else explorer.change(values, "current", "map");
  }
  /** @type {(dx: number, dy: number) => void} */
  function moveBy(dx, dy) {
    const [x, y] = positionOf(view.point), distance = Math.hypot(dx, dy);
    if (distance > LEAST_MOVE) heading = [dx / distance, dy / distance];
    moveTo(x + dx, y + dy);
  }
  /** @param {number} milliseconds gone while the map plays */
  function advance(milliseconds) {
    const distance = (speed() * milliseconds) / 1000, [x, y] = positionOf(view.point);
    moveTo(x + heading[0] * distance, y + heading[1] * distance, true);
  }
  function snap() {
    const [x, y] = positionOf(view.point);
    moveTo(Math.round(x), Math.round(y));
  }
  return { moveTo, moveBy, advance, snap };
}
