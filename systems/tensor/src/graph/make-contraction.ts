/** Constructors of the primitives that multiply and add: contraction and convolution. */
import { fail } from '../input-error.ts';
import { isFloat } from './dtype.ts';
import { checkDtype, sameShape, show } from './make.ts';
import { Node, type ConvSpec, type Shape } from './node.ts';

/** Sum of products over the labels that are in both operands and not in `out`. Labels name axes, as the letters of an einsum. */
export function contract(a: Node, b: Node, aLabels: readonly number[], bLabels: readonly number[], out: readonly number[]): Node {
  const formula = `contract ${aLabels.join(' ')}, ${bLabels.join(' ')} -> ${out.join(' ')} of ${show(a)} and ${show(b)}`;
  if (a.dtype !== b.dtype) fail(`${formula}: operands differ in dtype`);
  checkDtype('contract', a, 'numbers', (d) => d !== 'bool');
  if (aLabels.length !== a.shape.length || bLabels.length !== b.shape.length) fail(`${formula}: expected one label per axis`);
  if (new Set(aLabels).size !== aLabels.length || new Set(bLabels).size !== bLabels.length || new Set(out).size !== out.length) fail(`${formula}: a label repeats`);
  const sizes = new Map(aLabels.map((l, i) => [l, a.shape[i]]));
  bLabels.forEach((l, i) => {
    const known = sizes.get(l);
    if (known !== undefined && known !== b.shape[i]) fail(`${formula}: label ${l} has size ${known} in the first operand and ${b.shape[i]} in the second`);
    sizes.set(l, b.shape[i]);
  });
  for (const l of [...aLabels, ...bLabels]) if (!out.includes(l) && !(aLabels.includes(l) && bLabels.includes(l))) fail(`${formula}: label ${l} is in one operand only, so it must be in the result: reduce it first`);
  const shape = out.map((l) => sizes.get(l) ?? fail(`${formula}: label ${l} of the result is in no operand`));
  return new Node({ kind: 'contract', a: [...aLabels], b: [...bLabels], out: [...out] }, [a, b], shape, isFloat(a.dtype) ? a.dtype : 'i32');
}

export interface ConvShapes { x: Shape; w: Shape; y: Shape }
export interface ConvAxes { batch: number; channels: number; spatial: readonly number[]; kernelIn: number; kernelOut: number; kernelSpatial: readonly number[] }

/** Which axis is what, in x (and y) and in w. */
export function convAxes({ channelsLast, strides }: ConvSpec): ConvAxes {
  const n = strides.length, from = (start: number) => Array.from({ length: n }, (_, i) => start + i);
  return channelsLast
    ? { batch: 0, channels: n + 1, spatial: from(1), kernelIn: n, kernelOut: n + 1, kernelSpatial: from(0) }
    : { batch: 0, channels: 1, spatial: from(2), kernelIn: 1, kernelOut: 0, kernelSpatial: from(2) };
}

/** Spatial sizes of y. */
export const convOutputSize = ({ inputSize, kernelSize, strides, dilations, low, high }: ConvSpec): number[] =>
  inputSize.map((n, i) => Math.floor((n + low[i] + high[i] - dilations[i] * (kernelSize[i] - 1) - 1) / strides[i]) + 1);

/** forward: (x, w) -> y. inputGrad: (dy, w) -> dx. filterGrad: (x, dy) -> dw. */
export function conv(mode: 'forward' | 'inputGrad' | 'filterGrad', first: Node, second: Node, spec: ConvSpec): Node {
  const op = mode === 'forward' ? 'conv' : mode === 'inputGrad' ? 'transposed conv' : 'conv filter gradient';
  const got = `${op} of ${show(first)} and ${show(second)}`, rank = spec.strides.length, axes = convAxes(spec), { groups, channelsLast } = spec;
  if (first.dtype !== second.dtype) fail(`${got}: operands differ in dtype`);
  for (const node of [first, second]) if (node.shape.length !== rank + 2) fail(`${got}: expected ${rank + 2} axes each, for ${rank} spatial ones`);
  for (const [name, values, least] of [['stride', spec.strides, 1], ['dilation', spec.dilations, 1], ['padding', [...spec.low, ...spec.high], 0]] as const) {
    for (const v of values) if (!Number.isInteger(v) || v < least) fail(`${got}: ${name} ${v} is not a whole number of at least ${least}`);
  }
  const outSize = convOutputSize(spec);
  if (outSize.some((n) => n < 1)) fail(`${got}: kernel [${spec.kernelSize.join(', ')}] with dilation [${spec.dilations.join(', ')}] is larger than the padded input [${spec.inputSize.map((n, i) => n + spec.low[i] + spec.high[i]).join(', ')}]`);
  const image = (batch: number, spatial: Shape, channels: number): Shape => (channelsLast ? [batch, ...spatial, channels] : [batch, channels, ...spatial]);
  const kernel = (inPerGroup: number, out: number): Shape => (channelsLast ? [...spec.kernelSize, inPerGroup, out] : [out, inPerGroup, ...spec.kernelSize]);
  const expect = (what: string, node: Node, shape: Shape) => { if (!sameShape(node.shape, shape)) fail(`${got}: expected ${what} of shape [${shape.join(', ')}], got ${show(node)} (groups ${groups})`); };
  const divides = (what: string, n: number) => { if (n % groups) fail(`${got}: ${n} ${what} channels are not divisible into ${groups} groups`); };
  if (mode === 'filterGrad') {
    const batch = first.shape[axes.batch], inChannels = first.shape[axes.channels], outChannels = second.shape[axes.channels];
    divides('input', inChannels); divides('output', outChannels);
    expect('the input', first, image(batch, spec.inputSize, inChannels));
    expect('the output gradient', second, image(batch, outSize, outChannels));
    return new Node({ kind: 'conv', mode, spec }, [first, second], kernel(inChannels / groups, outChannels), first.dtype);
  }
  const inChannels = second.shape[axes.kernelIn] * groups, outChannels = second.shape[axes.kernelOut], batch = first.shape[axes.batch];
  divides('output', outChannels);
  expect('a kernel', second, kernel(inChannels / groups, outChannels));
  if (mode === 'forward') expect('an input', first, image(batch, spec.inputSize, inChannels));
  else expect('an output gradient', first, image(batch, outSize, outChannels));
  return new Node({ kind: 'conv', mode, spec }, [first, second], mode === 'forward' ? image(batch, outSize, outChannels) : image(batch, spec.inputSize, inChannels), first.dtype);
}
