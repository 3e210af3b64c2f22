/** How fast the search comes near its best when others have searched before: an empty database and a filled one. */
import type { Experiment, ExperimentEvent, Host, Measurement } from '@galley/claims';
import { random } from '@galley/numerics/random';
import { createWasmBackend } from '../src/runtime/index.ts';
import { KernelDb, liteSpace, tune, type Problem, type Trial } from '../src/tune/index.ts';
import { problemOfShape, shapes } from './lite-space.ts';

/** When the best so far was first within 5 % of the best of its search, in milliseconds. */
const reached = (trials: readonly Trial[], best: number): number => { let least = Infinity; for (const trial of trials) { least = Math.min(least, trial.ms); if (least <= best / 0.95) return trial.atMs; } return trials.at(-1)?.atMs ?? Infinity; };

export const warmDatabase: Experiment = {
  id: 'warm-database',
  paper: 'nn-jit-web',
  title: 'Tuning from nothing, and with a database',
  claims: ['C7'],
  runsIn: ['node', 'browser'],
  inputs: {},
  cost: { seconds: 30, memoryMB: 200 },
  plots: { time: { title: 'Time to 95 % of the best', caption: 'For each shape: the candidates in no order, as when nothing is known, and with what was found before tried first.', mark: 'bar', x: { label: 'shape' }, y: { label: 'time', unit: 'ms', scale: 'log' } } },
  async *run(_: Record<string, never>, host: Host): AsyncGenerator<ExperimentEvent, Measurement[]> {
    const backend = createWasmBackend({ threads: 1 }), names = Object.keys(shapes), rng = random(`warm database ${host.seed} ${host.repeat}`), db = await KernelDb.open('memory', 'this machine'), told = await KernelDb.open('memory', 'this machine');
    const shuffled = (problem: Problem) => { const list = liteSpace(problem, backend.device); for (let i = list.length - 1; i > 0; i--) { const j = Math.floor(rng.uniform() * (i + 1)); [list[i], list[j]] = [list[j], list[i]]; } return list; };
    let cold = 0, warm = 0;
    try {
      for (const [i, name] of names.entries()) {
        host.signal.throwIfAborted();
        yield { type: 'progress', done: i, of: names.length, doing: name };
        const problem = problemOfShape(name), options = { backend, sampleMs: 10, signal: host.signal, withoutRule: true };
        const first = await tune(problem, { ...options, db, space: shuffled });
        // What one machine found, told to another as lines.
        await told.merge(await db.export());
        const second = await tune(problem, { ...options, db: told, space: shuffled }), times = [reached(first.trials, first.ms), reached(second.trials, second.ms)];
        cold += times[0];
        warm += times[1];
        yield { type: 'point', plot: 'time', series: 'from nothing', x: name, y: times[0] };
        yield { type: 'point', plot: 'time', series: 'with the database', x: name, y: times[1] };
      }
    } finally { backend.dispose(); }
    return [{ metric: 'time-to-95-percent/warm-over-cold', value: warm / cold, unit: '×', remark: `${names.length} shapes together: ${cold.toFixed(0)} ms from nothing, ${warm.toFixed(0)} ms with the database; every entry is verified and timed here before it counts. Candidates come in no order: the rule of this library, which begins near the best, is left out.` }];
  },
};
