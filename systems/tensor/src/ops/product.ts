/** Products: matmul with NumPy's rules, dot, outer, tensordot, and einsum over any number of operands. */
import { promote } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import { sizeOf, type Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { arithmetic, wrap } from './like.ts';
import { diagonal, moveaxis } from './movement.ts';

function promoted(a: Tensor, b: Tensor): [Node, Node] {
  const x = arithmetic(a.node), y = arithmetic(b.node), dtype = promote(x.dtype, y.dtype);
  return [make.cast(x, dtype), make.cast(y, dtype)];
}

/** Matrix product of the last two axes, the others broadcast; one-axis operands are a row on the left, a column on the right. @throws InputError when the inner sizes differ */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const got = `matmul: ${a.toString()} and ${b.toString()}`;
  if (a.rank === 0 || b.rank === 0) fail(`${got}: expected at least one axis each; to scale, mul`);
  const inner = a.shape[a.rank - 1], other = b.shape[Math.max(0, b.rank - 2)];
  if (inner !== other) fail(`${got}: the last axis of the first has ${inner} elements, the ${b.rank > 1 ? 'second last' : 'only'} axis of the second ${other}: expected equal ones`);
  let [x, y] = promoted(a, b);
  // Labels: batch axes 2, 3, ..; rows 0, columns 1, inner -1. A batch axis of size 1 goes, so that nothing is copied.
  const batchA = a.shape.slice(0, -2), batchB = b.shape.slice(0, -2), rank = Math.max(batchA.length, batchB.length);
  const la: number[] = [], lb: number[] = [], out: number[] = [], shape: number[] = [];
  for (let i = 0; i < rank; i++) {
    const da = batchA[i - rank + batchA.length], db = batchB[i - rank + batchB.length];
    if (da !== undefined && db !== undefined && da !== db && da !== 1 && db !== 1) fail(`${got}: batch axes have sizes ${da} and ${db}, expected equal ones or 1`);
    if (da !== undefined && da !== 1) la.push(i + 2);
    if (db !== undefined && db !== 1) lb.push(i + 2);
    const size = da === undefined ? db : db === undefined || db === 1 ? da : db;
    shape.push(size);
    if (size !== 1) out.push(i + 2);
  }
  x = make.reshape(x, [...batchA.filter((d) => d !== 1), ...a.shape.slice(-2)]);
  y = make.reshape(y, [...batchB.filter((d) => d !== 1), ...b.shape.slice(-2)]);
  const rows = a.rank > 1 ? [0] : [], columns = b.rank > 1 ? [1] : [];
  const product = make.contract(x, y, [...la, ...rows, -1], [...lb, -1, ...columns], [...out, ...rows, ...columns]);
  return wrap(make.reshape(product, [...shape, ...(a.rank > 1 ? [a.shape[a.rank - 2]] : []), ...(b.rank > 1 ? [b.shape[b.rank - 1]] : [])]));
}
/** NumPy's dot: matmul, or scaling by a tensor without axes; for more axes, the last of a with the second last of b. */
export function dot(a: Tensor, b: Tensor): Tensor {
  if (a.rank === 0 || b.rank === 0) return a.mul(b);
  return a.rank <= 2 && b.rank <= 2 ? matmul(a, b) : tensordot(a, b, [[a.rank - 1], [Math.max(0, b.rank - 2)]]);
}
/** Every element of a times every element of b. [a.size, b.size] */
export function outer(a: Tensor, b: Tensor): Tensor {
  const [x, y] = promoted(a, b);
  return wrap(make.contract(make.reshape(x, [a.size]), make.reshape(y, [b.size]), [0], [1], [0, 1]));
}
/** Sums over pairs of axes: the last n of a with the first n of b, or those given. */
export function tensordot(a: Tensor, b: Tensor, axes: number | readonly [readonly number[], readonly number[]] = 2): Tensor {
  const [from, to] = typeof axes === 'number' ? [Array.from({ length: axes }, (_, i) => a.rank - axes + i), Array.from({ length: axes }, (_, i) => i)] : axes;
  const la = a.shape.map((_, i) => i), lb = b.shape.map((_, i) => a.rank + i), [x, y] = promoted(a, b);
  from.forEach((axis, k) => { lb[to[k] < 0 ? to[k] + b.rank : to[k]] = axis < 0 ? axis + a.rank : axis; });
  return wrap(make.contract(x, y, la, lb, [...la.filter((l) => !lb.includes(l)), ...lb.filter((l) => !la.includes(l))]));
}

/** One operand while an einsum is worked off: its node and a label per axis. */
interface Labelled { node: Node; labels: string[] }

/**
 * Einstein's summation: `einsum('bqhd,bkhd->bhqk', q, k)`. '...' stands for axes that broadcast; a label repeated within an
 * operand takes the diagonal; without '->' the labels that occur once remain, in alphabetical order.
 * Operands are contracted in pairs, those first whose result is smallest.
 * @throws InputError for a formula that does not fit the operands
 */
