/**
 * Pushes message sizes, events and energy through the nodes.
 *
 * The steps carry the names of the paper's: message size, ground truth from reduction ratios, propagation of the
 * contingency, pipeline contingency, power.
 */
import type { Decision } from './classifiers/classifier.ts';
import { f1Score, precision, recall } from './contingency.ts';
import type { Contingency } from './contingency.ts';
import type { EdgeReport, NodeReport, Report, Summary } from './report.ts';
import type { Node } from './specification.ts';

const BITS_PER_BYTE = 8;

export interface EvaluationContext {
  nodes: readonly Node[];
  densityScale: number;
  scaleLinks: boolean;
  linksBeforeCompression: boolean;
  /** Truncate event rates to whole numbers at every node, as the released code does. */
  integers: boolean;
}

/** Everything that flows, by node in evaluation order. */
interface Flow {
  context: EvaluationContext;
  inBytes: Float64Array;
  outBytes: Float64Array;
  ops: Float64Array;
  /** Events/s that arrive. */
  irrelevant: Float64Array;
  relevant: Float64Array;
  /** Events/s that go on. */
  keptIrrelevant: Float64Array;
  keptRelevant: Float64Array;
  /** Operation energy of a node and of all that feeds it for one event, before density scaling. */
  upstreamJ: Float64Array;
  decisions: (Decision | undefined)[];
}

/** The whole system, every node, every link. */
export function evaluate(context: EvaluationContext): Report {
  const flow = propagate(context);
  return { ...summarise(flow), nodes: context.nodes.map((_, v) => nodeReport(flow, v)), edges: context.nodes.flatMap((node, v) => (node.parent < 0 ? [] : [edgeReport(flow, v)])) };
}

/** The whole system only: half the time of a full report. */
export function evaluateSummary(context: EvaluationContext): Summary { return summarise(propagate(context)); }

function propagate(context: EvaluationContext): Flow {
  const { nodes, integers } = context, n = nodes.length, last = n - 1;
  const whole = integers ? Math.trunc : (x: number) => x;
  const store = new Float64Array(9 * n);
  const part = (i: number) => store.subarray(i * n, (i + 1) * n);
  const inBytes = part(0), outBytes = part(1), ops = part(2), irrelevant = part(3), relevant = part(4), keptIrrelevant = part(5), keptRelevant = part(6), upstreamJ = part(7), globalRatio = part(8);

  // message size: in(v) = Σ out(children) + data(v); ops(v) = complexity(in(v)); out(v) = in(v)·(1 − compression)
  for (let v = 0; v < n; v++) {
    const node = nodes[v];
    inBytes[v] += node.bytes;
    ops[v] = node.complexity(inBytes[v]);
    if (!(ops[v] >= 0 && Number.isFinite(ops[v]))) throw new RangeError(`the complexity of "${node.name}" gives ${ops[v]} operations for ${inBytes[v]} bytes: expected a number that is not negative`);
    outBytes[v] = inBytes[v] * node.keptFraction;
    upstreamJ[v] += node.opJ * ops[v];
    if (node.parent >= 0) { inBytes[node.parent] += outBytes[v]; upstreamJ[node.parent] += upstreamJ[v]; }
  }
  // ground truth from reduction ratios: the product of the ratios from here to the storage
  for (let v = last; v >= 0; v--) globalRatio[v] = nodes[v].reduction * (nodes[v].parent >= 0 ? globalRatio[nodes[v].parent] : 1);

  // propagation: all detectors see the same crossing, so a node's input is the mean of its children's outputs
  const decisions: (Decision | undefined)[] = [];
  for (let v = 0; v < n; v++) {
    const node = nodes[v];
    if (node.source) {
      const pos = node.source.rate / globalRatio[v];
      relevant[v] = whole(pos);
      irrelevant[v] = whole(node.source.rate - pos);
    } else {
      irrelevant[v] = whole(irrelevant[v] / node.inputs);
      relevant[v] = whole(relevant[v] / node.inputs);
    }
    const decision = node.reduction > 1 ? decide(node, irrelevant[v], relevant[v]) : undefined;
    decisions.push(decision);
    keptIrrelevant[v] = decision ? whole(irrelevant[v] * decision.fp) : irrelevant[v];
    keptRelevant[v] = decision ? whole(relevant[v] * decision.tp) : relevant[v];
    if (node.parent >= 0) { irrelevant[node.parent] += keptIrrelevant[v]; relevant[node.parent] += keptRelevant[v]; }
  }
  return { context, inBytes, outBytes, ops, irrelevant, relevant, keptIrrelevant, keptRelevant, upstreamJ, decisions };
}

