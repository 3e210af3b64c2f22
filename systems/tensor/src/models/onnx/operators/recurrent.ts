/** RNN, GRU and LSTM, unrolled over time: the operand's products for all times are one contraction. */
import * as ops from '../../../ops/index.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Table } from '../call.ts';
import { ofTensor, type Value } from '../value.ts';

type Activation = (x: Tensor) => Tensor;
function activationOf(c: Call, name: string, alpha: number | undefined, beta: number | undefined): Activation {
  switch (name.toLowerCase()) {
    case 'tanh': return ops.tanh;
    case 'sigmoid': return ops.sigmoid;
    case 'relu': return ops.relu;
    case 'softsign': return ops.softsign;
    case 'softplus': return ops.softplus;
    case 'elu': return (x) => ops.elu(x, alpha ?? 1);
    case 'leakyrelu': return (x) => ops.leakyRelu(x, alpha ?? 0.01);
    case 'thresholdedrelu': return (x) => ops.where(ops.greater(x, alpha ?? 1), x, 0);
    case 'affine': return (x) => ops.add(ops.mul(x, alpha ?? 1), beta ?? 0);
    case 'scaledtanh': return (x) => ops.mul(ops.tanh(ops.mul(x, beta ?? 1)), alpha ?? 1);
    case 'hardsigmoid': return (x) => ops.clip(ops.add(ops.mul(x, alpha ?? 0.2), beta ?? 0.5), 0, 1);
    default: return c.fail(`the activation ${name} is not supported`);
  }
}

/** One direction: x [seq, batch, input], weights w [gates · hidden, input], r [gates · hidden, hidden], biases of both [gates · hidden], peepholes. */
interface Direction { x: Tensor; w: Tensor; r: Tensor; bw: Tensor | undefined; br: Tensor | undefined; p: Tensor | undefined; h: Tensor; cell: Tensor | undefined; activations: Activation[]; hidden: number; isReverse: boolean }
interface State { h: Tensor; cell: Tensor | undefined }
/** From the operand's products of one time, [batch, gates · hidden], and the state before, the state after. */
type Step = (c: Call, gates: Tensor, state: State, d: Direction) => State;

const part = (x: Tensor, i: number, hidden: number): Tensor => ops.slice(x, ['...', [i * hidden, (i + 1) * hidden]]);
const clipped = (c: Call, x: Tensor): Tensor => { const limit = c.float('clip', 0); return limit ? ops.clip(x, -limit, limit) : x; };
const plus = (x: Tensor, bias: Tensor | undefined): Tensor => (bias ? ops.add(x, bias) : x);

const rnnStep: Step = (c, gates, { h }, { r, br, activations: [f] }) => ({ h: f(clipped(c, plus(ops.add(gates, ops.matmul(h, r.T)), br))), cell: undefined });
const gruStep: Step = (c, gates, { h }, { r, br, hidden, activations: [f, g] }) => {
  const rows = (m: Tensor, from: number, to: number): Tensor => ops.slice(m, [[from * hidden, to * hidden]]), both = plus(ops.add(part(gates, 0, 2 * hidden), ops.matmul(h, rows(r, 0, 2).T)), br && rows(br, 0, 2));
  const z = f(clipped(c, part(both, 0, hidden))), reset = f(clipped(c, part(both, 1, hidden))), bias = br && rows(br, 2, 3), weights = rows(r, 2, 3).T;
  const inner = c.int('linear_before_reset', 0) ? ops.mul(reset, plus(ops.matmul(h, weights), bias)) : plus(ops.matmul(ops.mul(reset, h), weights), bias);
  const next = g(clipped(c, ops.add(part(gates, 2, hidden), inner)));
  return { h: ops.add(ops.mul(ops.sub(1, z), next), ops.mul(z, h)), cell: undefined };
};
/** Gates are input, output, forget, cell. */
const lstmStep: Step = (c, gates, { h, cell }, { r, br, p, hidden, activations: [f, g, k] }) => {
  const all = plus(ops.add(gates, ops.matmul(h, r.T)), br), before = cell!, peep = (i: number, at: Tensor): Tensor => (p ? ops.mul(ops.slice(p, [[i * hidden, (i + 1) * hidden]]), at) : at);
  const gate = (i: number, peephole: number, at: Tensor): Tensor => f(clipped(c, p ? ops.add(part(all, i, hidden), peep(peephole, at)) : part(all, i, hidden)));
  const input = gate(0, 0, before), forget = c.int('input_forget', 0) ? ops.sub(1, input) : gate(2, 2, before), after = ops.add(ops.mul(forget, before), ops.mul(input, g(clipped(c, part(all, 3, hidden))))), output = gate(1, 1, after);
  return { h: ops.mul(output, k(after)), cell: after };
};

