// The standard normal distribution function and its inverse, in double precision.

const ROOT_TAU = Math.sqrt(2 * Math.PI);
const SERIES_UP_TO = 3; // from there on the continued fraction has fewer terms
const TERMS = 60;

/**
 * Phi(x): the share of a standard normal distribution below x.
 * @param {number} x
 */
export function below(x) {
  const size = Math.abs(x), density = Math.exp(-0.5 * size * size) / ROOT_TAU;
  if (size < SERIES_UP_TO) { // Phi(x) = 1/2 + density (x + x^3/3 + x^5/15 + ...), Marsaglia 2004
    let term = x, sum = x;
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) sum += term *= (x * x) / k;
    return 0.5 + density * sum;
  }
  let fraction = size; // Laplace's continued fraction of the tail: x + 1/(x + 2/(x + 3/...))
  for (let k = TERMS; k > 0; k--) fraction = size + k / fraction;
  return x < 0 ? density / fraction : 1 - density / fraction;
}

/** Numerators and denominators of Wichura's algorithm AS 241 (1988), highest power first. */
const MIDDLE = [
  [2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
    13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665],
  [5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597,
    5394.196021424751, 687.1870074920579, 42.31333070160091, 1],
];
const NEAR_TAIL = [
  [0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835],
  [1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1],
];
const FAR_TAIL = [
  [2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103],
  [2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1],
];

/** @param {number[][]} ratio @param {number} x */
function rational([above, under], x) {
  const at = (/** @type {number[]} */ powers) => powers.reduce((sum, factor) => sum * x + factor, 0);
  return at(above) / at(under);
}

/**
 * The x below which this share of a standard normal distribution lies.
 * @param {number} share above 0 and below 1
 */
export function quantile(share) {
  const centred = share - 0.5;
  if (Math.abs(centred) <= 0.425) return centred * rational(MIDDLE, 0.180625 - centred * centred);
  const root = Math.sqrt(-Math.log(centred < 0 ? share : 1 - share));
  const size = root <= 5 ? rational(NEAR_TAIL, root - 1.6) : rational(FAR_TAIL, root - 5);
  return centred < 0 ? -size : size;
}
