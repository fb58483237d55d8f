// What chosen files are called in the zip that they become.

/** @typedef {{ name: string, webkitRelativePath: string }} Chosen */

/**
 * A name for each, with its folders where there are any, and no name twice.
 * @param {Chosen[]} files
 */
export function entryNames(files) {
  /** @type {Set<string>} */
  const taken = new Set();
  return files.map((file, number) => {
    const whole = file.webkitRelativePath || file.name;
    const cut = whole.lastIndexOf("/") + 1;
    let name = whole;
    for (let more = number; taken.has(name); more++) name = `${whole.slice(0, cut)}${more}-${whole.slice(cut)}`;
    taken.add(name);
    return name;
  });
}

/**
 * What the zip is called: as the folder, or by the number of files.
 * @param {Chosen[]} files
 */
export function zipName(files) {
  const folder = files[0]?.webkitRelativePath.split("/")[0];
  return `${folder || `${files.length}-images`}.zip`;
}
