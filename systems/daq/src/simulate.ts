/**
 * Event-by-event simulation: draws events, lets every classifier score them from the process behind it, and counts.
 * It shares the thresholds with the analytic evaluation and nothing else, so the two check each other.
 */
import { random } from '@galley/numerics/random';
import { TIE } from './classifiers/threshold.ts';
import type { Random } from '@galley/numerics/random';
import type { Contingency } from './contingency.ts';
import type { Pipeline } from './pipeline.ts';

export interface SimulateOptions {
  events: number;
  seed: number;
  /** Called every million events with how many are done; return false to stop early. */
  onProgress?: (done: number) => boolean | void;
}

export interface EventStats {
  /** Events drawn. */
  events: number;
  /** Counted, before scaling to rates. */
  counts: Contingency;
  /** Scaled to events per second. */
  contingency: Contingency;
  /** Standard error of each entry, events per second (binomial). */
  standardError: Contingency;
  /** For each classifying stage, what it did with what reached it: counts. */
  stages: { name: string; counts: Contingency }[];
}

interface Step { stage: number; threshold: number; keptAtThreshold: number; draw: (relevant: boolean, random: Random) => number }
/** Sources that send their events through the same classifiers at the same rate. */
interface Route {
  weight: number;
  relevantShare: number;
  steps: Step[];
  /** Irrelevant events still to come before the next relevant one: geometric, as the gaps of independent draws are. */
  gap: number;
}

/**
 * Simulates `events` events through the pipeline as it stands. An event that reaches a merge of k inputs comes from each of
 * them equally often, which is what averaging over children means.
 * @throws when a classifier cannot draw scores, or events is not a positive whole number.
 */
export function simulate(p: Pipeline, { events, seed, onProgress }: SimulateOptions): EventStats {
  if (!(Number.isInteger(events) && events > 0)) throw new RangeError(`events must be a positive whole number, got ${events}`);
  const { routes, names, eventRate } = routesOf(p);
  const rng = random(seed), choose = rng.split('route'), truth = rng.split('truth'), scores = rng.split('scores');
  for (const route of routes) route.gap = nextGap(route.relevantShare, truth);
  const total = routes.reduce((sum, route) => sum + route.weight, 0);
  const stages = names.map((name) => ({ name, counts: { tn: 0, fn: 0, fp: 0, tp: 0 } }));
  let tn = 0, fn = 0, fp = 0, tp = 0, done = 0;
  for (let left = events; left > 0; left -= 1_000_000) {
    const batch = Math.min(left, 1_000_000);
    for (let e = 0; e < batch; e++) {
      let route = routes[0];
      if (routes.length > 1) {
        let u = choose.uniform() * total, r = 0;
        while (r < routes.length - 1 && (u -= routes[r].weight) >= 0) r++;
        route = routes[r];
      }
      const relevant = route.gap-- === 0, { steps } = route;
      if (relevant) route.gap = nextGap(route.relevantShare, truth);
      let kept = true;
      for (let s = 0; s < steps.length; s++) {
        const step = steps[s], score = step.draw(relevant, scores), { counts } = stages[step.stage];
        kept = step.keptAtThreshold > 0 && Math.abs(score - step.threshold) <= TIE ? scores.uniform() < step.keptAtThreshold : score > step.threshold;
        if (kept) { if (relevant) counts.tp++; else counts.fp++; continue; }
        if (relevant) counts.fn++; else counts.tn++;
        break;
      }
      if (kept) { if (relevant) tp++; else fp++; } else if (relevant) fn++; else tn++;
    }
    done += batch;
    if (onProgress?.(done) === false) break;
  }
  const scale = eventRate / done;
  const each = (f: (count: number) => number): Contingency => ({ tn: f(tn), fn: f(fn), fp: f(fp), tp: f(tp) });
  return {
    events: done, counts: { tn, fn, fp, tp }, stages,
    contingency: each((n) => n * scale),
    standardError: each((n) => scale * Math.sqrt(Math.max(n, 1) * (1 - n / done))),
  };
}

/** How many irrelevant events come before a relevant one that has this share of all. */
function nextGap(share: number, truth: Random): number {
  return share >= 1 ? 0 : Math.floor(Math.log1p(-truth.uniform()) / Math.log1p(-share));
}

/** Which classifiers an event meets on its way from a source to the storage, with the thresholds of the analytic evaluation. */
function routesOf(p: Pipeline): { routes: Route[]; names: string[]; eventRate: number } {
  const report = p.evaluate(), n = p.nodes.length;
  const share = new Float64Array(n), globalRatio = new Float64Array(n), steps: Step[][] = p.nodes.map(() => []);
  const names: string[] = [];
  for (let v = n - 1; v >= 0; v--) {
    const node = p.nodes[v], { parent } = node;
    share[v] = parent < 0 ? 1 : share[parent] / p.nodes[parent].inputs;
    globalRatio[v] = node.reduction * (parent < 0 ? 1 : globalRatio[parent]);
    const { decision } = report.nodes[v], downstream = parent < 0 ? [] : steps[parent];
    if (!decision) { steps[v] = downstream; continue; }
    const { draw } = node.classifier;
    if (!draw) throw new RangeError(`stage "${node.name}": a ${node.classifier.kind} classifier cannot draw scores of single events, so it cannot be simulated`);
    steps[v] = [{ stage: names.push(node.name) - 1, threshold: decision.threshold, keptAtThreshold: decision.keptAtThreshold ?? 0, draw }, ...downstream];
  }
  const routes: Route[] = [];
  let eventRate = 0;
  for (let v = 0; v < n; v++) {
    const { source } = p.nodes[v];
    if (!source) continue;
    const weight = share[v] * source.rate, relevantShare = 1 / globalRatio[v];
    eventRate += weight;
    const same = routes.find((route) => route.relevantShare === relevantShare && route.steps === steps[v]);
    if (same) same.weight += weight; else routes.push({ weight, relevantShare, steps: steps[v], gap: 0 });
  }
  return { routes, names, eventRate };
}