/** All times of one direction: hidden states [seq, batch, hidden] in order of time, and the last state. */
function unrolled(c: Call, d: Direction, step: Step, lengths: Tensor | undefined): { y: Tensor; last: State } {
  const [seq, batch] = d.x.shape, rows = ops.matmul(d.x.reshape([seq * batch, d.x.shape[2]]), d.w.T), gates = plus(rows, d.bw).reshape([seq, batch, -1]), ys: Tensor[] = [];
  let state: State = { h: d.h, cell: d.cell };
  for (let i = 0; i < seq; i++) {
    const t = d.isReverse ? seq - 1 - i : i, next = step(c, ops.slice(gates, [t]), state, d);
    if (!lengths) { state = next; ys[t] = next.h; continue; }
    // Behind the end of its sequence an element of the batch keeps its state and gives 0.
    const isWithin = ops.greater(lengths, t).reshape([batch, 1]), before = state;
    state = { h: ops.where(isWithin, next.h, before.h), cell: next.cell && ops.where(isWithin, next.cell, before.cell!) };
    ys[t] = ops.where(isWithin, next.h, 0);
  }
  return { y: ops.stack(ys, 0), last: state };
}

const layer = (gateCount: number, step: Step, defaults: readonly string[], hasCell: boolean) => (c: Call): (Value | undefined)[] => {
  const { type } = c.value(0), isBatchFirst = c.int('layout', 0) === 1, x = isBatchFirst ? ops.swapaxes(c.tensor(0), 0, 1) : c.tensor(0), [, batch] = x.shape, w = c.tensor(1), r = c.tensor(2), [directions] = w.shape, hidden = r.shape[2];
  const b = c.tensorOr(3, undefined), lengths = c.inputs[4] && !c.inputs[4].known?.every((n) => n === x.shape[0]) ? c.tensor(4) : undefined, direction = c.string('direction', 'forward'), names = c.strings('activations') ?? Array.from({ length: directions }, () => defaults).flat();
  const alphas = c.floats('activation_alpha'), betas = c.floats('activation_beta');
  const initial = (i: number, k: number): Tensor => (c.has(i) ? ops.slice(isBatchFirst ? ops.swapaxes(c.tensor(i), 0, 1) : c.tensor(i), [k]) : ops.zeros([batch, hidden]));
  const results = Array.from({ length: directions }, (_, k) => {
    const bias = b && ops.slice(b, [k]), n = gateCount * hidden, activations = names.slice(k * defaults.length, (k + 1) * defaults.length).map((name, i) => activationOf(c, name, alphas?.[k * defaults.length + i], betas?.[k * defaults.length + i]));
    return unrolled(c, { x, w: ops.slice(w, [k]), r: ops.slice(r, [k]), bw: bias && ops.slice(bias, [[0, n]]), br: bias && ops.slice(bias, [[n, 2 * n]]), p: hasCell && c.has(7) ? ops.slice(c.tensor(7), [k]) : undefined, h: initial(5, k), cell: hasCell ? initial(6, k) : undefined, activations, hidden, isReverse: direction === 'reverse' || k === 1 }, step, lengths);
  });
  const y = ops.stack(results.map((d) => d.y), 1), last = (of: (s: State) => Tensor): Value => { const all = ops.stack(results.map((d) => of(d.last)), 0); return ofTensor(isBatchFirst ? ops.swapaxes(all, 0, 1) : all, type); };
  return [ofTensor(isBatchFirst ? y.transpose([2, 0, 1, 3]) : y, type), last((s) => s.h), hasCell ? last((s) => s.cell!) : undefined];
};

export const recurrent: Table = {
  RNN: layer(1, rnnStep, ['Tanh'], false), GRU: layer(3, gruStep, ['Sigmoid', 'Tanh'], false), LSTM: layer(4, lstmStep, ['Sigmoid', 'Tanh', 'Tanh'], true),
};
