// Entry point of the page of everyone's runs.

import { GalleryPage } from "./gallery_page.js";

/** @type {WeakMap<ParentNode, GalleryPage>} */
const mounted = new WeakMap();

/**
 * @param {{ parentElement: ParentNode }} component
 * @returns {() => void} undoes it
 */
export default function mount({ parentElement }) {
  const root = parentElement.querySelector(".gallery");
  if (!(root instanceof HTMLElement)) throw new Error("The page has no .gallery.");
  if (!mounted.has(parentElement)) mounted.set(parentElement, new GalleryPage(root));
  return () => {
    mounted.get(parentElement)?.stop();
    mounted.delete(parentElement);
  };
}
