/** Batching of convolutions: into the batch axis where the other operand is shared, into groups where both differ by example. */
import * as make from '../graph/make.ts';
import type { Node, Op } from '../graph/node.ts';
import type { Batched } from './batching.ts';

type Conv = Extract<Op, { kind: 'conv' }>;

/** Axis 0 merged into the axis that is `axis` without it. */
function merge(x: Node, axis: number): Node {
  const turned = make.permute(x, Array.from({ length: x.shape.length - 1 }, (_, i) => i + 1).toSpliced(axis, 0, 0));
  return make.reshape(turned, turned.shape.toSpliced(axis, 2, turned.shape[axis] * turned.shape[axis + 1]));
}
/** The axis split into the batch, which goes to the front, and the rest. */
function unmerge(x: Node, axis: number, size: number): Node {
  const split = make.reshape(x, x.shape.toSpliced(axis, 1, size, x.shape[axis] / size));
  return make.permute(split, [axis, ...[...split.shape.keys()].filter((i) => i !== axis)]);
}

export function batchConv({ mode, spec }: Conv, first: Batched, second: Batched, size: number): Node {
  const { channels, kernelOut } = make.convAxes(spec);
  const spread = (x: Batched) => (x.batched ? x.node : make.broadcast(x.node, [size, ...x.node.shape], x.node.shape.map((_, i) => i + 1)));
  if (mode !== 'filterGrad' && !second.batched) return unmerge(make.conv(mode, merge(first.node, 0), second.node, spec), 0, size);
  // Each example has groups of its own: its channels stand together, and so do its kernels.
  const wide = { ...spec, groups: spec.groups * size };
  if (mode === 'filterGrad') return unmerge(make.conv(mode, merge(spread(first), channels), merge(spread(second), channels), wide), kernelOut, size);
  return unmerge(make.conv(mode, merge(spread(first), channels), merge(spread(second), kernelOut), wide), channels, size);
}
