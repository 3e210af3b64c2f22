/** Interleaved timing of contenders that answer the protocol of contender.ts: equal results first, then rounds in which each gives one sample. */
import { setTimeout as sleep } from 'node:timers/promises';
import { median, quantile } from '@galley/numerics/bootstrap';
import type { Answer, Request, Summary } from './answer.ts';
import { inputsOf, type Task } from './works/task.ts';

export interface Contender { name: string; threads: number; ask(request: Request): Promise<Answer> }
export interface Timing { contender: Contender; /** Milliseconds per iteration, one per round. */ samples: number[] }
export interface Measured { timings: Timing[]; /** Contenders that take no part, and why. */ absent: { name: string; why: string }[] }

export interface Plan { rounds: number; /** Of one sample. */ ms: number; warmMs: number; /** No contender is given more than this for one work. */ budgetMs: number }

/** Largest difference over the root mean square of the reference; infinite when it is another result altogether. */
export function difference(a: Summary, reference: Summary): number {
  if (a.size !== reference.size) return Infinity;
  const scale = reference.norm / Math.sqrt(reference.size) || 1;
  return Math.max(Math.abs(a.norm - reference.norm) / (reference.norm || 1), ...a.values.map((v, i) => Math.abs(v - reference.values[i]) / scale));
}

const isTraining = (task: Task) => task.kind.endsWith('Step');
/** A sum of k products in float32 differs by rounding; three steps of training differ by more. */
const tolerance = 2e-3;

export async function measure(task: Task, contenders: readonly Contender[], { rounds, ms, warmMs, budgetMs }: Plan): Promise<Measured> {
  const inputs = inputsOf(task), absent: Measured['absent'] = [], racing: (Timing & { rounds: number; ms: number })[] = [];
  let reference: { summary: Summary; by: string } | undefined;
  for (const contender of contenders) {
    const { summary, cannot } = await contender.ask({ do: 'prepare', task, inputs, runs: isTraining(task) ? 3 : 1 });
    if (!summary) { absent.push({ name: contender.name, why: cannot ?? 'no answer' }); continue; }
    if (contender.name !== 'copy') {
      reference ??= { summary, by: contender.name };
      const off = difference(summary, reference.summary);
      if (!(off < tolerance)) { absent.push({ name: contender.name, why: `computes something else than ${reference.by}: differs by ${off.toExponential(1)}` }); continue; }
    }
    // Warm: both compilers of V8 have seen it, and every page has been touched.
    const first = await contender.ask({ do: 'sample', ms: 0 });
    const warm = first.ms! < warmMs ? await contender.ask({ do: 'sample', ms: warmMs }) : first;
    const each = Math.max(ms, warm.ms!);
    racing.push({ contender, samples: [], rounds: Math.max(1, Math.min(rounds, Math.floor(budgetMs / each))), ms });
  }
  for (let round = 0; round < rounds; round++) {
    const order = racing.map((_, i) => racing[(i + round) % racing.length]);
    for (const timing of order) {
      if (round >= timing.rounds) continue;
      // Threads of the one before may still spin.
      await sleep(15);
      const { ms: spent, cannot } = await timing.contender.ask({ do: 'sample', ms: timing.ms });
      if (spent === undefined) { absent.push({ name: timing.contender.name, why: cannot ?? 'no answer' }); timing.rounds = 0; timing.samples = []; } else timing.samples.push(spent);
    }
  }
  for (const contender of contenders) await contender.ask({ do: 'dispose' });
  return { timings: racing.filter(({ samples }) => samples.length > 0), absent };
}

/** How many times faster a is than b, and its spread: the interquartile range of the ratios of the rounds over their median. */
export function ratioOf(a: readonly number[], b: readonly number[]): { ratio: number; spread: number } {
  const ratios = Array.from({ length: Math.min(a.length, b.length) }, (_, i) => b[i] / a[i]), ratio = median(ratios);
  return { ratio, spread: (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / ratio };
}
