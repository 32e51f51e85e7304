import type { Random } from './random.ts';

/**
 * Normally distributed numbers by the ziggurat of G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating
 * Random Variables" (Journal of Statistical Software, 2000), with their 128 layers: a multiplication a number, nearly always.
 */
const LAYERS = 128;
/** Where the tail begins. */
const TAIL = 3.442619855899;
/** Area of every layer. */
const AREA = 9.91256303526217e-3;
/** Range of the absolute value of a 32-bit integer. */
const HALF_RANGE = 2_147_483_648;

/** An integer whose absolute value is below its layer's limit lies within the curve. */
const limits = new Float64Array(LAYERS);
/** Width of a layer a unit of the integer. */
const widths = new Float64Array(LAYERS);
/** Height of the curve at a layer's edge. */
const heights = new Float64Array(LAYERS);

const curve = (x: number): number => Math.exp(-0.5 * x * x);

function layOut(): void {
  let edge = TAIL;
  const base = AREA / curve(TAIL);
  limits[0] = (TAIL / base) * HALF_RANGE;
  limits[1] = 0;
  widths[0] = base / HALF_RANGE;
  widths[LAYERS - 1] = TAIL / HALF_RANGE;
  heights[0] = 1;
  heights[LAYERS - 1] = curve(TAIL);
  for (let layer = LAYERS - 2; layer >= 1; layer -= 1) {
    const inner = Math.sqrt(-2 * Math.log(AREA / edge + curve(edge)));
    limits[layer + 1] = (inner / edge) * HALF_RANGE;
    edge = inner;
    heights[layer] = curve(edge);
    widths[layer] = edge / HALF_RANGE;
  }
}
layOut();

/** One number of mean 0 and deviation 1. */
export function gaussian(random: Random): number {
  for (;;) {
    const integer = random.int32();
    const layer = integer & (LAYERS - 1);
    const x = integer * widths[layer]!;
    if (Math.abs(integer) < limits[layer]!) return x;
    if (layer === 0) return tail(random, integer > 0);
    const [below, above] = [heights[layer]!, heights[layer - 1]!];
    if (below + random.fraction() * (above - below) < curve(x)) return x;
  }
}

function tail(random: Random, positive: boolean): number {
  for (;;) {
    // 1 - fraction is never 0, of which there is no logarithm.
    const beyond = -Math.log(1 - random.fraction()) / TAIL;
    const height = -Math.log(1 - random.fraction());
    if (height + height >= beyond * beyond) return positive ? TAIL + beyond : -TAIL - beyond;
  }
}

/** A vector of normally distributed numbers, scaled to length 1: what an embedding model gives looks like it. */
export function gaussianUnitVector(random: Random, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  let squares = 0;
  for (let at = 0; at < dimensions; at += 1) {
    const value = gaussian(random);
    vector[at] = value;
    squares += value * value;
  }
  const scale = 1 / Math.sqrt(squares);
  for (let at = 0; at < dimensions; at += 1) vector[at]! *= scale;
  return vector;
}
