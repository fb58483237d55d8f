// Every tab there is, in their order on the page.

import { createArithmeticTab } from "./arithmetic.js";
import { createClassesTab } from "./classes.js";
import { createDirectionsTab } from "./directions.js";
import { createInterpolateTab } from "./interpolate.js";
import { createInversionTab } from "./inversion.js";
import { createWalkTab } from "./latent_walk.js";
import { createLayersTab } from "./layers.js";
import { createSeedMapTab } from "./seed_map.js";
import { createVariationsTab } from "./variations.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */

const TABS = [
  createInterpolateTab, createSeedMapTab, createWalkTab, createClassesTab, createArithmeticTab,
  createVariationsTab, createDirectionsTab, createInversionTab, createLayersTab,
];

/**
 * The tabs by name, in their order.
 * @param {Explorer} explorer
 * @returns {Record<string, Tab>}
 */
export function createTabs(explorer) {
  return Object.fromEntries(TABS.map((create) => create(explorer)).map((tab) => [tab.name, tab]));
}
