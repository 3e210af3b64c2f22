/** Two score densities and the threshold between what is thrown away and what is kept; the kept tails are shaded. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import { bottomAxis, leftAxis, px, svg } from './axes.ts';
import { esc } from './plot.ts';

export interface DensitySpec {
  label: string;
  x: string;
  y: string;
  score: ArrayLike<number>;
  /** The first is drawn solid, the second dashed. */
  curves: { name: string; density: ArrayLike<number> }[];
  threshold: number;
  thresholdLabel: string;
  /** Densities under it are not shown (the axis is logarithmic). */
  floor: number;
}

export function densitySvg(spec: DensitySpec, { width = 360, height = 300 } = {}): string {
  const { score, curves, threshold, floor } = spec, inner = { left: 46, right: width - 8, top: 46, bottom: height - 40 };
  const top = Math.max(...curves.flatMap((c) => Array.from(c.density)), floor * 100);
  const shown = Array.from(score, (s, i) => ({ s, any: curves.some((c) => c.density[i] >= floor) })).filter((p) => p.any);
  const low = Math.min(shown[0]?.s ?? 0, threshold), high = Math.max(shown.at(-1)?.s ?? 1, threshold);
  const x = scaleLinear([low, high], [inner.left, inner.right]), y = scaleLog([floor, top], [inner.bottom, inner.top]).clamp(true).nice();
  const at = Math.max(inner.left, Math.min(inner.right, x(threshold)));
  const drawn = curves.map(({ density }, k) => {
    const points = Array.from(score, (s, i) => ({ s, d: density[i] })).filter((p) => p.d >= floor).map((p): [number, number] => [x(p.s), y(p.d)]);
    const kept = points.filter((p) => p[0] >= at);
    const fill = kept.length > 1 ? `<path class="kept s${k * 5}" d="${area<[number, number]>((p) => p[0], () => inner.bottom, (p) => p[1]).digits(1)(kept)}"/>` : '';
    return `${fill}<path class="line s${k * 5}${k ? ' dashed' : ''}" d="${line().digits(1)(points)}"/>`;
  }).join('');
  const legend = curves.map((c, k) => `<path class="line s${k * 5}${k ? ' dashed' : ''}" d="M${inner.left + k * 130} 27h18"/><text x="${inner.left + k * 130 + 24}" y="31">${esc(c.name)}</text>`).join('');
  const flush = at > (inner.left + inner.right) / 2;
  return svg('density', width, height, spec.label,
    leftAxis(y, inner, spec.y, y.ticks(4).filter((t) => Math.abs(Math.log10(t) % 1) < 1e-9)) + bottomAxis(x, inner, spec.x) + drawn + legend
    + `<path class="threshold" d="M${px(at)} ${inner.top - 4}V${inner.bottom}"/><text class="title halo" x="${px(at + (flush ? -5 : 5))}" y="${inner.top + 6}" text-anchor="${flush ? 'end' : 'start'}">${esc(spec.thresholdLabel)}</text>`);
}
