/** One batching rule per primitive: the graph of one example becomes the graph of a batch, with the batch as axis 0 of what depends on it. */
import { fail } from '../input-error.ts';
import * as make from '../graph/make.ts';
import { Node, topological, type CustomRule, type Op } from '../graph/node.ts';
import { batchConv } from './batch-conv.ts';

/** A node of the batch's graph. `batched` says whether axis 0 is the batch. */
export interface Batched { node: Node; batched: boolean }

/** The outputs for all examples, given what the placeholders stand for. */
export function batchGraph(outputs: readonly Node[], placeholders: ReadonlyMap<Node, Batched>, size: number): Batched[] {
  const done = new Map<Node, Batched>(placeholders), oldest = [...placeholders.keys()].reduce((id, node) => Math.min(id, node.id), Infinity);
  const outside = (n: Node) => placeholders.has(n) || n.id < oldest;
  for (const node of topological(outputs, outside)) {
    if (done.has(node)) continue;
    const inputs = outside(node) ? [] : node.inputs.map((input) => done.get(input)!);
    done.set(node, inputs.some((x) => x.batched) ? { node: batch(node, inputs, size), batched: true } : { node, batched: false });
  }
  return outputs.map((node) => done.get(node)!);
}

/** x with the batch as axis 0, repeated when it does not depend on it. */
export const spreadBatch = ({ node, batched }: Batched, size: number): Node => (batched ? node : make.broadcast(node, [size, ...node.shape], node.shape.map((_, i) => i + 1)));

function batch(node: Node, inputs: readonly Batched[], size: number): Node {
  const { op } = node, [x, y] = inputs, all = () => inputs.map((input) => spreadBatch(input, size)), up = (axes: readonly number[]) => axes.map((a) => a + 1);
  switch (op.kind) {
    case 'unary': return make.unary(op.fn, x.node);
    case 'binary': { const [a, b] = all(); return make.binary(op.fn, a, b); }
    case 'ternary': { const [a, b, c] = all(); return op.fn === 'where' ? make.where(a, b, c) : make.threefry(a, b, c); }
    case 'cast': return make.cast(x.node, node.dtype);
    case 'reduce': return make.reduce(op.fn, x.node, up(op.axes));
    case 'argReduce': return make.argReduce(op.fn, x.node, op.axis + 1);
    case 'scan': return make.scan(op.fn, x.node, op.axis + 1, op);
    case 'reshape': return make.reshape(x.node, [size, ...node.shape]);
    case 'permute': return make.permute(x.node, [0, ...up(op.perm)]);
    case 'broadcast': return make.broadcast(x.node, [size, ...node.shape], [0, ...up(op.axes)]);
    case 'slice': return make.slice(x.node, [0, ...op.starts], [1, ...op.steps], [size, ...node.shape]);
    case 'pad': return make.pad(x.node, [0, ...op.low], [0, ...op.high], { value: op.value, interior: [0, ...op.interior] });
    case 'window': return make.window(x.node, op.axis + 1, op.size, op.stride, op.dilation);
    case 'fold': return make.fold(x.node, op.axis + 1, op.length, op.stride, op.dilation);
    case 'concat': return make.concat(all(), op.axis + 1);
    case 'contract': {
      const label = Math.max(-1, ...op.a, ...op.b, ...op.out) + 1, of = (b: Batched, labels: readonly number[]) => (b.batched ? [label, ...labels] : labels);
      return make.contract(x.node, y.node, of(x, op.a), of(y, op.b), [label, ...op.out]);
    }
    case 'conv': return batchConv(op, x, y, size);
    case 'take': return batchTake(op.axis, x, y, size);
    case 'takeAlong': { const [a, b] = all(); return make.takeAlong(a, b, op.axis + 1); }
    case 'scatterAdd': return batchScatterAdd(op, x, y, size);
    case 'scatterAddAlong': { const [a, b] = all(); return make.scatterAddAlong(a, b, op.axis + 1, op.size); }
    case 'argSort': return make.argSort(x.node, op.axis + 1, op.descending);
    case 'host': return op.fn === 'unique' ? fail('vmap: unique finds as many values as there are, which would differ between examples') : make.host(op.fn, all(), op.attributes)[op.output];
    case 'stopGradient': return make.stopGradient(x.node);
    case 'barrier': return make.barrier(spreadBatch(x, size), inputs.slice(1).map((i) => i.node));
    case 'custom': return make.custom(batchRule(op.rule, node, inputs, size), spreadBatch(x, size), inputs.slice(1).map((i) => i.node));
    case 'data': case 'input': case 'fill': case 'iota': return node;
  }
}

/** Index into rows of all examples, one after the other; what is out of range stays so. */
function offsetIndices(indices: Node, n: number): Node {
  const constant = (v: number) => make.fill(v, indices.shape, 'i32'), inside = make.binary('and', make.binary('ge', indices, constant(0)), make.binary('lt', indices, constant(n)));
  return make.where(inside, make.binary('add', indices, make.binary('mul', make.iota(0, indices.shape), constant(n))), constant(-1));
}
const toFront = (x: Node, axis: number): Node => make.permute(x, [axis, ...[...x.shape.keys()].filter((i) => i !== axis)]);
const fromFront = (x: Node, axis: number): Node => make.permute(x, Array.from({ length: x.shape.length - 1 }, (_, i) => i + 1).toSpliced(axis, 0, 0));

function batchTake(axis: number, x: Batched, indices: Batched, size: number): Node {
  if (!indices.batched) return make.take(x.node, indices.node, axis + 1);
  if (!x.batched) return toFront(make.take(x.node, indices.node, axis), axis);
  const n = x.node.shape[axis + 1], rows = fromFront(x.node, axis);
  const flat = make.reshape(rows, [...rows.shape.slice(0, axis), size * n, ...rows.shape.slice(axis + 2)]);
  return toFront(make.take(flat, offsetIndices(indices.node, n), axis), axis);
}
function batchScatterAdd({ axis, size: n }: Extract<Op, { kind: 'scatterAdd' }>, indices: Batched, updates: Batched, size: number): Node {
  if (!indices.batched) return make.scatterAdd(indices.node, updates.node, axis + 1, n);
  const rows = fromFront(spreadBatch(updates, size), axis), flat = make.scatterAdd(offsetIndices(indices.node, n), rows, axis, size * n);
  return toFront(make.reshape(flat, flat.shape.toSpliced(axis, 1, size, n)), axis);
}

/** The rule for a batch: the rule for one example, batched. */
function batchRule(rule: CustomRule, example: Node, inputs: readonly Batched[], size: number): CustomRule {
  return {
    name: rule.name,
    vjp(cotangent, node, now) {
      const standIn = (x: Node, batched: boolean): Node => (batched ? make.input(-1, x.shape.slice(1), x.dtype) : x);
      const which = inputs.map((x, i) => i === 0 || x.batched), own = now.map((x, i) => standIn(x, which[i])), ct = standIn(cotangent, true);
      const y = new Node(example.op, own, example.shape, example.dtype), backs = rule.vjp(ct, y, own);
      const map = new Map<Node, Batched>([[ct, { node: cotangent, batched: true }], [y, { node, batched: true }]]);
      own.forEach((x, i) => { if (which[i]) map.set(x, { node: now[i], batched: true }); });
      const found = batchGraph(backs.filter((b): b is Node => b !== null), map, size);
      let next = 0;
      return backs.map((back, i) => {
        if (!back) return null;
        const whole = spreadBatch(found[next++], size);
        return which[i + 1] ? whole : make.reduce('sum', whole, [0]);
      });
    },
  };
}
