/**
 * The graph with fewer primitives: convolutions become contractions over windows, contractions that have nothing to
 * reuse become products that are reduced. What a back end has to know is then small.
 */
import type { Graph } from '../backend.ts';
import * as make from '../graph/make.ts';
import { opKey } from '../graph/canonical.ts';
import { convAxes } from '../graph/make.ts';
import { inLayer, topological, type ConvSpec, type Node } from '../graph/node.ts';

export function expand({ inputs, outputs }: Graph): Graph {
  const done = new Map<Node, Node>(inputs.map((node) => [node, node]));
  for (const node of topological(outputs)) {
    if (done.has(node)) continue;
    const operands = node.inputs.map((input) => done.get(input)!);
    done.set(node, inLayer(node.layer, () => expandNode(node, operands)));
  }
  return merged({ inputs, outputs: outputs.map((node) => done.get(node)!) });
}

/** Equal nodes as one: what two convolutions see of one image is padded once. */
function merged({ inputs, outputs }: Graph): Graph {
  const done = new Map<Node, Node>(inputs.map((node) => [node, node])), byKey = new Map<string, Node>(), ids = new Map<Node, number>();
  const id = (node: Node): number => { const known = ids.get(node); if (known !== undefined) return known; ids.set(node, ids.size); return ids.size - 1; };
  for (const node of topological(outputs)) {
    if (done.has(node)) continue;
    const operands = node.inputs.map((input) => done.get(input)!);
    const own = operands.every((operand, i) => operand === node.inputs[i]) ? node : inLayer(node.layer, () => make.rebuild(node, operands));
    if (node.op.kind === 'barrier') { done.set(node, own); continue; }
    const key = `${opKey(node.op)}(${operands.map(id).join()})${node.dtype}${node.shape.join()}`, known = byKey.get(key);
    if (!known) byKey.set(key, own);
    done.set(node, known ?? own);
  }
  return { inputs, outputs: outputs.map((node) => done.get(node)!) };
}

function expandNode(node: Node, operands: readonly Node[]): Node {
  const { op } = node, [a, b] = operands;
  if (op.kind === 'conv') {
    const expanded = op.mode === 'forward' ? forward(a, b, op.spec) : op.mode === 'filterGrad' ? filterGradient(a, b, op.spec) : inputGradient(a, b, op.spec);
    return make.reshape(expanded, node.shape);
  }
  if (op.kind === 'fold' && op.stride === a.shape[op.axis + 1] && op.dilation === 1) {
    // Windows side by side: nothing overlaps, the two axes are one.
    const whole = make.reshape(a, a.shape.toSpliced(op.axis, 2, a.shape[op.axis] * op.stride));
    return make.pad(whole, whole.shape.map(() => 0), whole.shape.map((d, i) => (i === op.axis ? op.length - d : 0)));
  }
  if (op.kind === 'contract') return contraction(a, b, op.a, op.b, op.out, node);
  return operands.every((operand, i) => operand === node.inputs[i]) ? node : make.rebuild(node, operands);
}

/** A contraction; where every product is used once it is a product and a sum. */
function contraction(a: Node, b: Node, aLabels: readonly number[], bLabels: readonly number[], out: readonly number[], node?: Node): Node {
  const size = new Map<number, number>();
  aLabels.forEach((l, i) => size.set(l, a.shape[i]));
  bLabels.forEach((l, i) => size.set(l, b.shape[i]));
  const count = (labels: readonly number[]) => labels.reduce((n, l) => n * size.get(l)!, 1);
  const m = count(out.filter((l) => !bLabels.includes(l))), n = count(out.filter((l) => !aLabels.includes(l)));
  const summed = aLabels.filter((l) => !out.includes(l));
  const products = summed.length === 0 || count(summed) === 1 || m === 1 || n === 1;
  if (!products) return node && a === node.inputs[0] && b === node.inputs[1] ? node : make.contract(a, b, aLabels, bLabels, out);
  // Axes: the result's, then the summed ones.
  const all = [...out, ...summed], shape = all.map((l) => size.get(l)!);
  const spread = (x: Node, labels: readonly number[]) => {
    const order = [...labels.keys()].sort((i, j) => all.indexOf(labels[i]) - all.indexOf(labels[j]));
    return make.broadcast(make.permute(x, order), shape, order.map((i) => all.indexOf(labels[i])));
  };
  const wide = (x: Node) => (x.dtype === 'u8' || x.dtype === 'i8' ? make.cast(x, 'i32') : x);
  return make.reduce('sum', make.binary('mul', spread(wide(a), aLabels), spread(wide(b), bLabels)), summed.map((_, i) => out.length + i));
}

/** x padded and seen through windows: each spatial axis becomes (out, kernel). */
function windows(x: Node, axes: readonly number[], low: readonly number[], high: readonly number[], kernel: readonly number[], strides: readonly number[], dilations: readonly number[]): Node {
  const at = (values: readonly number[]) => x.shape.map((_, i) => { const s = axes.indexOf(i); return s < 0 ? 0 : values[s]; });
  let seen = make.pad(x, at(low), at(high));
  [...axes.keys()].reverse().forEach((s) => { seen = make.window(seen, axes[s], kernel[s], strides[s], dilations[s]); });
  return seen;
}

