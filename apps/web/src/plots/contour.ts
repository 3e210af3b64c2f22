/** Isolines of a surface over two axes, each with its value on it, and named points. The surface is read on a logarithmic scale. */
import { contours } from 'd3-contour';
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { bottomAxis, leftAxis, px, svg, type Scale } from './axes.ts';
import { esc, tick } from './plot.ts';

export interface ContourAxis { label: string; domain: [number, number]; scale: 'linear' | 'log'; ticks: number[] }
/** Values row by row, a row for each y; points equally spaced along the axes' own scales. */
export interface Grid { columns: number; rows: number; values: ArrayLike<number> }
export interface ContourSpec { label: string; x: ContourAxis; y: ContourAxis; points: { name: string; x: number; y: number; now?: boolean }[] }

const width = 360, height = 300;
export const contourInner = { left: 40, right: width - 10, top: 26, bottom: height - 40 };

type Line = [number, number][];
export interface Isoline { value: number; lines: Line[]; ring: Line[] }

/** Lines along which the surface has these values, in grid coordinates: 0 is the first point of an axis, 1 its last. */
export function isolines({ columns, rows, values }: Grid, at: number[]): Isoline[] {
  const logs = Array.from(values, (v) => (v > 0 ? Math.log10(v) : -300));
  const along = (v: number, count: number) => (v - .5) / (count - 1);
  const inside = ([x, y]: [number, number]) => x > 1e-9 && x < 1 - 1e-9 && y > 1e-9 && y < 1 - 1e-9;
  return contours().size([columns, rows]).thresholds(at.map(Math.log10))(logs).map((shape, k) => {
    const rings = shape.coordinates.flat().map((ring) => ring.map(([x, y]): [number, number] => [along(x, columns), along(y, rows)]));
    return { value: at[k], ring: rings.map((ring) => ring.map(([x, y]): [number, number] => [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))])), lines: rings.flatMap((ring) => runs(ring, inside)) };
  });
}

/** The stretches of a closed ring that lie inside: what runs along the border is no isoline. */
function runs(ring: Line, inside: (p: [number, number]) => boolean): Line[] {
  const open = ring.slice(0, -1), start = open.findIndex((p) => !inside(p));
  if (start < 0) return [ring];
  const out: Line[] = [];
  let run: Line = [];
  for (let i = 0; i <= open.length; i++) {
    const p = open[(start + i) % open.length];
    if (inside(p)) run.push(p);
    else if (run.length) { out.push(run); run = []; }
  }
  return out.filter((r) => r.length > 1);
}

/** Round values between the extremes, four to ten of them: 1, 2, 5 of each decade, or finer. */
export function roundLevels(values: ArrayLike<number>): number[] {
  const real = Array.from(values).filter((v) => v > 0 && Number.isFinite(v)), low = Math.min(...real), high = Math.max(...real);
  for (const leads of [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.5, 1.7, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9]]) {
    const levels: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) for (const lead of leads) levels.push(Number((lead * 10 ** power).toPrecision(3)));
    const between = levels.filter((v) => v > low && v < high);
    if (between.length >= 5 || leads.length > 10) return between;
  }
  return [];
}

export const contourScales = ({ x, y }: Pick<ContourSpec, 'x' | 'y'>): { x: Scale & { invert(v: number): number }; y: Scale & { invert(v: number): number } } => ({
  x: (x.scale === 'log' ? scaleLog : scaleLinear)(x.domain, [contourInner.left, contourInner.right]),
  y: (y.scale === 'log' ? scaleLog : scaleLinear)(y.domain, [contourInner.bottom, contourInner.top]),
});

/** The isolines alone: they stay while only the points move. */
export function isolinesSvg(grid: Grid, levels = roundLevels(grid.values)): string {
  const { left, right, top, bottom } = contourInner;
  const place = ([x, y]: [number, number]): [number, number] => [left + x * (right - left), bottom - y * (bottom - top)];
  const path = line().digits(1), taken: [number, number][] = [];
  return isolines(grid, levels).map(({ value, lines, ring }) => {
    const fill = ring.map((r) => `${path(r.map(place))}Z`).join('');
    const drawn = lines.map((l) => `<path class="line s5" d="${path(l.map(place))}"/>`).join('');
    const longest = lines.toSorted((a, b) => b.length - a.length)[0]?.map(place) ?? [];
    // a place for the figure: near the middle of its line, clear of the others' figures and of the frame
    const free = longest.map((p, i) => ({ p, off: Math.abs(i - longest.length * .5) })).filter(({ p: [x, y] }) => x > left + 20 && x < right - 20 && y > top + 12 && y < bottom - 12 && taken.every(([a, b]) => Math.abs(a - x) > 42 || Math.abs(b - y) > 15)).toSorted((a, b) => a.off - b.off)[0]?.p;
    if (free) taken.push(free);
    return `<path class="above" d="${fill}"/>${drawn}${free ? `<text class="halo" x="${px(free[0])}" y="${px(free[1] + 4)}" text-anchor="middle">${tick(value)}</text>` : ''}`;
  }).join('');
}

export function contourSvg(spec: ContourSpec, surface: string): string {
  const { x, y } = contourScales(spec), inner = contourInner;
  const points = spec.points.map((p) => {
    const at = [px(x(p.x)), px(y(p.y))], flush = at[0] > (inner.left + inner.right) / 2, up = p.now ? -10 : at[1] < inner.top + 30 ? 18 : -9;
    return p.now
      ? `<path class="cross" d="M${at[0]} ${inner.top}V${inner.bottom}M${inner.left} ${at[1]}H${inner.right}"/><circle class="now" cx="${at[0]}" cy="${at[1]}" r="5"/>`
      : `<circle class="run" cx="${at[0]}" cy="${at[1]}" r="8"/><text class="title halo" x="${at[0] + (flush ? -12 : 12)}" y="${at[1] + up}" text-anchor="${flush ? 'end' : 'start'}">${esc(p.name)}</text>`;
  }).join('');
  return svg('contour', width, height, spec.label,
    surface + leftAxis(y, inner, spec.y.label, spec.y.ticks) + bottomAxis(x, inner, spec.x.label, spec.x.ticks) + points);
}
