/** The inverse question: how far does one number have to move until the system fits a budget? */
import { parameter } from './parameter.ts';
import type { Pipeline } from './pipeline.ts';
import type { Report } from './report.ts';

/** What must hold, all of it. */
export interface Target {
  /** At most so much power. */
  powerW?: number;
  /** At least this F1. */
  f1?: number;
  /** At least this productivity. */
  productivityPerKJ?: number;
}

/** A parameter that may move from where it is to `to`. */
export interface Knob { parameter: string; to: number }

export interface Solution {
  /** Parameter name, or names joined by " + ". */
  knob: string;
  /** Whether the target is met anywhere on the way. */
  met: boolean;
  /** Where each parameter has to stand: the nearest setting that meets the target, or the end of the way when none does. */
  values: Record<string, number>;
  /** Now, for comparison. */
  from: Record<string, number>;
  /** The system there. */
  report: Report;
}

/** Points tried on the way before the crossing is refined. */
const SCAN = 200;

/**
 * For each knob alone, and for all of them moved together by the same share of their ways, the smallest move that meets the target.
 * The way is scanned in 200 steps, so a target met only on a shorter stretch can be overlooked. Settings a classifier cannot
 * reach count as not meeting it. @throws on an unknown parameter, an empty target or no knob.
 */
export function meetBudget(p: Pipeline, target: Target, knobs: readonly Knob[]): Solution[] {
  const limits = [target.powerW, target.f1, target.productivityPerKJ].filter((v) => v !== undefined);
  if (limits.length === 0) throw new RangeError('the target is empty: give a powerW, f1 or productivityPerKJ to meet');
  const bad = limits.find((v) => !(v > 0 && Number.isFinite(v)));
  if (bad !== undefined) throw new RangeError(`a budget's limits must be positive numbers, got ${bad}`);
  if (knobs.length === 0) throw new RangeError('no knob to turn: name at least one parameter and how far it may go');
  const solutions = knobs.map((knob) => solve(p, target, [knob]));
  return knobs.length > 1 ? [...solutions, solve(p, target, knobs)] : solutions;
}

function solve(p: Pipeline, target: Target, knobs: readonly Knob[]): Solution {
  const moves = knobs.map(({ parameter: name, to }) => {
    const found = parameter(p, name), from = found.get(p);
    if (!Number.isFinite(to)) throw new RangeError(`knob "${name}" may go to ${to}: expected a finite number`);
    return { ...found, from, to };
  });
  const at = (share: number) => moves.map(({ from, to }) => from + share * (to - from));
  const evaluateAt = (share: number): Report | undefined => {
    const values = at(share);
    try { return moves.reduce((q, { set }, i) => set(q, values[i]), p).evaluate(); } catch (error) {
      if (error instanceof RangeError && share > 0) return undefined;
      throw error;
    }
  };
  const report = (share: number): Solution => {
    const values = at(share), last = evaluateAt(share) ?? p.evaluate();
    return {
      knob: moves.map((m) => m.name).join(' + '), met: meets(last, target), report: last,
      values: Object.fromEntries(moves.map((m, i) => [m.name, values[i]])), from: Object.fromEntries(moves.map((m) => [m.name, m.from])),
    };
  };
  for (let i = 0; i <= SCAN; i++) {
    const share = i / SCAN, here = evaluateAt(share);
    if (!here || !meets(here, target)) continue;
    if (i === 0) return report(0);
    let low = (i - 1) / SCAN, high = share;
    for (let k = 0; k < 40; k++) {
      const mid = (low + high) / 2, there = evaluateAt(mid);
      if (there && meets(there, target)) high = mid; else low = mid;
    }
    return report(high);
  }
  return report(1);
}

function meets(report: Report, { powerW = Infinity, f1 = 0, productivityPerKJ = 0 }: Target): boolean {
  return report.powerW <= powerW && (report.f1 ?? 0) >= f1 && (report.productivityPerKJ ?? 0) >= productivityPerKJ;
}
