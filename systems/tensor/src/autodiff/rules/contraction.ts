/** Gradients of contraction and convolution: the same primitives with operands exchanged. */
import * as make from '../../graph/make.ts';
import type { Op } from '../../graph/node.ts';
import type { Rule } from './build.ts';

export const contract: Rule = (ct, node, [a, b], needs) => {
  const op = node.op as Extract<Op, { kind: 'contract' }>;
  return [needs[0] ? make.contract(ct, b, op.out, op.b, op.a) : null, needs[1] ? make.contract(a, ct, op.a, op.out, op.b) : null];
};

export const conv: Rule = (ct, node, [first, second], needs) => {
  const { mode, spec } = node.op as Extract<Op, { kind: 'conv' }>;
  switch (mode) {
    case 'forward': return [needs[0] ? make.conv('inputGrad', ct, second, spec) : null, needs[1] ? make.conv('filterGrad', first, ct, spec) : null];
    case 'inputGrad': return [needs[0] ? make.conv('forward', ct, second, spec) : null, needs[1] ? make.conv('filterGrad', ct, first, spec) : null];
    case 'filterGrad': return [needs[0] ? make.conv('inputGrad', second, ct, spec) : null, needs[1] ? make.conv('forward', first, ct, spec) : null];
  }
};
