/** What to keep at every budget: the pools as strips, filled where they are kept, a step where the best cut changes. */
import { scaleLog } from 'd3-scale';
import { px, svg } from './axes.ts';
import { esc } from './plot.ts';

export interface KeptMapSpec {
  label: string;
  x: { title: string; domain: [number, number]; ticks: number[]; format: (value: number) => string };
  /** Best first, with the share each has of all. */
  pools: { name: string; share: number }[];
  /** From the left: how many pools are kept up to `to`. */
  stretches: { from: number; to: number; kept: number }[];
  now: number;
}

export function keptMapSvg(spec: KeptMapSpec, { width = 640, height = 260, left = 84 } = {}): string {
  const inner = { left, right: width - 14, top: 24, bottom: height - 40 }, x = scaleLog(spec.x.domain, [inner.left, inner.right]);
  const tops = [0];
  for (const { share } of spec.pools) tops.push(tops[tops.length - 1] + share);
  const y = (share: number) => px(inner.top + (inner.bottom - inner.top) * share / tops[tops.length - 1]);
  const filled = spec.stretches.map(({ from, to, kept }) => `<rect class="kept" x="${px(x(from))}" y="${inner.top}" width="${px(x(to) - x(from))}" height="${px(y(tops[kept]) - inner.top)}"/>`).join('');
  const thick = (i: number) => y(tops[i + 1]) - y(tops[i]);
  const strips = spec.pools.map(({ name }, i) => `<path class="rule" d="M${inner.left} ${y(tops[i + 1])}H${inner.right}"/>${thick(i) < 12 ? '' : `<text x="${inner.left - 8}" y="${px((y(tops[i]) + y(tops[i + 1])) / 2 + 4)}" text-anchor="end">${esc(name)}</text>`}`).join('');
  const step = spec.stretches.map(({ from, to, kept }, i) => `${i ? 'L' : 'M'}${px(x(from))} ${y(tops[kept])}H${px(x(to))}`).join('');
  const changes = spec.stretches.slice(1).map(({ from, kept }, i) => `<text class="small halo" x="${px(x(from) + 5)}" y="${px(y(tops[Math.max(kept, spec.stretches[i].kept)]) - 6)}">${esc(spec.x.format(from))}</text>`).join('');
  const at = px(x(spec.now)), anchor = x(spec.now) > inner.right - 40 ? 'end' : x(spec.now) < inner.left + 40 ? 'start' : 'middle';
  return svg('kept-map', width, height, spec.label,
    `${filled}${strips}<path class="axis" d="M${inner.left} ${inner.bottom}H${inner.right}"/>`
    + spec.x.ticks.map((t) => `<path class="axis" d="M${px(x(t))} ${inner.bottom}v4"/><text x="${px(x(t))}" y="${inner.bottom + 17}" text-anchor="middle">${esc(spec.x.format(t))}</text>`).join('')
    + `<text class="title" x="${inner.right}" y="${inner.bottom + 34}" text-anchor="end">${esc(spec.x.title)}</text>`
    + `<path class="cut" d="${step}"/>${changes}<path class="now" d="M${at} ${inner.top - 6}V${inner.bottom}"/><text class="title halo" x="${at}" y="${inner.top - 11}" text-anchor="${anchor}">${esc(spec.x.format(spec.now))}</text>`);
}
