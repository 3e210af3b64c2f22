/**
 * A model that serves, and is tuned meanwhile: one program per signature of feeds, weights packed once, schedules replaced
 * when better ones are found.
 *
 *   Session.load(model)  run(feeds) -> outputs           at once, with schedules by rule or from the database
 *                        tuneInBackground()              on another thread; each better program replaces the old one whole
 */
import type { Executable, Graph } from '../backend.ts';
import { planGraph } from '../compile/index.ts';
import { backend, bufferOf, realizeNodes } from '../engine.ts';
import type { DType, TypedArray } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { Shape } from '../graph/node.ts';
import { fail, InputError } from '../input-error.ts';
import { traceOf } from '../jit.ts';
import { checkSchedule, contractSchedule, problemKey, type ContractSchedule, type Problem } from '../loops/contract/index.ts';
import { deviceByRule } from '../loops/device.ts';
import type { Device } from '../loops/kernel.ts';
import { createWasmBackend, type ProfileRow, type WasmBackend } from '../runtime/index.ts';
import { toPlain } from '../runtime/messages.ts';
import { tensor } from '../ops/create.ts';
import { Tensor } from '../tensor.ts';
import type { KernelDb } from '../tune/database.ts';
import { scheduleKey } from '../tune/lite-space.ts';
import { flopOf, type Trial } from '../tune/tune.ts';
import { Tuner } from '../tune/tuner.ts';
import { isKnown, type Feed, type Known, type Model } from './model.ts';

/** Values to feed: a tensor, known whole numbers, or an array with its shape. */
export type Given = Feed | { data: TypedArray; shape: Shape; dtype?: DType };

export interface SessionOptions {
  /** Schedules found before, and where winners go. */
  db?: KernelDb;
  /** Weights are kept a second time, in the order in which tiles read them. True by default. */
  packWeights?: boolean;
}
interface Program { graph: Graph; /** Tensors of the graph that the file has no name for. */ captured: readonly Tensor[]; feeds: readonly string[]; outputs: readonly ({ name: string; output: number; shape: Shape; dtype: DType } | { name: string; known: Known })[]; executable: Executable; runs: number }

export interface TuneProgress { trial: Trial; /** Of the model's tasks. */ task: number; tasks: number }
export interface TunedTask { task: string; /** Part of the model's multiply-adds. */ share: number; ruleMs: number; ms: number; trials: number }
export interface TuneReport { tasks: TunedTask[]; /** Programs that were replaced by faster ones. */ replaced: number; tookMs: number; stopped?: 'budget' | 'stopped' }
export interface TuneHandle { /** Never rejects because tuning was stopped. */ done: Promise<TuneReport>; stop(): void }
export interface BackgroundOptions { budgetMs?: number; onTrial?: (progress: TuneProgress) => void; onReplaced?: () => void }

export class Session {
  readonly model: Model;
  readonly #db: KernelDb | undefined;
  readonly #pack: boolean;
  readonly #names: readonly string[];
  readonly #programs = new Map<string, Program>();
  #schedules: ReadonlyMap<string, ContractSchedule>;
  #tuning: TuneHandle | undefined;
  #disposed = false;

  private constructor(model: Model, { db, packWeights = true }: SessionOptions) {
    this.model = model; this.#db = db; this.#pack = packWeights;
    this.#names = Object.keys(model.weights);
    this.#schedules = db?.schedules() ?? new Map();
  }
  static async load(model: Model | Promise<Model>, options: SessionOptions = {}): Promise<Session> { return new Session(await model, options); }

  /**
   * @returns tensors, or known whole numbers where that is what an output is; `await x.data()` reads
   * @throws InputError naming the input that is missing, unknown or does not fit
   */
  run(feeds: Readonly<Record<string, Given>>): Record<string, Feed> {
    const { feeds: given, own } = this.#given(feeds), program = this.#program(given);
    program.runs++;
    const nodes = this.#nodes(program, given);
    realizeNodes(nodes);
    const buffers = program.executable.run(nodes.map(bufferOf));
    for (const x of own) x.dispose();
    return Object.fromEntries(program.outputs.map((out) => [out.name, 'known' in out ? out.known : new Tensor(make.data(buffers[out.output], out.shape, out.dtype))]));
  }

