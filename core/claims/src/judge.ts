/**
 * Judging: from a paper and runs to verdicts. Pure, so a verdict can always be derived again and is never stored.
 *
 * Rules, in order:
 * 1. Only finished runs with the claims' own inputs count, and only of one origin: your own by default.
 * 2. For each metric the newest such run speaks; the median of its repeats is compared with the bound.
 * 3. A check is measured when each of its criteria is. It holds when all do.
 * 4. A claim falls short as soon as one measured check fails; it holds when every check that is within
 *    reach has been measured and holds; it is out of reach when no check is within reach.
 */
import type { Bound, Check, CheckKind, Claim, Criterion, Paper } from './paper.ts';
import type { RepeatedMeasurement, Run } from './run.ts';

export type State = 'holds' | 'falls short' | 'not measured' | 'out of reach';

export interface Verdict {
  claim: string;
  state: State;
  /** The figure for the margin: the first criterion of the check that decided, or of the first one measured. */
  measured?: Reading;
  /** At least one of the checks behind the state is modelled. */
  modelled: boolean;
  /** One sentence for a reader. */
  why: string;
  checks: CheckVerdict[];
  /** Ids of the runs it rests on. */
  runs: string[];
}

export interface CheckVerdict { kind: CheckKind; state: State; readings: Reading[]; why: string }

export interface Reading {
  metric: string;
  value: number;
  unit: string;
  interval?: [low: number, high: number];
  samples: number;
  bound: Bound;
  meets: boolean;
  claimed?: number;
  /** measured / claimed */
  ratio?: number;
  remark?: string;
  modelled: boolean;
  run: string;
}

export interface JudgeOptions {
  /** `reported` judges what others measured; the two are never mixed. */
  origin?: Run['origin'];
}

export function judge(paper: Paper, runs: Iterable<Run>, { origin = 'here' }: JudgeOptions = {}): Verdict[] {
  const newest = newestMeasurements(paper, runs, origin);
  return paper.claims.map((claim) => judgeClaim(claim, newest));
}

type Newest = Map<string, { run: Run; measurement: RepeatedMeasurement }>;

function newestMeasurements(paper: Paper, runs: Iterable<Run>, origin: Run['origin']): Newest {
  const newest: Newest = new Map();
  for (const run of runs) {
    if (run.paper !== paper.slug || run.origin !== origin || run.state !== 'done' || run.changed.length > 0) continue;
    for (const measurement of run.measurements) {
      const known = newest.get(measurement.metric);
      if (!known || isNewer(run, known.run)) newest.set(measurement.metric, { run, measurement });
    }
  }
  return newest;
}

/** Ties by id, so that the order in which runs arrive never matters. */
const isNewer = (a: Run, b: Run) => a.startedAt > b.startedAt || (a.startedAt === b.startedAt && a.id > b.id);

function judgeClaim(claim: Claim, newest: Newest): Verdict {
  const checks = claim.checks.map((check) => judgeCheck(claim, check, newest));
  const within = checks.filter((c) => c.state !== 'out of reach');
  const failing = within.find((c) => c.state === 'falls short');
  const measured = within.filter((c) => c.readings.length > 0 && c.state !== 'not measured');
  const state: State = failing ? 'falls short'
    : within.length === 0 ? 'out of reach'
    : measured.length === within.length ? 'holds' : 'not measured';
  const deciding = failing ?? measured[0];
  const reading = deciding && (deciding.readings.find((r) => r.meets === (state !== 'falls short')) ?? deciding.readings[0]);
  return {
    claim: claim.id,
    state,
    measured: reading,
    modelled: (failing ? [failing] : measured).some((c) => c.kind === 'model' || c.readings.some((r) => r.modelled)),
    why: whyOf(state, checks, deciding, measured.length, within.length),
    checks,
    runs: [...new Set(checks.flatMap((c) => c.readings.map((r) => r.run)))],
  };
}

function whyOf(state: State, checks: CheckVerdict[], deciding: CheckVerdict | undefined, measured: number, within: number): string {
  if (state === 'out of reach') return checks.map((c) => c.why).join(' ');
  if (!deciding) return checks.find((c) => c.state === 'not measured')!.why;
  if (state === 'not measured') return `${measured} of ${within} checks held; still open: ${checks.filter((c) => c.state === 'not measured').map((c) => c.kind).join(', ')}. ${deciding.why}`;
  return deciding.why;
}

