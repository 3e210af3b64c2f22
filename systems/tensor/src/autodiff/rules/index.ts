/** The gradient of every primitive. */
import type { Op } from '../../graph/node.ts';
import type { Rule } from './build.ts';
import { contract, conv } from './contraction.ts';
import { binary, cast, ternary, unary } from './elementwise.ts';
import { host } from './host.ts';
import * as movement from './movement.ts';
import { reduce, scan } from './reduction.ts';

const { none, first } = movement;
export const rules: Record<Op['kind'], Rule> = {
  data: none, input: none, fill: none, iota: none, argReduce: none, argSort: none, stopGradient: none,
  unary, binary, ternary, cast, reduce, scan, contract, conv, host,
  reshape: movement.reshape, permute: movement.permute, broadcast: movement.broadcast, slice: movement.slice, pad: movement.pad,
  window: movement.window, fold: movement.fold, concat: movement.concat,
  take: movement.take, takeAlong: movement.takeAlong, scatterAdd: movement.scatterAdd, scatterAddAlong: movement.scatterAddAlong,
  barrier: first,
  custom: (ct, node, inputs) => {
    const { rule } = node.op as Extract<Op, { kind: 'custom' }>;
    return [null, ...rule.vjp(ct, node, inputs)];
  },
};
