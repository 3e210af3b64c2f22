/** Tests on the interpreter read float64: what it keeps, not what its dtype would store. */
import { backend, configure, InterpreterBackend, realize, tensor, type Shape, type Tensor } from '../src/index.ts';
import { random } from '@galley/numerics/random';

await configure({ backend: 'interpreter' });

/** The values in float64: what the interpreter keeps; elsewhere what is stored. */
export function exact(t: Tensor): Float64Array {
  void realize(t);
  const on = backend();
  return on instanceof InterpreterBackend ? on.exact(t.node.value!) : Float64Array.from(t.dataSync());
}

/** What recorded figures are held against: the definitions, and generated code in float32. */
export const recordedOn = [{ on: 'interpreter', f32: 1 }, { on: 'wasm', f32: 300 }] as const;

/** The largest difference, over the largest magnitude (at least `floor`). */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>, floor = 1e-3): number {
  if (a.length !== b.length) return Infinity;
  let off = 0, size = floor;
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i]) || a[i] === b[i]) continue;
    off = Math.max(off, Number.isNaN(a[i] - b[i]) ? Infinity : Math.abs(a[i] - b[i]));
    if (Number.isFinite(b[i])) size = Math.max(size, Math.abs(b[i]));
  }
  return off / size;
}

/** Drawn evenly from [low, high), the same for the same seed. */
export function drawn(seed: string, shape: Shape, low = -1, high = 1): Tensor {
  const rng = random(seed), values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) values[i] = low + (high - low) * rng.uniform();
  return tensor(values, { shape });
}