function judgeCheck(claim: Claim, check: Check, newest: Newest): CheckVerdict {
  if (check.kind === 'out-of-reach') return { kind: check.kind, state: 'out of reach', readings: [], why: `Needs ${withoutStop(check.needs ?? 'what cannot be had here')}.` };
  if (!check.passes?.length) return { kind: check.kind, state: 'not measured', readings: [], why: 'No experiment measures this yet.' };
  const readings = check.passes.flatMap((criterion, position) => read(claim, criterion, position, newest) ?? []);
  const missing = check.passes.filter((c) => !readings.some((r) => r.metric === c.metric));
  if (readings.some((r) => !r.meets)) {
    const worst = readings.find((r) => !r.meets)!;
    return { kind: check.kind, state: 'falls short', readings, why: sentence(worst) };
  }
  if (missing.length > 0) {
    return { kind: check.kind, state: 'not measured', readings, why: readings.length === 0 ? 'Not measured here yet.' : `Still to be measured: ${missing.map((m) => m.metric).join(', ')}.` };
  }
  return { kind: check.kind, state: 'holds', readings, why: sentence(readings[0]) };
}

function read(claim: Claim, criterion: Criterion, position: number, newest: Newest): Reading | undefined {
  const found = newest.get(criterion.metric);
  if (!found || found.measurement.unit !== criterion.unit) return undefined;
  const { run, measurement: m } = found;
  const claimed = criterion.claimed ?? (position === 0 && claim.says.unit === criterion.unit ? claim.says.value : undefined);
  return {
    metric: m.metric, value: m.value, unit: m.unit, interval: m.interval, samples: m.samples.length,
    bound: criterion.bound, meets: meets(m.value, criterion.bound), claimed,
    ratio: claimed === undefined || claimed === 0 ? undefined : m.value / claimed,
    remark: m.remark, modelled: m.modelled ?? false, run: run.id,
  };
}

/** NaN meets nothing. */
export function meets(value: number, bound: Bound): boolean {
  if ('near' in bound) return Math.abs(value - bound.near) <= bound.within;
  if ('atLeast' in bound) return value >= bound.atLeast;
  if ('atMost' in bound) return value <= bound.atMost;
  if ('between' in bound) return value >= bound.between[0] && value <= bound.between[1];
  return value === bound.equals;
}

/** The bound as a reader says it: `0.308 ± 0.0005`, `at least 3`. */
export function boundText(bound: Bound, unit = ''): string {
  const u = unit ? ` ${unit}` : '';
  if ('near' in bound) return `${figure(bound.near)} ± ${figure(bound.within)}${u}`;
  if ('atLeast' in bound) return `at least ${figure(bound.atLeast)}${u}`;
  if ('atMost' in bound) return `at most ${figure(bound.atMost)}${u}`;
  if ('between' in bound) return `${figure(bound.between[0])} to ${figure(bound.between[1])}${u}`;
  return `exactly ${figure(bound.equals)}${u}`;
}

function sentence(r: Reading): string {
  if (r.remark) return `${withoutStop(r.remark)}.${straddles(r) ? ' The interval crosses the bound.' : ''}`;
  const measured = `Measured ${figure(r.value)}${r.unit ? ` ${r.unit}` : ''}; asked for ${boundText(r.bound, r.unit)}.`;
  return straddles(r) ? `${measured} The interval crosses the bound.` : measured;
}

const straddles = (r: Reading) => r.interval !== undefined && meets(r.interval[0], r.bound) !== meets(r.interval[1], r.bound);
const withoutStop = (text: string) => text.trim().replace(/\.$/, '');

/** A number as a reader wants it: four significant digits, thin grouping for large ones, no exponent between 1e-4 and 1e9. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) return value.toExponential(3).replace(/\.?0+e/, 'e').replace('e+', 'e').replace('-', '−').replace('e-', 'e−');
  const digits = size >= 1000 ? Math.round(value).toString() : Number(value.toPrecision(4)).toString();
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, size >= 10000 ? ' ' : '').replace('-', '−');
}
