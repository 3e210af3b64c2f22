/** A line that is exact over a cloud of drawn points. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { bottomAxis, leftAxis, px, svg } from './axes.ts';
import { esc } from './plot.ts';

export interface CloudSpec { label: string; x: { label: string; scale: 'linear' | 'log'; ticks: number[] }; y: string; line: [number, number][]; lineName: string; dots: [number, number][]; dotsName: string }

export function cloudSvg(spec: CloudSpec, { width = 360, height = 300 } = {}): string {
  const inner = { left: 46, right: width - 10, top: 46, bottom: height - 40 }, ys = [...spec.line, ...spec.dots].map((p) => p[1]), xs = spec.line.map((p) => p[0]);
  const x = (spec.x.scale === 'log' ? scaleLog : scaleLinear)([Math.min(...xs), Math.max(...xs)], [inner.left, inner.right]);
  const y = scaleLinear([Math.min(...ys), Math.max(...ys)], [inner.bottom, inner.top]).nice(5);
  const drawn = line<[number, number]>((p) => x(p[0]), (p) => y(p[1])).digits(1)(spec.line);
  return svg('cloud', width, height, spec.label,
    leftAxis(y, inner, spec.y) + bottomAxis(x, inner, spec.x.label, spec.x.ticks)
    + spec.dots.map(([a, b]) => `<circle class="drawn" cx="${px(x(a))}" cy="${px(y(b))}" r="1.8"/>`).join('')
    + `<path class="line s0" d="${drawn}"/>`
    + `<path class="line s0" d="M${inner.left} 27h18"/><text x="${inner.left + 24}" y="31">${esc(spec.lineName)}</text>`
    + (spec.dots.length ? `<circle class="drawn" cx="${inner.left + 126}" cy="27" r="2.5"/><text x="${inner.left + 136}" y="31">${esc(spec.dotsName)}</text>` : ''));
}
