/** Fourier transforms along one axis. Complex numbers are pairs of tensors. */
import * as make from '../graph/make.ts';
import type { Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import { Tensor } from '../tensor.ts';
import { axisOf, floating, wrap } from './like.ts';
import { picked } from './join.ts';
import { range } from './movement.ts';

export interface Complex { re: Tensor; im: Tensor }

/** X[k] = Σ x[j] exp(-2πi jk / n). */
export const fft = (x: Complex | Tensor, axis = -1): Complex => transform('fft', x, axis, false);
/** Inverse of fft, with its factor 1 / n. */
export const ifft = (x: Complex | Tensor, axis = -1): Complex => transform('ifft', x, axis, true);
/** The n / 2 + 1 bins of a real tensor's transform that say all. */
export function rfft(x: Tensor, axis = -1): Complex {
  const i = axisOf('rfft', axis, x.rank), bins = Math.floor(x.shape[i] / 2) + 1, { re, im } = fft(x, axis);
  return { re: wrap(range(re.node, i, 0, bins)), im: wrap(range(im.node, i, 0, bins)) };
}
/** Real tensor of n elements along the axis (2 (bins - 1) by default) from the bins of rfft. */
export function irfft({ re, im }: Complex, n?: number, axis = -1): Tensor {
  const i = axisOf('irfft', axis, re.rank), bins = re.shape[i], length = n ?? 2 * (bins - 1);
  if (Math.floor(length / 2) + 1 !== bins) fail(`irfft: ${bins} bins do not make ${length} elements: expected ${Math.floor(length / 2) + 1} bins`);
  // The other bins are the conjugates in reverse.
  const mirrored = Array.from({ length: length - bins }, (_, k) => length - bins - k);
  const whole = (x: Node, sign: number): Node => {
    if (mirrored.length === 0) return x;
    const tail = picked(x, i, mirrored);
    return make.concat([x, sign < 0 ? make.unary('neg', tail) : tail], i);
  };
  return ifft({ re: wrap(whole(floating(re.node), 1)), im: wrap(whole(floating(im.node), -1)) }, axis).re;
}

function transform(op: string, x: Complex | Tensor, axis: number, inverse: boolean): Complex {
  const re = floating((x instanceof Tensor ? x : x.re).node), im = x instanceof Tensor ? make.fill(0, re.shape, re.dtype) : floating(x.im.node);
  const rank = re.shape.length, i = axisOf(op, axis, rank), there = [...Array.from({ length: rank }, (_, k) => k).toSpliced(i, 1), i], back = there.map((_, k) => there.indexOf(k));
  const [a, b] = make.host('fft', [make.permute(re, there), make.permute(im, there)], { inverse });
  return { re: wrap(make.permute(a, back)), im: wrap(make.permute(b, back)) };
}
