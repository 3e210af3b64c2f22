/** Graphs within graphs, sequences and optionals. How often a loop runs is known while the graph is built. */
import * as ops from '../../../ops/index.ts';
import type { Call, Table } from '../call.ts';
import { ofItems, ofNumbers, ofTensor, type Value } from '../value.ts';

/** The branch that is taken, where that is known; else both, and of each result the elements of one. */
function branch(c: Call): Value[] {
  const condition = c.value(0);
  if (condition.known) return c.run(c.graph(condition.known[0] ? 'then_branch' : 'else_branch'), []);
  const yes = c.run(c.graph('then_branch'), []), no = c.run(c.graph('else_branch'), []);
  return yes.map((a, i) => {
    const b = no[i];
    if (a.items || b.items || a.shape.join() !== b.shape.join()) c.fail(`which branch is taken depends on ${condition.toString()}, which is known only when the model runs, and the branches hand out ${a.toString()} and ${b.toString()}: expected equal shapes`);
    return ofTensor(ops.where(ops.reshape(condition.tensor, []).cast('bool'), a.tensor, b.tensor), a.type);
  });
}
const stacked = (parts: readonly Value[], axis = 0): Value => {
  if (!parts.every((p) => p.known)) return ofTensor(ops.stack(parts.map((p) => p.tensor), axis), parts[0].type);
  return axis === 0 ? ofNumbers(parts.flatMap((p) => [...p.known!]), [parts.length, ...parts[0].shape], parts[0].type) : ofTensor(ops.stack(parts.map((p) => p.tensor), axis), parts[0].type);
};
/** Operands: how often at most, whether at all, and what is carried; the body gives whether to go on, what is carried, and a slice of each further result. */
function loop(c: Call): Value[] {
  const body = c.graph('body'), most = c.numberOr(0, Infinity), carriedCount = c.inputs.length - 2, scans: Value[][] = Array.from({ length: body.outputs.length - 1 - carriedCount }, () => []);
  let goesOn = c.numberOr(1, 1) !== 0, carried = c.inputs.slice(2).map((_, i) => c.value(i + 2));
  for (let i = 0; i < most && goesOn; i++) {
    const [next, ...rest] = c.run(body, [ofNumbers([i], [], 'i64'), ofNumbers([1], [], 'bool'), ...carried]);
    goesOn = next.numbers()[0] !== 0;
    carried = rest.slice(0, carriedCount);
    rest.slice(carriedCount).forEach((v, k) => scans[k].push(v));
  }
  return [...carried, ...scans.map((parts) => (parts.length ? stacked(parts) : c.fail('the loop does not run once, so what it would hand out has no shape: this is not supported')))];
}
/** Before version 9, everything had a batch axis in front, and an operand for lengths. */
function scan(c: Call): Value[] {
  const body = c.graph('body'), isOld = c.opset < 9, scanned = c.int('num_scan_inputs', 1), all = c.inputs.slice(isOld ? 1 : 0) as Value[], states = all.slice(0, all.length - scanned), xs = all.slice(states.length);
  if (!isOld) return scanOnce(c, body, states, xs);
  if (c.has(0)) c.fail('lengths of sequences are not supported');
  const row = (v: Value, b: number): Value => ofTensor(ops.slice(v.tensor, [b]), v.type), batches = Array.from({ length: xs[0].shape[0] }, (_, b) => scanOnce(c, body, states.map((v) => row(v, b)), xs.map((v) => row(v, b))));
  return batches[0].map((_, k) => stacked(batches.map((outputs) => outputs[k])));
}
function scanOnce(c: Call, body: ReturnType<Call['graph']>, initial: readonly Value[], xs: readonly Value[]): Value[] {
  const inAxes = c.ints('scan_input_axes'), outAxes = c.ints('scan_output_axes'), isBackward = c.ints('scan_input_directions'), outBackward = c.ints('scan_output_directions'), axes = xs.map((x, i) => c.axis(inAxes?.[i] ?? 0, x.rank)), count = xs[0].shape[axes[0]], outs: Value[][] = [];
  let states = initial;
  for (let i = 0; i < count; i++) {
    const results = c.run(body, [...states, ...xs.map((x, k) => ofTensor(ops.take(x.tensor, isBackward?.[k] ? count - 1 - i : i, axes[k]), x.type))]);
    states = results.slice(0, states.length);
    results.slice(states.length).forEach((v, k) => { (outs[k] ??= []).push(v); });
  }
  return [...states, ...outs.map((parts, k) => stacked(outBackward?.[k] ? parts.toReversed() : parts, outAxes?.[k] ?? 0))];
}

