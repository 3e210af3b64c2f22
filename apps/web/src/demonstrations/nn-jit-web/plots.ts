/** Loss and accuracy while it trains; kernels under the roof of the machine. */
import { curvesSvg } from '#plots/curves.ts';
import type { Roofline } from './messages.ts';

export function lossPlot(losses: readonly [number, number][]): string {
  const last = Math.max(200, losses.at(-1)?.[0] ?? 0);
  return curvesSvg({ label: `Loss against steps: ${losses.at(-1)?.[1].toFixed(3) ?? 'not begun'}`, x: { title: 'steps', domain: [0, last] }, y: { title: 'loss', domain: [0, 2.5] }, curves: [{ name: '', s: 0, points: losses as [number, number][], strong: true }] }, { width: 320, height: 240, right: 16 });
}
export function accuracyPlot(accuracies: readonly [number, number][], last: number): string {
  return curvesSvg({ label: `Accuracy against steps: ${accuracies.at(-1)?.[1].toFixed(1) ?? 'not begun'} %`, x: { title: 'steps', domain: [0, Math.max(200, last)] }, y: { title: 'test images recognised, %', domain: [0, 100] }, curves: [{ name: '', s: 0, points: accuracies as [number, number][], strong: true }] }, { width: 320, height: 240, right: 16 });
}
/** `width` in pixels of the page, so that its letters keep their size. Kernels under a thousandth of the step are left out. */
export function roofPlot({ peakGflops, gigabytesPerSecond, dots: all }: Roofline, width: number): string {
  const dots = all.filter(({ share }) => share >= 0.001);
  const from = 0.05, to = 500, roof = Array.from({ length: 41 }, (_, i): [number, number] => { const x = from * (to / from) ** (i / 40); return [x, Math.min(peakGflops, gigabytesPerSecond * x)]; });
  return curvesSvg({
    label: `Roofline: ${dots.length} kernels below ${peakGflops.toFixed(0)} GFLOP/s and ${gigabytesPerSecond.toFixed(0)} GB/s`,
    x: { title: 'operations for each byte', domain: [from, to], scale: 'log', ticks: [0.1, 1, 10, 100] }, y: { title: 'GFLOP/s', domain: [0.1, 2 ** Math.ceil(Math.log2(peakGflops * 1.3))], scale: 'log', ticks: [0.1, 1, 10, 100] },
    curves: [{ name: '', s: 0, points: roof }],
    marks: dots.map(({ name, intensity, gflops, share }) => ({ x: Math.min(to, Math.max(from, intensity)), y: Math.max(0.1, gflops), s: 0, hollow: share < 0.05, title: `${name}: ${gflops.toFixed(1)} GFLOP/s, ${(100 * share).toFixed(0)} % of the step` })),
  }, { width, height: Math.max(240, Math.min(360, width * 0.55)), right: 24 });
}

/** Speed of tiles by their rows, a curve for each width; hollow past the registers, and a line at the tile that is chosen. */
export function tilesPlot(speeds: Readonly<Record<string, number>>, heights: readonly number[], widths: readonly number[], registers: number, chosen: { mr: number; nr: number }, width: number): string {
  const at = (mr: number, nr: number) => speeds[`${mr}x${nr}`], most = Math.max(60, ...Object.values(speeds)), used = (mr: number, nr: number) => (mr * nr) / 4 + nr / 4 + 1;
  return curvesSvg({
    label: `Speed of ${Object.keys(speeds).length} tiles by their rows and columns`,
    x: { title: 'rows of the tile', domain: [1, 12], ticks: [1, 2, 4, 6, 8, 10, 12] }, y: { title: 'GFLOP/s', domain: [0, Math.ceil(most / 10) * 10] },
    curves: widths.map((nr, i) => ({ name: at(heights.at(-1)!, nr) === undefined ? '' : `${nr} wide`, s: i, points: heights.filter((mr) => at(mr, nr) !== undefined).map((mr): [number, number] => [mr, at(mr, nr)]) })),
    marks: widths.flatMap((nr, s) => heights.filter((mr) => at(mr, nr) !== undefined).map((mr) => ({ x: mr, y: at(mr, nr), s, hollow: used(mr, nr) > registers, title: `${mr} x ${nr}: ${at(mr, nr).toFixed(1)} GFLOP/s, ${used(mr, nr)} registers` }))),
    now: { x: chosen.mr, label: `${chosen.mr} × ${chosen.nr}` },
  }, { width, height: Math.max(240, Math.min(340, width * 0.55)), right: 72 });
}

/** Latency of every answer over time, in its three phases, and the peer's as a line. */
export function latencyPlot(runs: readonly [number, number][], { tuning, after }: { tuning: number; after: number }, peer: number, width: number): string {
  const last = Math.max(5, runs.at(-1)?.[0] ?? 0), sorted = runs.map(([, ms]) => ms).sort((a, b) => a - b), most = Math.max(peer * 1.15, (sorted[Math.floor(0.98 * sorted.length)] ?? 1) * 1.3), step = Math.max(1, Math.floor(runs.length / 400));
  return curvesSvg({
    label: `Latency of ${runs.length} answers`, x: { title: 'seconds', domain: [0, last] }, y: { title: 'ms an answer', domain: [0, most] },
    curves: peer ? [{ name: '', s: 5, points: [[0, peer], [last, peer]] }] : [],
    marks: runs.filter((_, i) => i % step === 0).map(([x, y]) => ({ x, y: Math.min(y, most), s: tuning && x >= tuning ? (after && x >= after ? 1 : 2) : 0, hollow: false })),
    ...(tuning && { now: { x: tuning, label: 'tuning begins' } }),
  }, { width, height: Math.max(230, Math.min(320, width * 0.55)), right: 24 });
}
/** Candidates over time, the best of each contraction so far as a line, and the paper's half minute. */
export function candidatesPlot(trials: readonly [number, number][], width: number): string {
  const last = Math.max(32, trials.at(-1)?.[0] ?? 0), first = trials[0]?.[0] ?? 0;
  return curvesSvg({
    label: `${trials.length} candidates by the time they were tried`, x: { title: 'seconds', domain: [0, last] }, y: { title: 'speed over the rule’s', domain: [0, 1.4] }, curves: [{ name: '', s: 5, points: [[0, 1], [last, 1]] }],
    marks: trials.map(([x, y]) => ({ x, y: Math.min(1.4, y), s: y > 1.02 ? 1 : 0, hollow: y <= 1.02 })), now: { x: Math.min(last, first + 30), label: '30 s' },
  }, { width, height: Math.max(230, Math.min(320, width * 0.55)), right: 24 });
}
