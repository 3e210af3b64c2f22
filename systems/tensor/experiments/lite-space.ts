/** Tuning: how long it takes, how few candidates it needs, and what they miss against a far larger sweep. */
import { median } from '@galley/numerics/bootstrap';
import type { Experiment, ExperimentEvent, Host, Measurement } from '@galley/claims';
import { planGraph } from '../src/compile/index.ts';
import * as t from '../src/index.ts';
import { graphOf } from '../src/jit.ts';
import { createWasmBackend } from '../src/runtime/index.ts';
import { exhaustiveSpace, liteSpace, scheduleKey, tune, type ContractSchedule, type Problem } from '../src/tune/index.ts';
import { planOf, prepare } from '../src/tune/trial.ts';

type Events = AsyncGenerator<ExperimentEvent, Measurement[]>;

/** Shapes of transformers and of convolutional nets, ragged ones among them; constants are weights. */
export const shapes: Record<string, { f: (...xs: t.Tensor[]) => t.Tensor; shapes: number[][]; constants?: number[] }> = {
  'product 128': { f: (a, b) => a.matmul(b), shapes: [[128, 128], [128, 128]] },
  'product 256': { f: (a, b) => a.matmul(b), shapes: [[256, 256], [256, 256]] },
  'ragged 97x131x113': { f: (a, b) => a.matmul(b), shapes: [[97, 131], [131, 113]] },
  'thin 8x512x512': { f: (a, b) => a.matmul(b), shapes: [[8, 512], [512, 512]], constants: [1] },
  'dense 64x256x256, bias, GELU': { f: (a, b, c) => t.gelu(a.matmul(b).add(c)), shapes: [[64, 256], [256, 256], [256]], constants: [1, 2] },
  'attention 8x64x32x64': { f: (a, b) => a.matmul(b.swapaxes(-1, -2)), shapes: [[8, 64, 32], [8, 64, 32]] },
  'T5 128x512x384': { f: (a, b) => a.matmul(b), shapes: [[128, 512], [512, 384]], constants: [1] },
  'conv 3x3, 16 of 28x28': { f: (x, w) => t.conv2d(x, w, { padding: 1 }), shapes: [[1, 28, 28, 16], [3, 3, 16, 16]], constants: [1] },
  'conv 3x3, 32 to 64, stride 2': { f: (x, w) => t.conv2d(x, w, { padding: 1, stride: 2 }), shapes: [[1, 28, 28, 32], [3, 3, 32, 64]], constants: [1] },
  'conv 1x1, 64 to 128 of 14x14': { f: (x, w) => t.conv2d(x, w, {}), shapes: [[1, 14, 14, 64], [1, 1, 64, 128]], constants: [1] },
  'conv 5x5, 3 to 24 of 32x32': { f: (x, w) => t.conv2d(x, w, { padding: 2 }), shapes: [[1, 32, 32, 3], [5, 5, 3, 24]], constants: [1] },
  'gradient of a filter, 16 of 14x14': { f: (x, dy) => t.grad((w: t.Tensor) => t.conv2d(x, w, { padding: 1 }).mul(dy).sum())(t.zeros([3, 3, 16, 16])), shapes: [[4, 14, 14, 16], [4, 14, 14, 16]] },
};

/** The contraction with most multiply-adds. */
export function problemOfShape(name: string): Problem {
  const { f, shapes: given, constants = [] } = shapes[name], device = { ...createWasmDevice(), threads: 1 };
  const all = planGraph(graphOf(f, given.map((shape) => ({ shape }))), { device, constants }).steps.flatMap((step) => (step.kind === 'kernel' && step.kernel.task ? [step.kernel] : []));
  return all.sort((a, b) => b.flop - a.flop)[0].task!.problem;
}
function createWasmDevice() { const backend = createWasmBackend({ threads: 1 }); try { return backend.device; } finally { backend.dispose(); } }

