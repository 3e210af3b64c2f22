/** Productivity over the level-1 ratio and pile-up: the isolines are made in pieces, the points on them move freely. */
import { contourInner, contourScales, contourSvg, isolinesSvg, type ContourSpec, type Grid } from '#plots/contour.ts';
import type { Report } from '@galley/daq';
import { nearest, reductions, start, systemOf, type Settings } from './settings.ts';
import { productivity, ratio } from './words.ts';

const points = 31;
const axes: Pick<ContourSpec, 'x' | 'y'> = {
  x: { label: 'level-1 trigger keeps 1 in', domain: [40, 450], scale: 'log', ticks: [40, 60, 100, 200, 400] },
  y: { label: 'pile-up', domain: [60, 200], scale: 'linear', ticks: [60, 100, 140, 200] },
};
const along = ({ domain: [low, high], scale }: ContourSpec['x'], share: number) => (scale === 'log' ? low * (high / low) ** share : low + (high - low) * share);

/** The settings it depends on: all but the two that are its axes. */
export const surfaceKey = ({ pileUp: _p, l1Reduction: _l, ...others }: Settings) => JSON.stringify(others);

/** Yields after each row of points how much is done; returns the isolines. */
export function* surfaceInPieces(s: Settings): Generator<number, string> {
  const grid: Grid & { values: Float64Array } = { columns: points, rows: points, values: new Float64Array(points * points) };
  for (let r = 0; r < points; r++) {
    const row = systemOf({ ...s, pileUp: along(axes.y, r / (points - 1)) });
    for (let c = 0; c < points; c++) {
      const report = row.with({ stages: { L1T: { reduction: along(axes.x, c / (points - 1)) } } }).evaluate();
      grid.values[r * points + c] = report.productivityPerKJ ?? 0;
    }
    yield (r + 1) / points;
  }
  return isolinesSvg(grid);
}

let first: string | undefined;
/** The isolines of the settings the page starts with. */
export function firstSurface(): string {
  if (first === undefined) {
    const pieces = surfaceInPieces(start);
    for (let step = pieces.next(); first === undefined; step = pieces.next()) if (step.done) first = step.value;
  }
  return first;
}

export function surfaceSvg(s: Settings, now: Report, isolines: string): string {
  return contourSvg({
    ...axes, label: `Isolines of productivity over the level-1 ratio and pile-up, highest at low pile-up and low ratio, with Run 3, Run 5 and the present setting (pile-up ${s.pileUp}, 1 in ${ratio(s.l1Reduction)}, ${productivity(now.productivityPerKJ)} samples per kJ) marked.`,
    points: [{ name: 'Run 3', x: 400, y: 60 }, { name: 'Run 5', x: 53.3, y: 200 }, { name: 'now', x: s.l1Reduction, y: s.pileUp, now: true }],
  }, isolines);
}

/** The pile-up and ratio at a place in the drawing, given as shares of its width and height. */
export function settingAt(shareX: number, shareY: number): Pick<Settings, 'pileUp' | 'l1Reduction'> {
  const { x, y } = contourScales(axes), clamp = (v: number, [low, high]: [number, number]) => Math.min(high, Math.max(low, v));
  const width = contourInner.right + 10, height = contourInner.bottom + 40;
  return {
    l1Reduction: reductions[nearest(reductions, clamp(x.invert(shareX * width), axes.x.domain))],
    pileUp: Math.round(clamp(y.invert(shareY * height), axes.y.domain)),
  };
}
