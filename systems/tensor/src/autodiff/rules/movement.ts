/** Gradients of movement and indexing: each moves the cotangent back. */
import * as make from '../../graph/make.ts';
import { sizeOf, type Node, type Op } from '../../graph/node.ts';
import type { Rule } from './build.ts';

type As<K extends Op['kind']> = Extract<Op, { kind: K }>;

export const reshape: Rule = (ct, _, [x]) => [make.reshape(ct, x.shape)];
export const permute: Rule = (ct, node) => { const { perm } = node.op as As<'permute'>; return [make.permute(ct, perm.map((_, i) => perm.indexOf(i)))]; };
export const broadcast: Rule = (ct, node, [x]) => {
  const { axes } = node.op as As<'broadcast'>, repeated = node.shape.map((_, i) => { const k = axes.indexOf(i); return k < 0 || (x.shape[k] === 1 && node.shape[i] !== 1); });
  return [make.reshape(make.reduce('sum', ct, [...node.shape.keys()].filter((i) => repeated[i])), x.shape)];
};
export const slice: Rule = (ct, node, [x]) => {
  const { starts, steps } = node.op as As<'slice'>, { shape } = node;
  if (sizeOf(shape) === 0) return [make.fill(0, x.shape, x.dtype)];
  // Backward slices, forward again.
  const forward = make.slice(ct, shape.map((d, i) => (steps[i] < 0 ? d - 1 : 0)), steps.map((s) => (s < 0 ? -1 : 1)), shape);
  const low = starts.map((s, i) => (steps[i] < 0 ? s + (shape[i] - 1) * steps[i] : s)), step = steps.map(Math.abs);
  return [make.pad(forward, low, low.map((l, i) => x.shape[i] - (l + (shape[i] - 1) * step[i] + 1)), { interior: step.map((s, i) => (shape[i] > 1 ? s - 1 : 0)) })];
};
export const pad: Rule = (ct, node, [x]) => {
  const { low, interior } = node.op as As<'pad'>;
  return [make.slice(ct, x.shape.map((d, i) => (d ? low[i] : 0)), interior.map((n) => n + 1), x.shape)];
};
export const window: Rule = (ct, node, [x]) => { const { axis, stride, dilation } = node.op as As<'window'>; return [make.fold(ct, axis, x.shape[axis], stride, dilation)]; };
export const fold: Rule = (ct, node, [x]) => { const { axis, stride, dilation } = node.op as As<'fold'>; return [make.window(ct, axis, x.shape[axis + 1], stride, dilation)]; };
export const concat: Rule = (ct, node, inputs, needs) => {
  const { axis } = node.op as As<'concat'>;
  let start = 0;
  return inputs.map((x, k) => {
    const from = start;
    start += x.shape[axis];
    return needs[k] ? make.slice(ct, x.shape.map((_, i) => (i === axis ? from : 0)), x.shape.map(() => 1), x.shape) : null;
  });
};
export const take: Rule = (ct, node, [x, indices]) => { const { axis } = node.op as As<'take'>; return [make.scatterAdd(indices, ct, axis, x.shape[axis]), null]; };
export const takeAlong: Rule = (ct, node, [x, indices]) => { const { axis } = node.op as As<'takeAlong'>; return [make.scatterAddAlong(indices, ct, axis, x.shape[axis]), null]; };
export const scatterAdd: Rule = (ct, node, [indices]) => [null, make.take(ct, indices, (node.op as As<'scatterAdd'>).axis)];
export const scatterAddAlong: Rule = (ct, node, [indices]) => [null, make.takeAlong(ct, indices, (node.op as As<'scatterAddAlong'>).axis)];

export const none: Rule = (_ct, _node, inputs): null[] => inputs.map(() => null);
/** To the first input only. */
export const first: Rule = (ct: Node, _node, inputs) => inputs.map((_, i) => (i === 0 ? ct : null));