export const liteSpaceExperiment: Experiment<{ points: number }> = {
  id: 'lite-space',
  paper: 'nn-jit-web',
  title: 'Dozens of candidates against a sweep of thousands',
  claims: ['C2'],
  runsIn: ['node', 'browser'],
  inputs: { points: { kind: 'number', label: 'Points of the sweep, for each shape', default: 2000, min: 20, max: 5000, integer: true } },
  cost: { seconds: 240, memoryMB: 200 },
  plots: {
    regret: { title: 'What the small space misses', caption: 'For each shape, how much slower the best of the lite space is than the best of the sweep, both timed again side by side.', mark: 'bar', x: { label: 'shape' }, y: { label: 'regret', unit: '%' } },
    candidates: { title: 'Candidates', caption: 'Candidates of the lite space, and those that the tuner, going one choice at a time, has to try.', mark: 'bar', x: { label: 'shape' }, y: { label: 'candidates' } },
  },
  async *run({ points }: { points: number }, host: Host): Events {
    const backend = createWasmBackend({ threads: 1 }), regrets: number[] = [], sizes: number[] = [], names = Object.keys(shapes);
    try {
      for (const [i, name] of names.entries()) {
        host.signal.throwIfAborted();
        yield { type: 'progress', done: i, of: names.length, doing: name };
        const problem = problemOfShape(name), lite = liteSpace(problem, backend.device), options = { backend, sampleMs: 1.5, signal: host.signal };
        const small = await tune(problem, { ...options, strategy: 'grid' }), steps = await tune(problem, options), sweep = await tune(problem, { ...options, space: () => exhaustiveSpace(problem, backend.device, points) });
        host.signal.throwIfAborted();
        const regret = scheduleKey(small.best) === scheduleKey(sweep.best) ? 0 : 100 * (await sideBySide(backend, problem, small.best, sweep.best, host) - 1);
        regrets.push(regret);
        sizes.push(lite.length);
        yield { type: 'point', plot: 'regret', series: 'lite space', x: name, y: regret };
        yield { type: 'point', plot: 'candidates', series: 'lite space', x: name, y: lite.length };
        yield { type: 'point', plot: 'candidates', series: 'tried one choice at a time', x: name, y: steps.trials.length };
        yield { type: 'log', level: 'info', text: `${name}: ${lite.length} candidates, best ${small.gflops.toFixed(1)} GFLOP/s ${scheduleKey(small.best)}; ${sweep.trials.length} points, ${sweep.gflops.toFixed(1)} GFLOP/s ${scheduleKey(sweep.best)}; regret ${regret.toFixed(1)} %` };
      }
    } finally { backend.dispose(); }
    return [
      { metric: 'lite-space/regret-to-exhaustive', value: median(regrets), unit: '%', remark: `Median of ${names.length} shapes, the worst ${Math.max(...regrets).toFixed(1)} %: the best of the lite space against the best of ${points} points, timed side by side.` },
      { metric: 'lite-space/worst-regret', value: Math.max(...regrets), unit: '%', remark: names[regrets.indexOf(Math.max(...regrets))] },
      { metric: 'lite-space/candidates', value: median(sizes), unit: '', remark: `Between ${Math.min(...sizes)} and ${Math.max(...sizes)} for a shape.` },
    ];
  },
};

/** Time of a over time of b: medians of samples in turn. */
async function sideBySide(backend: ReturnType<typeof createWasmBackend>, problem: Problem, a: ContractSchedule, b: ContractSchedule, host: Host): Promise<number> {
  const prepared = prepare(backend, problem), inputs = prepared.inputs.filter((x) => x !== undefined), outputs = prepared.given.filter((g) => g.written).map(({ dtype }) => ({ dtype }));
  const made = [a, b].map((schedule) => backend.load(planOf(prepared, schedule, backend.device), { outputs })), times: number[][] = [[], []];
  const once = (i: number) => { for (const out of made[i].run(inputs)) out.dispose(); };
  for (const i of [0, 1]) for (const begun = host.now(); host.now() - begun < 25;) once(i);
  await new Promise((settle) => { setTimeout(settle, 4); });
  for (let round = 0; round < 40; round++) for (const i of round % 2 ? [0, 1] : [1, 0]) { const at = host.now(); let runs = 0; do { once(i); runs++; } while (host.now() - at < 1.5); times[i].push((host.now() - at) / runs); }
  for (const executable of made) executable.dispose();
  prepared.dispose();
  return median(times[0].map((x, k) => x / times[1][k]));
}