const itemsOf = (c: Call, i: number): readonly Value[] => c.value(i).items ?? c.fail(`operand ${i} is ${c.value(i).toString()}, expected a sequence`);
const place = (c: Call, i: number, n: number): number => { const at = c.numbers(i)[0]; return at < 0 ? at + n : at; };
function splitToSequence(c: Call): Value {
  const x = c.value(0), axis = c.axis(c.int('axis', 0), x.rank), n = x.shape[axis], given = c.has(1) ? c.numbers(1) : [1], isOne = !c.has(1) || c.value(1).rank === 0, sizes = isOne ? Array.from({ length: Math.ceil(n / given[0]) }, (_, i) => Math.min(given[0], n - i * given[0])) : given, keepsAxis = c.has(1) || c.int('keepdims', 1) === 1;
  let from = 0;
  return ofItems(sizes.map((size) => {
    const piece = ops.slice(x.tensor, x.shape.map((_, i) => (i === axis ? [from, from + size] : null)));
    from += size;
    return ofTensor(keepsAxis ? piece : ops.squeeze(piece, axis), x.type);
  }));
}
function concatFromSequence(c: Call): Value {
  const parts = itemsOf(c, 0), axis = c.int('axis', 0);
  return c.int('new_axis', 0) ? stacked(parts, axis < 0 ? axis + parts[0].rank + 1 : axis) : ofTensor(ops.concat(parts.map((p) => p.tensor), axis), parts[0].type);
}
/** The body on each element, beside elements of further sequences or whole tensors. */
function sequenceMap(c: Call): Value[] {
  const body = c.graph('body'), first = itemsOf(c, 0), results = first.map((item, i) => c.run(body, [item, ...c.inputs.slice(1).map((_, k) => { const v = c.value(k + 1); return v.items ? v.items[i] : v; })]));
  return body.outputs.map((_, k) => ofItems(results.map((r) => r[k])));
}

export const control: Table = {
  If: { run: branch, constants: [0] }, Loop: { run: loop, constants: [0, 1] }, Scan: scan,
  SequenceConstruct: (c) => ofItems(c.inputs.map((_, i) => c.value(i))), SequenceEmpty: () => ofItems([]), SequenceLength: (c) => ofNumbers([itemsOf(c, 0).length], [], 'i64'),
  SequenceAt: { run: (c) => { const items = itemsOf(c, 0); return items[place(c, 1, items.length)] ?? c.fail(`there is no element ${c.numbers(1)[0]} in a sequence of ${items.length}`); }, constants: [1] },
  SequenceInsert: { run: (c) => { const items = itemsOf(c, 0); return ofItems(items.toSpliced(c.has(2) ? place(c, 2, items.length) : items.length, 0, c.value(1))); }, constants: [2] },
  SequenceErase: { run: (c) => { const items = itemsOf(c, 0); return ofItems(items.toSpliced(c.has(1) ? place(c, 1, items.length) : items.length - 1, 1)); }, constants: [1] },
  SplitToSequence: { run: splitToSequence, constants: [1] }, ConcatFromSequence: concatFromSequence, SequenceMap: sequenceMap,
  Optional: (c) => ofItems(c.has(0) ? [c.value(0)] : [], 'none'), OptionalHasElement: (c) => ofNumbers([+(c.has(0) && (c.value(0).type !== 'none' || c.value(0).items!.length > 0))], [], 'bool'),
  OptionalGetElement: (c) => { const v = c.value(0); return v.type === 'none' ? v.items?.[0] ?? c.fail('the optional is empty') : v; },
};
