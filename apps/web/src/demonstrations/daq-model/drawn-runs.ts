/** Seeded runs of the whole model with drawn scores, against the exact value: a run at a time, so that a page can go on. */
import { cloudSvg } from '#plots/cloud.ts';
import { systemOf, type Settings } from './settings.ts';

export type Dots = [number, number][];
export const runs = 30;
export const sampleSizes = [2000, 10_000, 50_000];

const spaced = (count: number) => Array.from({ length: count }, (_, i) => 40 * (450 / 40) ** (i / (count - 1)));
const exactAt = spaced(25), drawnAt = spaced(12);

const productivityAt = (pipeline: ReturnType<typeof systemOf>, at: number[]): Dots => at.flatMap((reduction): Dots => {
  const value = pipeline.with({ stages: { L1T: { reduction } } }).evaluate().productivityPerKJ;
  return value === null ? [] : [[reduction, value]];
});
export const exactLine = (s: Settings): Dots => productivityAt(systemOf(s), exactAt);

/** What the cloud depends on: all but the ratio, which is its axis. */
export const cloudKey = ({ l1Reduction: _l, ...others }: Settings) => JSON.stringify(others);

/** Yields the dots so far after every run. Seeds 1, 2, 3 and so on: the same press gives the same cloud. */
export function* drawnRuns(s: Settings, samples: number): Generator<Dots, Dots> {
  const dots: Dots = [];
  for (let seed = 1; seed <= runs; seed++) {
    dots.push(...productivityAt(systemOf(s, { seed, samples }), drawnAt));
    yield dots;
  }
  return dots;
}

/** Mean and standard deviation of the dots from the exact value at their ratio, relative to it. */
export function scatter(s: Settings, dots: Dots): { mean: number; spread: number } {
  const exact = new Map(productivityAt(systemOf(s), drawnAt)), off = dots.map(([x, y]) => y / (exact.get(x) ?? NaN) - 1);
  const mean = off.reduce((a, b) => a + b, 0) / off.length;
  return { mean, spread: Math.sqrt(off.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, off.length - 1)) };
}

export function cloud(line: Dots, dots: Dots, caption: string): string {
  return cloudSvg({ label: `Productivity over the level-1 ratio: the exact line${dots.length ? ` over ${dots.length} dots from drawn runs` : ''}. ${caption}`, x: { label: 'level-1 trigger keeps 1 in', scale: 'log', ticks: [40, 60, 100, 200, 400] }, y: 'productivity, samples/kJ', line, lineName: 'exact', dots, dotsName: 'drawn runs' });
}
