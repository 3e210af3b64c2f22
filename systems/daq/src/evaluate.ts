/**
 * Pushes message sizes, events and energy through the nodes.
 *
 * The steps carry the names of the paper's: message size, ground truth from reduction ratios, propagation of the
 * contingency, pipeline contingency, power.
 */
import type { Decision } from './classifiers/classifier.ts';
import { f1Score, precision, recall } from './contingency.ts';
import type { Contingency } from './contingency.ts';
import type { EdgeReport, NodeReport, Report } from './report.ts';
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

export function evaluate({ nodes, densityScale, scaleLinks, linksBeforeCompression, integers }: EvaluationContext): Report {
  const n = nodes.length, last = n - 1;
  const whole = integers ? Math.trunc : (x: number) => x;

  // message size: in(v) = Σ out(children) + data(v); ops(v) = complexity(in(v)); out(v) = in(v)·(1 − compression)
  const inBytes = new Float64Array(n), outBytes = new Float64Array(n), ops = new Float64Array(n);
  // ground truth from reduction ratios: the product of the ratios from here to the storage
  const globalRatio = new Float64Array(n);
  for (let v = 0; v < n; v++) {
    const node = nodes[v];
    inBytes[v] += node.bytes;
    ops[v] = node.complexity(inBytes[v]);
    if (!(ops[v] >= 0 && Number.isFinite(ops[v]))) throw new RangeError(`the complexity of "${node.name}" gives ${ops[v]} operations for ${inBytes[v]} bytes: expected a number that is not negative`);
    outBytes[v] = inBytes[v] * node.keptFraction;
    if (node.parent >= 0) inBytes[node.parent] += outBytes[v];
  }
  for (let v = last; v >= 0; v--) globalRatio[v] = nodes[v].reduction * (nodes[v].parent >= 0 ? globalRatio[nodes[v].parent] : 1);

  // propagation: all detectors see the same crossing, so a node's input is the mean of its children's outputs
  const irrelevant = new Float64Array(n), relevant = new Float64Array(n);
  const tables: Contingency[] = [], decisions: (Decision | undefined)[] = [];
  for (let v = 0; v < n; v++) {
    const node = nodes[v];
    let neg: number, pos: number;
    if (node.source) {
      pos = whole(node.source.rate / globalRatio[v]);
      neg = whole(node.source.rate - node.source.rate / globalRatio[v]);
    } else {
      neg = whole(irrelevant[v] / node.inputs);
      pos = whole(relevant[v] / node.inputs);
    }
    irrelevant[v] = neg;
    relevant[v] = pos;
    const decision = node.reduction > 1 ? decide(node, neg, pos) : undefined;
    const table = decision
      ? { tn: whole(neg * decision.tn), fn: whole(pos * decision.fn), fp: whole(neg * decision.fp), tp: whole(pos * decision.tp) }
      : { tn: 0, fn: 0, fp: neg, tp: pos };
    tables[v] = table;
    decisions[v] = decision;
    if (node.parent >= 0) { irrelevant[node.parent] += table.fp; relevant[node.parent] += table.tp; }
  }

  // pipeline contingency: what every classifier discarded on the way, and what the storage keeps. A branch that is one of
  // k inputs of a merge counts 1/k, so that the table adds up to the (mean) event rate.
  const share = new Float64Array(n);
  const contingency: Contingency = { tn: 0, fn: 0, fp: tables[last].fp, tp: tables[last].tp };
  let classifies = false, discardedJ = 0, discarded = 0;
  const upstreamOpJ = new Float64Array(n);
  for (let v = 0; v < n; v++) {
    upstreamOpJ[v] += nodes[v].opJ * ops[v];
    if (nodes[v].parent >= 0) upstreamOpJ[nodes[v].parent] += upstreamOpJ[v];
  }
  for (let v = last; v >= 0; v--) {
    const { parent } = nodes[v];
    share[v] = parent < 0 ? 1 : share[parent] / nodes[parent].inputs;
    if (!decisions[v]) continue;
    classifies = true;
    const gone = share[v] * (tables[v].tn + tables[v].fn);
    contingency.tn += share[v] * tables[v].tn;
    contingency.fn += share[v] * tables[v].fn;
    discarded += gone;
    discardedJ += gone * upstreamOpJ[v];
  }

  // power: node = J/op · ops · input rate; link = J/bit · 8 · bytes · output rate of its tail
  const linkScale = scaleLinks ? densityScale : 1;
  const nodeReports: NodeReport[] = [], edges: EdgeReport[] = [];
  let opPowerW = 0, linkPowerW = 0;
  for (let v = 0; v < n; v++) {
    const node = nodes[v], table = tables[v];
    const inputRate = irrelevant[v] + relevant[v], outputRate = table.fp + table.tp;
    const energyJ = (node.opJ * ops[v]) / densityScale, powerW = energyJ * inputRate;
    opPowerW += powerW;
    const report: NodeReport = {
      name: node.name, kind: node.source ? 'source' : node.parent < 0 ? 'storage' : 'stage',
      inBytes: inBytes[v], outBytes: outBytes[v], ops: ops[v], inputRate, outputRate,
      contingency: table, energyJ, powerW, upstreamJ: upstreamOpJ[v] / densityScale,
    };
    const decision = decisions[v];
    if (decision) report.decision = decision;
    nodeReports[v] = report;
    if (node.parent < 0) continue;
    const bytes = linksBeforeCompression ? inBytes[v] : outBytes[v];
    const linkJ = (node.linkJPerBit * BITS_PER_BYTE * bytes) / linkScale, linkW = linkJ * outputRate;
    linkPowerW += linkW;
    edges.push({ from: node.name, to: nodes[node.parent].name, bytes, rate: outputRate, bytesPerSecond: bytes * outputRate, relevant: table.tp, irrelevant: table.fp, energyJ: linkJ, powerW: linkW });
  }

  const powerW = opPowerW + linkPowerW, keptPerSecond = contingency.fp + contingency.tp;
  const f1 = classifies ? f1Score(contingency) : null;
  return {
    powerW, opPowerW, linkPowerW, densityScale, contingency,
    precision: classifies ? precision(contingency) : null, recall: classifies ? recall(contingency) : null, f1, keptPerSecond,
    productivityPerKJ: f1 !== null && powerW > 0 ? (1000 * f1 * keptPerSecond) / powerW : null,
    truePositivesPerKJ: classifies && powerW > 0 ? (1000 * contingency.tp) / powerW : null,
    cost: { storedJ: upstreamOpJ[last] / densityScale, discardedJ: discarded > 0 ? discardedJ / discarded / densityScale : null },
    nodes: nodeReports, edges,
  };
}

function decide(node: Node, neg: number, pos: number): Decision {
  try { return node.classifier.solve(neg, pos, node.reduction); } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`stage "${node.name}": ${error.message}`);
    throw error;
  }
}
