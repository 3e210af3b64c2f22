/** One node's values from its operands' values, in float64. */
import { isFloat } from '../graph/dtype.ts';
import { sizeOf, type Node } from '../graph/node.ts';
import { store } from '../graph/scalar.ts';
import { contract, conv } from './contraction.ts';
import { elementwise } from './elementwise.ts';
import { runHost } from './host.ts';
import { movement, scatterAdd, scatterAddAlong, take, takeAlong } from './movement.ts';
import { argReduce, argSort, reduce, scan } from './reduction.ts';
import type { Values } from './values.ts';

/** `hosted` keeps all outputs of a host call while a graph is run, by its operands. */
export type Hosted = Map<string, Values[]>;

export function evaluate(node: Node, inputs: readonly Values[], hosted: Hosted): Values {
  const { shape, dtype } = node, data = compute(node, inputs, hosted);
  // f16, bf16: rounded wherever a value is stored. Elementwise results are already.
  if (!isFloat(dtype) || dtype === 'f32' || node.op.kind === 'unary' || node.op.kind === 'binary' || node.op.kind === 'cast') return { data, shape };
  const keep = store(dtype);
  return { data: data.map(keep), shape };
}

function compute(node: Node, inputs: readonly Values[], hosted: Hosted): Float64Array {
  const { op, shape } = node, [x, y] = inputs;
  switch (op.kind) {
    case 'fill': return new Float64Array(sizeOf(shape)).fill(op.value);
    case 'iota': {
      const inner = sizeOf(shape.slice(op.axis + 1)), out = new Float64Array(sizeOf(shape));
      for (let i = 0; i < out.length; i++) out[i] = Math.floor(i / inner) % shape[op.axis];
      return out;
    }
    case 'unary': case 'binary': case 'ternary': case 'cast': return elementwise(node, inputs);
    case 'reduce': return reduce(x, op.fn, op.axes, node.inputs[0].dtype, node.dtype, sizeOf(shape));
    case 'argReduce': return argReduce(x, op.fn, op.axis, sizeOf(shape));
    case 'scan': return scan(x, op.fn, op.axis, op, node.dtype);
    case 'reshape': case 'stopGradient': case 'barrier': case 'custom': return x.data;
    case 'permute': case 'broadcast': case 'slice': case 'pad': case 'window': case 'fold': case 'concat': return movement(node, inputs);
    case 'contract': return contract(x, y, op, shape, !isFloat(node.dtype));
    case 'conv': return conv(op.mode, x, y, op.spec, shape);
    case 'take': return take(x, y, op.axis);
    case 'takeAlong': return takeAlong(x, y, op.axis);
    case 'scatterAdd': return scatterAdd(x, y, op.axis, op.size);
    case 'scatterAddAlong': return scatterAddAlong(x, y, op.axis, op.size);
    case 'argSort': return argSort(x, op.axis, op.descending);
    case 'host': {
      const key = `${op.fn}${JSON.stringify(op.attributes)}${node.inputs.map((n) => n.id).join(',')}`;
      let outputs = hosted.get(key);
      if (!outputs) hosted.set(key, (outputs = runHost(op.fn, op.attributes ?? {}, inputs)));
      return outputs[op.output].data;
    }
    case 'data': case 'input': throw new Error(`a graph that is run has no ${op.kind} node but its inputs`);
  }
}
