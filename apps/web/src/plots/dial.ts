/** One figure on its scale: the value in large type, a pointer, and ticks where others have put it. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { px, svg } from './axes.ts';
import { esc, tick } from './plot.ts';

export interface DialSpec {
  label: string;
  unit: string;
  /** Null: undefined, so no pointer. */
  value: number | null;
  /** The value as it is printed. */
  text: string;
  scale: 'linear' | 'log';
  domain: [number, number];
  ticks: number[];
  /** `paper`: a value the paper prints; otherwise a comparison computed here. */
  references: { value: number; label: string; paper?: boolean }[];
}

export function dialSvg(spec: DialSpec, { width = 360 } = {}): string {
  const { value, references } = spec, axis = 54, inner = { left: 14, right: width - 14 };
  const x = (spec.scale === 'log' ? scaleLog : scaleLinear)(spec.domain, [inner.left, inner.right]).clamp(true);
  const pointer = value === null ? '' : `<path class="pointer" d="M${px(x(value))} ${axis - 1}l-5.5 -10h11z"/>`;
  const marks = references.map((r) => {
    const at = px(x(r.value)), anchor = at < width * .2 ? 'start' : at > width * .8 ? 'end' : 'middle';
    return `<path class="mark${r.paper ? ' reference' : ''}" d="M${at} ${axis - 12}V${axis + 5}"/><text class="label${r.paper ? ' reference' : ''}" x="${at}" y="${axis - 17}" text-anchor="${anchor}">${esc(r.label)}</text>`;
  }).join('');
  const said = `${spec.label}: ${spec.text} ${spec.unit}`.trim(), compared = references.map((r) => `${r.label} at ${tick(r.value)}`).join(', ');
  return svg('dial', width, 76, compared ? `${said}. Marked: ${compared}.` : said,
    `<text class="title" x="0" y="15">${esc(spec.label)}</text><text class="value" x="${width}" y="16" text-anchor="end">${esc(spec.text)}${spec.unit ? `<tspan class="unit"> ${esc(spec.unit)}</tspan>` : ''}</text>`
    + `<path class="axis" d="M${inner.left} ${axis}H${inner.right}"/>`
    + spec.ticks.map((t) => `<path class="axis" d="M${px(x(t))} ${axis}v4"/><text x="${px(x(t))}" y="${axis + 17}" text-anchor="middle">${tick(t)}</text>`).join('')
    + marks + pointer);
}