/** Labels of an image seen through windows, of its kernel and of what comes out. */
function labels(spec: ConvSpec) {
  const n = spec.strides.length, batch = 0, group = 1, inChannel = 2, outChannel = 3, out = (s: number) => 4 + s, kernel = (s: number) => 4 + n + s;
  const spatial = [...spec.strides.keys()], windowed = spatial.flatMap((s) => [out(s), kernel(s)]);
  const image = spec.channelsLast ? [batch, ...windowed, group, inChannel] : [batch, group, inChannel, ...windowed];
  const weights = spec.channelsLast ? [...spatial.map(kernel), inChannel, group, outChannel] : [group, outChannel, inChannel, ...spatial.map(kernel)];
  const result = spec.channelsLast ? [batch, ...spatial.map(out), group, outChannel] : [batch, group, outChannel, ...spatial.map(out)];
  return { image, weights, result };
}
/** [.., channels, ..] as [.., groups, channels / groups, ..]. */
const splitChannels = (x: Node, axis: number, groups: number): Node => make.reshape(x, x.shape.toSpliced(axis, 1, groups, x.shape[axis] / groups));

/** Kernel [k.., cIn, cOut] or [cOut, cIn, k..] with its output channels in groups. */
const splitKernel = (w: Node, spec: ConvSpec): Node => splitChannels(w, convAxes(spec).kernelOut, spec.groups);

function forward(x: Node, w: Node, spec: ConvSpec): Node {
  const { spatial, channels } = convAxes(spec), { image, weights, result } = labels(spec), n = spatial.length;
  const seen = splitChannels(windows(x, spatial, spec.low, spec.high, spec.kernelSize, spec.strides, spec.dilations), spec.channelsLast ? channels + n : channels, spec.groups);
  return contraction(seen, splitKernel(w, spec), image, weights, result);
}

function filterGradient(x: Node, dy: Node, spec: ConvSpec): Node {
  const { spatial, channels } = convAxes(spec), { image, weights, result } = labels(spec), n = spatial.length;
  const seen = splitChannels(windows(x, spatial, spec.low, spec.high, spec.kernelSize, spec.strides, spec.dilations), spec.channelsLast ? channels + n : channels, spec.groups);
  // Windows may reach less far than the input: the number of windows is dy's.
  const cut = make.slice(seen, seen.shape.map(() => 0), seen.shape.map(() => 1), seen.shape.map((d, i) => { const s = spatial.findIndex((_, k) => image[i] === 4 + k); return s < 0 ? d : dy.shape[spatial[s]]; }));
  return contraction(cut, splitChannels(dy, channels, spec.groups), image, result, weights);
}

function inputGradient(dy: Node, w: Node, spec: ConvSpec): Node {
  const { spatial, channels, kernelSpatial } = convAxes(spec), n = spatial.length;
  // Each input element meets each kernel element in at most one output element: dy with strides as gaps, seen through windows of the kernel turned around.
  const extents = spatial.map((axis, s) => (dy.shape[axis] - 1) * spec.strides[s] + 1);
  const low = spatial.map((_, s) => spec.dilations[s] * (spec.kernelSize[s] - 1) - spec.low[s]);
  const high = spatial.map((_, s) => spec.inputSize[s] + spec.dilations[s] * (spec.kernelSize[s] - 1) - low[s] - extents[s]);
  const at = (values: readonly number[], otherwise = 0) => dy.shape.map((_, i) => { const s = spatial.indexOf(i); return s < 0 ? otherwise : values[s]; });
  let spread = make.pad(dy, at(low.map((v) => Math.max(0, v))), at(high.map((v) => Math.max(0, v))), { interior: at(spec.strides.map((s) => s - 1)) });
  spread = make.slice(spread, at(low.map((v) => Math.max(0, -v))), spread.shape.map(() => 1), spread.shape.map((d, i) => { const s = spatial.indexOf(i); return s < 0 ? d : d - Math.max(0, -low[s]) - Math.max(0, -high[s]); }));
  const none = spatial.map(() => 0), ones = spatial.map(() => 1);
  const seen = splitChannels(windows(spread, spatial, none, none, spec.kernelSize, ones, spec.dilations), spec.channelsLast ? channels + n : channels, spec.groups);
  const turned = make.slice(w, w.shape.map((d, i) => (kernelSpatial.includes(i) ? d - 1 : 0)), w.shape.map((_, i) => (kernelSpatial.includes(i) ? -1 : 1)), w.shape);
  // dx takes the place of y: its channels are the kernel's input channels.
  const { image, weights, result } = labels(spec), swap = (l: number) => (l === 2 ? 3 : l === 3 ? 2 : l);
  return contraction(seen, splitKernel(turned, spec), image.map(swap), weights, result.map(swap));
}