export function einsum(formula: string, ...xs: Tensor[]): Tensor {
  const { inputs, output } = parse(formula, xs), dtype = xs.map((x) => arithmetic(x.node).dtype).reduce(promote), sizes = new Map<string, number>();
  let rest: Labelled[] = xs.map((x, i) => diagonals({ node: make.cast(x.node, dtype), labels: inputs[i] }));
  for (const { node, labels } of rest) labels.forEach((l, i) => {
    const known = sizes.get(l), d = node.shape[i];
    if (known !== undefined && known !== d && !(isBroadcast(l) && (known === 1 || d === 1))) fail(`einsum "${formula}": label ${l} has sizes ${known} and ${d}`);
    sizes.set(l, Math.max(known ?? 1, d));
    if (d === 0) sizes.set(l, 0);
  });
  for (const l of output) if (!sizes.has(l)) fail(`einsum "${formula}": label ${l} of the result is in no operand`);
  rest = rest.map((x) => withoutUnits(x, sizes));
  while (rest.length > 1) {
    const [i, j] = cheapestPair(rest, output, sizes), needed = new Set([...output, ...rest.flatMap((x, k) => (k === i || k === j ? [] : x.labels))]);
    const a = summed(rest[i], new Set([...needed, ...rest[j].labels])), b = summed(rest[j], new Set([...needed, ...a.labels]));
    const out = [...new Set([...a.labels, ...b.labels])].filter((l) => needed.has(l)), number = new Map([...sizes.keys()].map((l, k) => [l, k])), of = (ls: string[]) => ls.map((l) => number.get(l)!);
    const ordered = rest.length === 2 ? output.filter((l) => out.includes(l)) : out;
    rest = [...rest.filter((_, k) => k !== i && k !== j), { node: make.contract(a.node, b.node, of(a.labels), of(b.labels), of(ordered)), labels: ordered }];
  }
  const last = summed(rest[0], new Set(output)), kept = output.filter((l) => last.labels.includes(l));
  const turned = make.permute(last.node, kept.map((l) => last.labels.indexOf(l)));
  return wrap(make.broadcast(turned, output.map((l) => sizes.get(l)!), kept.map((l) => output.indexOf(l))));
}

const isBroadcast = (label: string): boolean => label.startsWith('.');
function parse(formula: string, xs: readonly Tensor[]): { inputs: string[][]; output: string[] } {
  const [left, right, more] = formula.replaceAll(' ', '').split('->'), terms = left.split(',');
  if (more !== undefined || !/^[A-Za-z.,]*$/.test(left) || (right !== undefined && !/^[A-Za-z.]*$/.test(right))) fail(`einsum "${formula}": expected letters, commas, '...' and one '->'`);
  if (terms.length !== xs.length) fail(`einsum "${formula}": the formula has ${terms.length} operands, got ${xs.length}`);
  let widest = 0;
  const inputs = terms.map((term, k) => {
    const letters = [...term.replace('...', '')], dots = term.includes('...') ? xs[k].rank - letters.length : 0;
    if (letters.includes('.') || letters.length + dots !== xs[k].rank || dots < 0) fail(`einsum "${formula}": "${term}" does not fit ${xs[k].toString()}`);
    widest = Math.max(widest, dots);
    const at = term.indexOf('...');
    return at < 0 ? letters : letters.toSpliced(at, 0, ...Array.from({ length: dots }, (_, i) => `.${dots - i}`));
  });
  const ellipsis = Array.from({ length: widest }, (_, i) => `.${widest - i}`);
  if (right !== undefined) {
    const letters = [...right.replace('...', '')], at = right.indexOf('...'), output = at < 0 ? letters : letters.toSpliced(at, 0, ...ellipsis);
    if (new Set(output).size !== output.length) fail(`einsum "${formula}": a label of the result repeats`);
    return { inputs, output };
  }
  const all = inputs.flat().filter((l) => !isBroadcast(l));
  return { inputs, output: [...ellipsis, ...[...new Set(all)].filter((l) => all.indexOf(l) === all.lastIndexOf(l)).sort()] };
}
/** A label that repeats within one operand takes the diagonal of its axes. */
function diagonals(x: Labelled): Labelled {
  const { node, labels } = x, second = labels.findIndex((l, i) => labels.indexOf(l) < i);
  if (second < 0) return x;
  const first = labels.indexOf(labels[second]), label = labels[second];
  if (node.shape[first] !== node.shape[second]) fail(`einsum: label ${label} has sizes ${node.shape[first]} and ${node.shape[second]}`);
  const moved = moveaxis(moveaxis(wrap(node), second, -1), first, -2);
  return diagonals({ node: diagonal(moved).node, labels: [...labels.filter((_, i) => i !== first && i !== second), label] });
}
/** Axes of size 1 that broadcast go. */
function withoutUnits({ node, labels }: Labelled, sizes: ReadonlyMap<string, number>): Labelled {
  const keep = labels.map((l, i) => node.shape[i] === sizes.get(l));
  return { node: make.reshape(node, node.shape.filter((_, i) => keep[i])), labels: labels.filter((_, i) => keep[i]) };
}
function summed({ node, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  return { node: make.reduce('sum', node, [...labels.keys()].filter((i) => !needed.has(labels[i]))), labels: labels.filter((l) => needed.has(l)) };
}
function cheapestPair(rest: readonly Labelled[], output: readonly string[], sizes: ReadonlyMap<string, number>): [number, number] {
  let best: [number, number] = [0, 1], least = Infinity;
  for (let i = 0; i < rest.length; i++) for (let j = i + 1; j < rest.length; j++) {
    const needed = new Set([...output, ...rest.flatMap((x, k) => (k === i || k === j ? [] : x.labels))]);
    const out = [...new Set([...rest[i].labels, ...rest[j].labels])].filter((l) => needed.has(l));
    const cost = sizeOf(out.map((l) => sizes.get(l)!)) - rest[i].node.size - rest[j].node.size;
    if (cost < least) { least = cost; best = [i, j]; }
  }
  return best;
}
