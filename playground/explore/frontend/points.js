// Points: words such as 12~c3 or @12.5:3~e0:1.25; playground/point_text.py says what they mean.

const PART_ORDER = ["c", "e", "d", "s"]; // classes, edits, directions, scale
const RANDOM_SEEDS = 100000; // few enough digits to say aloud in class

const seedsOf = (point) => point.split("~")[0];
const partOf = (point, letter) => point.split("~").slice(1).find((part) => part[0] === letter)?.slice(1) ?? "";
const isSeed = (point) => /^[0-9]+$/.test(seedsOf(point));
const plainSeed = (point) => (isSeed(point) ? Number(seedsOf(point)) : null);

// The same point with other text in one of its parts; without the part where the text is empty.
function withPart(point, letter, text) {
  const parts = PART_ORDER.map((each) => {
    const value = each === letter ? text : partOf(point, each);
    return value === "" ? "" : `~${each}${value}`;
  });
  return seedsOf(point) + parts.join("");
}

function withSeeds(point, seeds) {
  return seeds + point.slice(seedsOf(point).length);
}

// "3:0.5,4" -> Map {"3" -> 0.5, "4" -> 1}
function readPairs(text) {
  return new Map((text ? text.split(",") : []).map((pair) => {
    const [name, value] = pair.split(":");
    return [name, value === undefined ? 1 : Number(value)];
  }));
}

function writePairs(pairs) {
  return [...pairs].map(([name, value]) => `${name}:${digits(value)}`).join(",");
}

const digits = (value) => String(Number(Number(value).toFixed(4)));

// "seed 3, Sneaker, 2 sliders"
function describe(point, about) {
  const moved = readPairs(partOf(point, "e")).size;
  const isOwn = moved > 0 && moved === about?.z_dim; // every number set: nothing of the seed is left
  const parts = [isOwn ? "a z of its own" : seedWords(point)];
  const shown = classWords(point, about);
  if (shown) parts.push(shown);
  if (moved && !isOwn) parts.push(`${moved} slider${moved > 1 ? "s" : ""}`);
  const along = [...readPairs(partOf(point, "d"))].map(([name, value]) => `${name} ${signed(value, 1)}`);
  return [...parts, ...along].join(", ");
}

function seedWords(point) {
  const seeds = seedsOf(point);
  if (isSeed(point)) return `seed ${seeds}`;
  if (seeds[0] === "@") {
    const [x, y] = placeOf(point);
    return `place ${x.toFixed(2)}, ${y.toFixed(2)}`.replaceAll("-", "−");
  }
  const terms = readPairs(seeds).size;
  return partOf(point, "e") && terms === 1 ? "found" : `mix of ${terms}`;
}

function classWords(point, about) {
  if (!about?.num_classes) return "";
  const weights = [...readPairs(partOf(point, "c"))].filter(([, weight]) => weight > 0);
  if (!weights.length) return isSeed(point) ? className(plainSeed(point) % about.num_classes, about) : "";
  if (weights.length === 1) return className(Number(weights[0][0]), about);
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  return weights.sort((x, y) => y[1] - x[1]).slice(0, 3)
    .map(([index, weight]) => `${className(Number(index), about)} ${Math.round((100 * weight) / sum)}%`).join(", ");
}

const className = (index, about) => about.class_names[index] ?? `class ${index}`;
const signed = (value, places) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(places)}`;

// The class a point was given by hand, or null.
function chosenClass(point) {
  const pairs = [...readPairs(partOf(point, "c"))];
  return pairs.length === 1 ? Number(pairs[0][0]) : null;
}

// The point without what the model at hand does not have.
function fitPoint(point, about) {
  const keep = (letter, limit) => writeShort([...readPairs(partOf(point, letter))].filter(([index]) => Number(index) < limit), letter);
  return withPart(withPart(point, "c", keep("c", about.num_classes)), "e", keep("e", about.z_dim));
}

const writeShort = (pairs, letter) =>
  letter === "c" && pairs.length === 1 ? pairs[0][0] : writePairs(pairs);

// Places on the plane of seeds, as gan_core/plane.py has them.
const PLANE_WIDTH = 1000;

function placeOf(point) {
  const seeds = seedsOf(point);
  if (seeds[0] === "@") return seeds.slice(1).split(":").map(Number);
  const [heaviest] = [...readPairs(seeds)].sort((x, y) => y[1] - x[1])[0];
  return [Number(heaviest) % PLANE_WIDTH, Math.floor(Number(heaviest) / PLANE_WIDTH) % PLANE_WIDTH];
}

const atPlace = (point, x, y) => withSeeds(point, `@${digits(x)}:${digits(y)}`);
const randomSeed = () => String(Math.floor(Math.random() * RANDOM_SEEDS));
