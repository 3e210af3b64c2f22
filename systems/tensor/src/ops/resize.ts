/** Images at other sizes and places. Layouts as in convolution.ts. */
import * as make from '../graph/make.ts';
import type { Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { perAxis, spatialOf, type Layout, type PerAxis } from './convolution.ts';
import { tensor } from './create.ts';
import { abs, add, cast, clip, div, equal, floor, fmod, greaterEqual, less, logicalAnd, mul, round, sub, where } from './elementwise.ts';
import { floating, wrap } from './like.ts';
import { picked } from './join.ts';
import { reshape, slice } from './movement.ts';

export interface ResizeOptions {
  mode?: 'nearest' | 'bilinear' | 'bicubic';
  /** Where a place of the result is in the image: halfPixel (i + ½) n / out - ½ (default), alignCorners i (n - 1) / (out - 1), asymmetric i n / out. */
  coordinates?: 'halfPixel' | 'alignCorners' | 'asymmetric';
  /** How 'nearest' rounds: down (default, as PyTorch's), or half up. */
  nearest?: 'floor' | 'round';
  layout?: Layout;
}
/** The image at another spatial size. Bicubic has a = -0.75, edges are repeated, nothing is smoothed when it shrinks. */
export function resize(x: Tensor, size: PerAxis, { mode = 'bilinear', coordinates = 'halfPixel', nearest = 'floor', layout = 'NHWC' }: ResizeOptions = {}): Tensor {
  const sizes = perAxis('resize', size, x.rank - 2), first = layout === 'NHWC' ? 1 : 2;
  let node = mode === 'nearest' ? x.node : floating(x.node);
  sizes.forEach((out, k) => {
    const axis = first + k, n = node.shape[axis];
    if (n === out && coordinates !== 'asymmetric') return;
    const places = Array.from({ length: out }, (_, i) => place(i, n, out, mode === 'nearest' && coordinates === 'halfPixel' && nearest === 'floor' ? 'asymmetric' : coordinates));
    node = mode === 'nearest' ? picked(node, axis, places.map((p) => bound(nearest === 'floor' ? Math.floor(p + 1e-9) : Math.floor(p + 0.5), n))) : interpolated(node, axis, places, mode);
  });
  return wrap(node);
}
const bound = (i: number, n: number): number => Math.min(Math.max(i, 0), n - 1);
function place(i: number, n: number, out: number, coordinates: string): number {
  if (coordinates === 'asymmetric') return (i * n) / out;
  if (coordinates === 'alignCorners') return out === 1 ? 0 : (i * (n - 1)) / (out - 1);
  return ((i + 0.5) * n) / out - 0.5;
}
function interpolated(x: Node, axis: number, places: readonly number[], mode: 'bilinear' | 'bicubic'): Node {
  const n = x.shape[axis], taps = mode === 'bilinear' ? [0, 1] : [-1, 0, 1, 2], shape = x.shape.with(axis, places.length);
  const parts = taps.map((tap) => {
    const weights = places.map((p) => { const q = mode === 'bilinear' ? bound(p, n) : p, t = q - Math.floor(q); return mode === 'bilinear' ? (tap === 0 ? 1 - t : t) : cubic(tap - t); });
    const at = places.map((p) => bound(Math.floor(mode === 'bilinear' ? bound(p, n) : p) + tap, n));
    const taken = make.take(x, tensor(Int32Array.from(at)).node, axis);
    return make.binary('mul', taken, make.broadcast(make.cast(tensor(Float32Array.from(weights)).node, x.dtype), shape, [axis]));
  });
  return parts.reduce((a, b) => make.binary('add', a, b));
}
/** Keys' kernel with a = -0.75. */
function cubic(distance: number): number {
  const a = -0.75, d = Math.abs(distance);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

/** Channels into space: [n, h, w, c r²] -> [n, h r, w r, c]. NCHW orders channels as PyTorch does, (c, r, r); NHWC as TensorFlow's depthToSpace, (r, r, c). */
export function pixelShuffle(x: Tensor, r: number, layout: Layout = 'NHWC'): Tensor {
  if (x.rank !== 4) fail(`pixelShuffle: expected 4 axes, got ${x.toString()}`);
  const channels = layout === 'NHWC' ? x.shape[3] : x.shape[1], [n] = x.shape, [h, w] = spatialOf(x, layout), c = channels / (r * r);
  if (!Number.isInteger(c)) fail(`pixelShuffle: ${channels} channels do not divide into ${r} x ${r}`);
  if (layout === 'NHWC') return reshape(reshape(x, [n, h, w, r, r, c]).transpose([0, 1, 3, 2, 4, 5]), [n, h * r, w * r, c]);
  return reshape(reshape(x, [n, c, r, r, h, w]).transpose([0, 1, 4, 2, 5, 3]), [n, c, h * r, w * r]);
}
/** Space into channels: the inverse of pixelShuffle. */
export function pixelUnshuffle(x: Tensor, r: number, layout: Layout = 'NHWC'): Tensor {
  if (x.rank !== 4) fail(`pixelUnshuffle: expected 4 axes, got ${x.toString()}`);
  const [n] = x.shape, c = layout === 'NHWC' ? x.shape[3] : x.shape[1], [h, w] = spatialOf(x, layout);
  if (h % r || w % r) fail(`pixelUnshuffle: ${h} x ${w} places do not divide by ${r}`);
  if (layout === 'NHWC') return reshape(reshape(x, [n, h / r, r, w / r, r, c]).transpose([0, 1, 3, 2, 4, 5]), [n, h / r, w / r, r * r * c]);
  return reshape(reshape(x, [n, c, h / r, r, w / r, r]).transpose([0, 1, 3, 5, 2, 4]), [n, c * r * r, h / r, w / r]);
}

export interface GridSampleOptions { mode?: 'bilinear' | 'nearest'; /** Beyond the image: 0, its edge, or the image mirrored. */ outside?: 'zeros' | 'border' | 'reflection'; alignCorners?: boolean; layout?: Layout }
/** The image [n, h, w, c] at the places of a grid [n, oh, ow, 2] of (x, y) from -1 to 1 -> [n, oh, ow, c] (NCHW alike). Differentiable in both. */
export function gridSample(x: Tensor, grid: Tensor, { mode = 'bilinear', outside = 'zeros', alignCorners = false, layout = 'NHWC' }: GridSampleOptions = {}): Tensor {
  if (x.rank !== 4 || grid.rank !== 4 || grid.shape[3] !== 2 || grid.shape[0] !== x.shape[0]) fail(`gridSample: expected an image of 4 axes and a grid [n, oh, ow, 2] of as many, got ${x.toString()} and ${grid.toString()}`);
  const image = layout === 'NHWC' ? x : x.transpose([0, 2, 3, 1]), [n, h, w, c] = image.shape, [, oh, ow] = grid.shape;
  const scaled = (k: number, size: number) => {
    const g = slice(grid, ['...', k]), at = alignCorners ? mul(add(g, 1), (size - 1) / 2) : sub(mul(add(g, 1), size / 2), 0.5);
    if (outside === 'zeros') return at;
    return clip(outside === 'border' ? at : mirrored(at, alignCorners ? 0 : -0.5, alignCorners ? size - 1 : size), 0, size - 1);
  };
  const px = scaled(0, w), py = scaled(1, h), rows = image.reshape([n * h * w, c]), example = wrap(make.iota(0, [n, oh, ow]));
  const at = (ix: Tensor, iy: Tensor): Tensor => {
    const inside = logicalAnd(logicalAnd(greaterEqual(ix, 0), less(ix, w)), logicalAnd(greaterEqual(iy, 0), less(iy, h)));
    const index = add(mul(add(mul(example, h), cast(clip(iy, 0, h - 1), 'i32')), w), cast(clip(ix, 0, w - 1), 'i32'));
    return where(inside.expandDims(3), wrap(make.take(rows.node, index.node, 0)), 0);
  };
  let result: Tensor;
  if (mode === 'nearest') result = at(round(px), round(py));
  else {
    const x0 = floor(px), y0 = floor(py), tx = sub(px, x0).expandDims(3), ty = sub(py, y0).expandDims(3);
    const top = add(mul(at(x0, y0), sub(1, tx)), mul(at(add(x0, 1), y0), tx)), bottom = add(mul(at(x0, add(y0, 1)), sub(1, tx)), mul(at(add(x0, 1), add(y0, 1)), tx));
    result = add(mul(top, sub(1, ty)), mul(bottom, ty));
  }
  return layout === 'NHWC' ? result : result.transpose([0, 3, 1, 2]);
}

/** Places reflected into [from, from + span]. */
function mirrored(at: Tensor, from: number, span: number): Tensor {
  if (span === 0) return mul(at, 0);
  const off = abs(sub(at, from)), turns = floor(div(off, span)), rest = sub(off, mul(turns, span));
  return add(where(equal(fmod(turns, 2), 0), rest, sub(span, rest)), from);
}