function summarise(flow: Flow): Summary {
  const { context: { nodes, densityScale, integers }, decisions, upstreamJ, keptIrrelevant, keptRelevant } = flow;
  const n = nodes.length, last = n - 1;
  // pipeline contingency: what every classifier discarded on the way, and what the storage keeps. A branch that is one of
  // k inputs of a merge counts 1/k, so that the table adds up to the (mean) event rate.
  const contingency: Contingency = { tn: 0, fn: 0, fp: keptIrrelevant[last], tp: keptRelevant[last] };
  const share = new Float64Array(n);
  let classifies = false, discardedJ = 0, discarded = 0, opPowerW = 0, linkPowerW = 0;
  for (let v = last; v >= 0; v--) {
    const { parent } = nodes[v];
    share[v] = parent < 0 ? 1 : share[parent] / nodes[parent].inputs;
    opPowerW += opEnergyJ(flow, v) * (flow.irrelevant[v] + flow.relevant[v]);
    if (parent >= 0) linkPowerW += linkEnergyJ(flow, v) * (keptIrrelevant[v] + keptRelevant[v]);
    const decision = decisions[v];
    if (!decision) continue;
    classifies = true;
    const { tn, fn } = discards(flow, v, decision, integers), gone = share[v] * (tn + fn);
    contingency.tn += share[v] * tn;
    contingency.fn += share[v] * fn;
    discarded += gone;
    discardedJ += gone * upstreamJ[v];
  }
  const powerW = opPowerW + linkPowerW, keptPerSecond = contingency.fp + contingency.tp;
  const f1 = classifies ? f1Score(contingency) : null;
  return {
    powerW, opPowerW, linkPowerW, densityScale, contingency,
    precision: classifies ? precision(contingency) : null, recall: classifies ? recall(contingency) : null, f1, keptPerSecond,
    productivityPerKJ: f1 !== null && powerW > 0 ? (1000 * f1 * keptPerSecond) / powerW : null,
    truePositivesPerKJ: classifies && powerW > 0 ? (1000 * contingency.tp) / powerW : null,
    cost: { storedJ: upstreamJ[last] / densityScale, discardedJ: discarded > 0 ? discardedJ / discarded / densityScale : null },
  };
}

/** What a classifying node discards, events/s. */
function discards(flow: Flow, v: number, decision: Decision, integers: boolean): { tn: number; fn: number } {
  const tn = flow.irrelevant[v] * decision.tn, fn = flow.relevant[v] * decision.fn;
  return integers ? { tn: Math.trunc(tn), fn: Math.trunc(fn) } : { tn, fn };
}

/** power: node = J/op · ops · input rate. */
function opEnergyJ({ context, ops }: Flow, v: number): number {
  return (context.nodes[v].opJ * ops[v]) / context.densityScale;
}

/** power: link = J/bit · 8 · bytes · output rate of its tail. */
function linkEnergyJ(flow: Flow, v: number): number {
  const { nodes, scaleLinks, densityScale } = flow.context;
  return (nodes[v].linkJPerBit * BITS_PER_BYTE * linkBytes(flow, v)) / (scaleLinks ? densityScale : 1);
}
function linkBytes({ context, inBytes, outBytes }: Flow, v: number): number {
  return context.linksBeforeCompression ? inBytes[v] : outBytes[v];
}

function nodeReport(flow: Flow, v: number): NodeReport {
  const { context, irrelevant, relevant, keptIrrelevant, keptRelevant, decisions } = flow, node = context.nodes[v], decision = decisions[v];
  const inputRate = irrelevant[v] + relevant[v], energyJ = opEnergyJ(flow, v);
  const { tn, fn } = decision ? discards(flow, v, decision, context.integers) : { tn: 0, fn: 0 };
  const report: NodeReport = {
    name: node.name, kind: node.source ? 'source' : node.parent < 0 ? 'storage' : 'stage',
    inBytes: flow.inBytes[v], outBytes: flow.outBytes[v], ops: flow.ops[v], inputRate, outputRate: keptIrrelevant[v] + keptRelevant[v],
    contingency: { tn, fn, fp: keptIrrelevant[v], tp: keptRelevant[v] }, energyJ, powerW: energyJ * inputRate, upstreamJ: flow.upstreamJ[v] / context.densityScale,
  };
  if (decision) report.decision = decision;
  return report;
}

function edgeReport(flow: Flow, v: number): EdgeReport {
  const { nodes } = flow.context, node = nodes[v], irrelevant = flow.keptIrrelevant[v], relevant = flow.keptRelevant[v], rate = irrelevant + relevant;
  const bytes = linkBytes(flow, v), energyJ = linkEnergyJ(flow, v);
  return { from: node.name, to: nodes[node.parent].name, bytes, rate, bytesPerSecond: bytes * rate, relevant, irrelevant, energyJ, powerW: energyJ * rate };
}

function decide(node: Node, neg: number, pos: number): Decision {
  try { return node.classifier.solve(neg, pos, node.reduction); } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`stage "${node.name}": ${error.message}`);
    throw error;
  }
}
