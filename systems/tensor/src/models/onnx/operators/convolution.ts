/** Convolutions and their transposes. Channels come first. */
import * as ops from '../../../ops/index.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Table } from '../call.ts';
import { ofTensor, type Value } from '../value.ts';

export type Pairs = (readonly [number, number])[];
/** Padding before and after each spatial axis: given, or found from the sizes. */
export function paddingOf(c: Call, size: readonly number[], kernel: readonly number[], strides: readonly number[], dilations: readonly number[]): Pairs {
  const mode = c.string('auto_pad', 'NOTSET'), pads = c.ints('pads');
  if (mode === 'VALID' || (mode === 'NOTSET' && !pads?.length)) return size.map(() => [0, 0]);
  if (mode === 'NOTSET') return size.map((_, i) => [pads![i], pads![size.length + i]]);
  return size.map((n, i) => {
    const total = Math.max(0, (Math.ceil(n / strides[i]) - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - n);
    return mode === 'SAME_LOWER' ? [Math.ceil(total / 2), Math.floor(total / 2)] : [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}
export const perAxis = (c: Call, name: string, rank: number): number[] => { const given = c.ints(name); return given?.length ? given : Array.from({ length: rank }, () => 1); };
const biased = (y: Tensor, bias: Tensor | undefined): Tensor => (bias ? ops.add(y, ops.reshape(bias, [-1, ...y.shape.slice(2).map(() => 1)])) : y);

export function convolved(c: Call, x: Tensor, w: Tensor): Tensor {
  const size = x.shape.slice(2), kernel = w.shape.slice(2), rank = size.length, stride = perAxis(c, 'strides', rank), dilation = perAxis(c, 'dilations', rank);
  return ops.conv(x, w, { stride, dilation, padding: paddingOf(c, size, kernel, stride, dilation), groups: c.int('group', 1), layout: 'NCHW' });
}
const conv = (c: Call): Value => ofTensor(biased(convolved(c, c.tensor(0), c.tensor(1)), c.tensorOr(2, undefined)), c.value(0).type);

/** Where the output's size is given, or said to be in · stride, padding follows from it. */
function convTranspose(c: Call): Value {
  const x = c.tensor(0), w = c.tensor(1), size = x.shape.slice(2), kernel = w.shape.slice(2), rank = size.length, stride = perAxis(c, 'strides', rank), dilation = perAxis(c, 'dilations', rank);
  const mode = c.string('auto_pad', 'NOTSET'), extra = c.ints('output_padding') ?? size.map(() => 0), asked = c.ints('output_shape')?.slice(-rank) ?? (mode.startsWith('SAME') ? size.map((n, i) => n * stride[i]) : undefined);
  const whole = size.map((n, i) => (n - 1) * stride[i] + (kernel[i] - 1) * dilation[i] + 1), pads = c.ints('pads');
  const padding: Pairs = size.map((_, i) => {
    if (!asked) return [pads?.[i] ?? 0, pads?.[rank + i] ?? 0];
    const total = Math.max(0, whole[i] + extra[i] - asked[i]), half = Math.floor(total / 2);
    return mode === 'SAME_UPPER' ? [half, total - half] : [total - half, half];
  });
  const outputPadding = size.map((_, i) => (asked ? asked[i] - (whole[i] - padding[i][0] - padding[i][1]) : extra[i]));
  return ofTensor(biased(ops.convTranspose(x, w, { stride, dilation, padding, outputPadding, groups: c.int('group', 1), layout: 'NCHW' }), c.tensorOr(2, undefined)), c.value(0).type);
}

export const convolution: Table = { Conv: conv, ConvTranspose: convTranspose };