  /** Time of each kernel of a run, with the layer it is for, most first. Runs on a back end of its own, each kernel by itself; blocks meanwhile. */
  profile(feeds: Readonly<Record<string, Given>>, { runs = 10 }: { runs?: number } = {}): ProfileRow[] {
    const { feeds: given, own } = this.#given(feeds), program = this.#program(given), to = createWasmBackend({ threads: 1, profile: true });
    try {
      const executable = to.compile(program.graph, this.#compileOptions(program)), nodes = this.#nodes(program, given);
      const from = backend();
      if (!from.readSync) fail('profile needs a back end that can be read synchronously: call it in a worker, or in Node');
      realizeNodes(nodes);
      const buffers = nodes.map((node) => to.upload(from.readSync!(bufferOf(node)), node.dtype)), once = () => { for (const out of executable.run(buffers)) out.dispose(); };
      // Twice for the compilers, then what counts.
      for (let i = 0; i < 3; i++) once();
      const key = ({ name, layer = '' }: ProfileRow) => `${layer} ${name}`, before = new Map(to.profile().map((row) => [key(row), row]));
      for (let i = 0; i < runs; i++) once();
      return to.profile().map((row) => { const b = before.get(key(row)); return { ...row, calls: (row.calls - (b?.calls ?? 0)) / runs, ms: (row.ms - (b?.ms ?? 0)) / runs, flop: (row.flop - (b?.flop ?? 0)) / runs, bytes: (row.bytes - (b?.bytes ?? 0)) / runs }; }).filter((row) => row.calls > 0).sort((a, b) => b.ms - a.ms);
    } finally { for (const x of own) x.dispose(); to.dispose(); }
  }

  /** Contractions of the signatures that have been run, by their share of the multiply-adds. */
  tasks(): { key: string; problem: Problem; share: number }[] {
    const device = this.#device(), found = new Map<string, { key: string; problem: Problem; flop: number }>();
    for (const program of this.#programs.values()) {
      for (const step of planGraph(program.graph, { device, constants: this.#constants(program) }).steps) {
        if (step.kind !== 'kernel' || !step.kernel.task) continue;
        const { problem } = step.kernel.task, key = problemKey(problem), known = found.get(key);
        if (known) known.flop += flopOf(problem); else found.set(key, { key, problem, flop: flopOf(problem) });
      }
    }
    const all = [...found.values()].sort((a, b) => b.flop - a.flop), total = all.reduce((sum, t) => sum + t.flop, 0);
    return all.map(({ key, problem, flop }) => ({ key, problem, share: flop / total }));
  }

  /** Tunes what has been run so far, on another thread. One at a time. */
  tuneInBackground({ budgetMs = 30_000, onTrial, onReplaced }: BackgroundOptions = {}): TuneHandle {
    if (this.#tuning) throw new InputError('this session is being tuned already: await its `done`, or call `stop` first');
    const tuner = new Tuner(), begun = performance.now(), report: TuneReport = { tasks: [], replaced: 0, tookMs: 0 };
    let stopped = false;
    const work = async (): Promise<TuneReport> => {
      try {
        await this.#tuneAll(tuner, budgetMs, begun, report, onTrial, onReplaced);
      } catch (error) { if (!stopped) throw error; }
      if (stopped) report.stopped = 'stopped';
      report.tookMs = performance.now() - begun;
      return report;
    };
    const handle: TuneHandle = { done: work().finally(() => { tuner.end(); this.#tuning = undefined; }), stop: () => { stopped = true; tuner.end(); } };
    return (this.#tuning = handle);
  }

  async #tuneAll(tuner: Tuner, budgetMs: number, begun: number, report: TuneReport, onTrial: BackgroundOptions['onTrial'], onReplaced: BackgroundOptions['onReplaced']): Promise<void> {
    const device = this.#device(), tasks = this.tasks();
    let better = false;
    for (const [i, { key, problem, share }] of tasks.entries()) {
      const left = budgetMs - (performance.now() - begun);
      if (left <= 0) { report.stopped = 'budget'; break; }
      const candidates = (await this.#db?.candidates(key) ?? []).map(({ schedule }) => schedule);
      const { best, ms, ruleMs, trials, spread } = await tuner.tune(problem, device, { candidates, budgetMs: left, onTrial: (trial) => onTrial?.({ trial, task: i + 1, tasks: tasks.length }) });
      report.tasks.push({ task: key, share, ruleMs, ms, trials: trials.length });
      if (ms === Infinity) continue;
      await this.#db?.put({ task: key, schedule: best, ms, spread });
      const now = this.#schedules.get(key) ?? contractSchedule(problem, device);
      if (scheduleKey(best) === scheduleKey(now)) continue;
      this.#schedules = new Map([...this.#schedules, [key, best]]);
      better = true;
    }
    // Large programs are replaced once, when everything is known: each takes a while to be optimised.
    if (better) await this.#replace(tuner, report, onReplaced);
  }

  async #replace(tuner: Tuner, report: TuneReport, onReplaced: BackgroundOptions['onReplaced']): Promise<void> {
    for (const program of this.#programs.values()) {
      const options = this.#compileOptions(program), { threads } = this.#device(), { limitBytes } = backend().memory();
      const { letGo } = await tuner.warm(toPlain(program.graph), options.constants ?? [], this.#schedules, { threads, ...(limitBytes > 0 && limitBytes < 2 ** 32 - 65536 && { memoryLimitBytes: limitBytes }) }, 150);
      if (this.#disposed) return;
      const next = backend().compile(program.graph, options), old = program.executable;
      program.executable = next;
      old.dispose();
      report.replaced++;
      onReplaced?.();
      letGo();
    }
  }

  /** A program in use goes on until its run returns: runs are not interrupted. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#tuning?.stop();
    for (const { executable, captured } of this.#programs.values()) { executable.dispose(); for (const x of captured) x.dispose(); }
    this.#programs.clear();
  }

  #device(): Device {
    const now = backend() as Partial<WasmBackend>;
    return now.device ?? deviceByRule({ threads: now.report?.()?.threads ?? 1 });
  }

  /** Feeds by name, arrays made tensors of our own. */
  #given(feeds: Readonly<Record<string, Given>>): { feeds: Record<string, Feed>; own: Tensor[] } {
    if (this.#disposed) throw new InputError('the session was disposed: load the model again');
    const { inputs } = this.model, own: Tensor[] = [], given: Record<string, Feed> = {};
    for (const name of Object.keys(feeds)) if (!inputs.some((i) => i.name === name)) fail(`the model has no input "${name}": expected ${inputs.map((i) => `"${i.name}"`).join(', ')}`);
    for (const { name, dtype, shape } of inputs) {
      const feed = feeds[name];
      if (feed === undefined) fail(`the input "${name}" is missing: expected ${dtype}${shape ? `[${shape.join(', ')}]` : ''}`);
      if (feed instanceof Tensor || isKnown(feed as Feed)) given[name] = feed as Feed;
      else { const { data, shape: own_, dtype: as } = feed as Exclude<Given, Feed>; const x = tensor(data, { shape: own_, ...(as && { dtype: as }) }); own.push(x); given[name] = x; }
      const got = given[name].shape;
      if (shape && (got.length !== shape.length || shape.some((d, i) => typeof d === 'number' && d >= 0 && d !== got[i]))) fail(`the input "${name}" has shape [${got.join(', ')}]: expected [${shape.join(', ')}]`);
    }
    return { feeds: given, own };
  }

  #program(feeds: Record<string, Feed>): Program {
    const key = Object.entries(feeds).map(([name, feed]) => (isKnown(feed) ? `${name}=${feed.shape.join('x')}:${feed.values.join(',')}` : `${name}:${feed.dtype}${feed.shape.join('x')}`)).join(';'), known = this.#programs.get(key);
    if (known) return known;
    const names = Object.keys(feeds).filter((name) => !isKnown(feeds[name])), weights = this.#names.map((name) => this.model.weights[name]), outputs: Program['outputs'][number][] = [];
    const { graph, captured } = traceOf((...given) => {
      const result = this.model.apply({ ...feeds, ...Object.fromEntries(names.map((name, i) => [name, given[i]])) }, Object.fromEntries(this.#names.map((name, i) => [name, given[names.length + i]]))), tensors: Tensor[] = [];
      for (const { name } of this.model.outputs) {
        const out = result[name];
        outputs.push(isKnown(out) ? { name, known: out } : { name, output: tensors.push(out) - 1, shape: out.shape, dtype: out.dtype });
      }
      return tensors;
    }, [...names.map((name) => feeds[name] as Tensor), ...weights].map(({ shape, dtype }) => ({ shape, dtype })));
    const program: Program = { graph, captured, feeds: names, outputs, executable: undefined as unknown as Executable, runs: 0 };
    program.executable = backend().compile(graph, this.#compileOptions(program));
    this.#programs.set(key, program);
    return program;
  }
  /** Of every input of the program: feeds, weights, what the graph holds besides. */
  #nodes({ feeds, captured }: Program, given: Readonly<Record<string, Feed>>): Tensor['node'][] {
    return [...feeds.map((name) => (given[name] as Tensor).node), ...this.#names.map((name) => this.model.weights[name].node), ...captured.map((x) => x.node)];
  }
  #constants({ feeds, graph }: Program): number[] { return this.#pack ? graph.inputs.slice(feeds.length).map((_, i) => feeds.length + i) : []; }
  /** Schedules of the database that this device can run. */
  #compileOptions(program: Program): { constants: number[]; schedules?: ReadonlyMap<string, ContractSchedule> } {
    const constants = this.#constants(program);
    if (this.#schedules.size === 0) return { constants };
    const device = this.#device(), schedules = new Map<string, ContractSchedule>();
    for (const step of planGraph(program.graph, { device, constants }).steps) {
      if (step.kind !== 'kernel' || !step.kernel.task) continue;
      const { problem } = step.kernel.task, key = problemKey(problem), schedule = this.#schedules.get(key);
      if (!schedule) continue;
      // Blocks of the sum stay as the rule has them, so that no schedule changes a bit.
      if (schedule.kc !== contractSchedule(problem, device).kc) continue;
      try { checkSchedule(problem, schedule, device); schedules.set(key, schedule); } catch { /* Of another device, or of a file that was edited: the rule chooses. */ }
    }
    return { constants, ...(schedules.size && { schedules }) };
  }
}
