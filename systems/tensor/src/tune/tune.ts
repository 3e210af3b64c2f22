/**
 * Tuning one contraction on the machine at hand: candidates from the database and the lite space, each compiled, verified
 * and timed; the best is kept. The thread is given back between candidates.
 */
import type { ContractSchedule, Problem } from '../loops/contract/index.ts';
import { contractSchedule, problemKey } from '../loops/contract/index.ts';
import { createWasmBackend, type WasmBackend } from '../runtime/index.ts';
import type { Found } from './database.ts';
import { descent, liteSpace, scheduleKey, type Rule } from './lite-space.ts';
import { planOf, prepare, timed, timedAsInPaper, wrongAgainst, wrongAgainstDefinition, type Prepared } from './trial.ts';

export interface Trial {
  task: string;
  schedule: ContractSchedule;
  /** Median of one run; infinite when it failed. */
  ms: number;
  gflops: number;
  spread: number;
  /** Since tuning of the task began. */
  atMs: number;
  from: 'rule' | 'database' | 'space';
  /** Why it does not count: wrong result, a compile error, samples that mean nothing. */
  failed?: string;
}
export interface TuneOptions {
  backend?: WasmBackend;
  /** Candidates of one's own, all of which are tried. */
  space?: (problem: Problem, device: WasmBackend['device']) => readonly ContractSchedule[];
  /** Which lite space. */
  rule?: Rule;
  /** 'descent', the default: choices one after the other. 'grid': every candidate, as the paper. */
  strategy?: 'descent' | 'grid';
  /** Where candidates come from and winners go. */
  db?: { candidates(task: string): Promise<readonly { schedule: ContractSchedule }[]>; put?(found: Found): Promise<void> };
  /** Threads that will share the work: schedules with too few tasks for them are left out. The back end's by default. */
  sharedBy?: number;
  /** The rule's own choice is no candidate: for measuring what a search finds without it. */
  withoutRule?: boolean;
  /** Stops after this long, with the best so far. */
  budgetMs?: number;
  sampleMs?: number;
  /** How a candidate is timed: warmed, with V8's optimised code ('warmed', the default), or as the paper's authors released it, cold and 50 times ('paper'). */
  protocol?: 'warmed' | 'paper';
  signal?: AbortSignal | undefined;
  onTrial?: (trial: Trial) => void;
}
export interface TuneResult { task: string; best: ContractSchedule; ms: number; spread: number; gflops: number; /** What the rule chose, measured in the same run. */ ruleMs: number; trials: readonly Trial[]; /** Not all candidates were reached. */ stopped?: 'budget' | 'abort' }

const product = (sizes: readonly number[]): number => sizes.reduce((n, s) => n * s, 1);
export const flopOf = ({ batch, m, n, k }: Problem): number => 2 * product(batch) * product(m) * product(n) * k;

/** Aborting is no error: the best so far is a working schedule. */
export async function tune(problem: Problem, { backend: given, space, rule = 'measured', strategy = space || rule === 'paper' ? 'grid' : 'descent', db, budgetMs = Infinity, sharedBy, withoutRule = false, sampleMs, protocol = 'warmed', signal, onTrial }: TuneOptions = {}): Promise<TuneResult> {
  const backend = given ?? createWasmBackend({ threads: 1 }), device = { ...backend.device, threads: sharedBy ?? backend.device.threads }, task = problemKey(problem), flop = flopOf(problem), begun = performance.now(), trials: Trial[] = [];
  const first = contractSchedule(problem, device), seen = new Set<string>(), queue: { schedule: ContractSchedule; from: Trial['from'] }[] = [];
  const add = (schedule: ContractSchedule, from: Trial['from']) => { if (!seen.has(scheduleKey(schedule))) { seen.add(scheduleKey(schedule)); queue.push({ schedule, from }); } };
  if (!withoutRule) add(first, 'rule');
  // What would add in another order would give other bits: of the database only what keeps the rule's blocks of the sum.
  for (const { schedule } of (await db?.candidates(task)) ?? []) if (schedule.kc === first.kc) add(schedule, 'database');
  const next = strategy === 'descent' ? descent(problem, device) : undefined;
  if (!next) for (const schedule of space?.(problem, device) ?? liteSpace(problem, device, rule)) add(schedule, 'space');
  /** The steps of the descent until one has something new. */
  const extend = () => { for (let step = next?.(best?.schedule ?? first) ?? [], length = queue.length; step.length > 0 && queue.length === length; step = queue.length === length ? next!(best?.schedule ?? first) : []) for (const schedule of step) add(schedule, 'space'); };
  let prepared: Prepared | undefined, reference: ArrayLike<number>[] | undefined, best: Trial | undefined, stopped: TuneResult['stopped'];
  try {
    prepared = prepare(backend, problem);
    for (let i = 0; ; i++) {
      if (i === queue.length) extend();
      if (i === queue.length) break;
      const { schedule, from } = queue[i];
      if (trials.length > 0 && signal?.aborted) { stopped = 'abort'; break; }
      if (trials.length > 0 && performance.now() - begun > budgetMs) { stopped = 'budget'; break; }
      const trial = await attempt(prepared, schedule, reference);
      const entry: Trial = { task, schedule, from, ms: trial.ms, gflops: flop / trial.ms / 1e6, spread: trial.spread, atMs: performance.now() - begun, ...(trial.failed && { failed: trial.failed }) };
      trials.push(entry);
      if (!entry.failed) { reference ??= trial.results; if (!best || entry.ms < best.ms) best = entry; }
      onTrial?.(entry);
      // Whoever shares the thread gets a turn.
      await new Promise<void>((settle) => { setTimeout(settle, 0); });
    }
    const chosen = best ?? { schedule: first, ms: Infinity, gflops: 0, spread: 0 };
    if (best) await db?.put?.({ task, schedule: best.schedule, ms: best.ms, spread: best.spread });
    return { task, best: chosen.schedule, ms: chosen.ms, spread: chosen.spread, gflops: chosen.gflops, ruleMs: trials[0]?.ms ?? Infinity, trials, ...(stopped && { stopped }) };
  } finally {
    prepared?.dispose();
    if (!given) backend.dispose();
  }

  async function attempt(on: Prepared, schedule: ContractSchedule, verified: readonly ArrayLike<number>[] | undefined): Promise<{ ms: number; spread: number; results: ArrayLike<number>[]; failed?: string }> {
    let executable: ReturnType<WasmBackend['load']> | undefined;
    try {
      executable = backend.load(planOf(on, schedule, device), { outputs: on.given.filter((b) => b.written).map(({ dtype }) => ({ dtype, tag: 'tuning' })) });
      const inputs = on.inputs.filter((b) => b !== undefined), made = executable.run(inputs), results = made.map((b) => backend.readSync(b));
      for (const buffer of made) buffer.dispose();
      const wrong = verified ? wrongAgainst(results, verified, problem.k) : wrongAgainstDefinition(on, results);
      if (wrong) return { ms: Infinity, spread: 0, results, failed: wrong };
      const once = () => { for (const buffer of executable!.run(inputs)) buffer.dispose(); }, time = protocol === 'paper' ? timedAsInPaper(once) : await timed(once, { ...(sampleMs !== undefined && { sampleMs }), best: best?.ms ?? Infinity, signal });
      return time ? { ms: time.ms, spread: time.spread, results } : { ms: Infinity, spread: Infinity, results, failed: 'samples differ more than three times: the machine is busy or the tab is hidden' };
    } catch (error) {
      return { ms: Infinity, spread: 0, results: [], failed: error instanceof Error ? error.message : String(error) };
    } finally { executable?.dispose(); }
  }
}
