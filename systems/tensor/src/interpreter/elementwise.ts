/** Elementwise primitives: one loop around what each means for one element. */
import { binaryScalar, castScalar, store, threefry, unaryScalar } from '../graph/scalar.ts';
import type { Node } from '../graph/node.ts';
import type { Values } from './values.ts';

export function elementwise(node: Node, inputs: readonly Values[]): Float64Array {
  const { op, dtype } = node, out = new Float64Array(node.size), [a, b, c] = inputs.map((v) => v.data), keep = store(dtype);
  switch (op.kind) {
    case 'unary': { const f = unaryScalar(op.fn); for (let i = 0; i < out.length; i++) out[i] = keep(f(a[i])); break; }
    case 'binary': { const f = binaryScalar(op.fn, node.inputs[0].dtype); for (let i = 0; i < out.length; i++) out[i] = keep(f(a[i], b[i])); break; }
    case 'ternary':
      if (op.fn === 'where') for (let i = 0; i < out.length; i++) out[i] = a[i] ? b[i] : c[i];
      else for (let i = 0; i < out.length; i++) out[i] = threefry(a[i], b[i], c[i]);
      break;
    case 'cast': { const f = castScalar(node.inputs[0].dtype, dtype); for (let i = 0; i < out.length; i++) out[i] = f(a[i]); break; }
  }
  return out;
}
