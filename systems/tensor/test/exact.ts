/** Tests on the interpreter read float64: what it keeps, not what its dtype would store. */
import { backend, configure, InterpreterBackend, realize, tensor, type Shape, type Tensor } from '../src/index.ts';
import { random } from '@galley/numerics/random';

await configure({ backend: 'interpreter' });

/** The values in float64. */
export function exact(t: Tensor): Float64Array {
  void realize(t);
  const on = backend();
  if (!(on instanceof InterpreterBackend)) throw new Error('expected the interpreter');
  return on.exact(t.node.value!);
}

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
