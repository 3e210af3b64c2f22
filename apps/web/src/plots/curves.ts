/** Curves over one axis, each named at its end; bands, measured dots, crossings, and a line at where the reader stands. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import { px, svg, type Inner } from './axes.ts';
import { esc, tick } from './plot.ts';

export interface CurveAxis { title: string; domain: [number, number]; scale?: 'log'; ticks?: number[]; format?: (value: number) => string }
export interface Curve {
  name: string;
  /** Which of the page's series colours, 0 to 5. */
  s: number;
  points: [x: number, y: number][];
  /** Measured: drawn as dots. */
  dots?: [x: number, y: number][];
  band?: { x: number; low: number; high: number }[];
  strong?: boolean;
}
export interface CurvesSpec {
  label: string;
  x: CurveAxis; y: CurveAxis;
  curves: Curve[];
  /** Where two curves cross; with a label, a dotted line down to the axis. */
  crossings?: { x: number; y: number; label?: string; title?: string }[];
  now?: { x: number; label: string; dots?: [y: number, s: number][] };
  /** Single marks, such as where each curve stands now; hollow ones are not in use. */
  marks?: { x: number; y: number; s: number; hollow?: boolean; title?: string }[];
}
export interface CurvesSize { width?: number; height?: number; left?: number; right?: number }
export interface Frame { width: number; height: number; inner: Inner; x: Continuous; y: Continuous }
interface Continuous { (value: number): number; invert(at: number): number; ticks(count?: number): number[] }

/** Where values stand in the picture, so that handles can be laid over it. */
export function curvesFrame({ x, y }: Pick<CurvesSpec, 'x' | 'y'>, { width = 640, height = 340, left = 44, right = 64 }: CurvesSize = {}): Frame {
  const inner = { left, right: width - right, top: 40, bottom: height - 40 };
  return { width, height, inner, x: (x.scale === 'log' ? scaleLog : scaleLinear)(x.domain, [inner.left, inner.right]), y: (y.scale === 'log' ? scaleLog : scaleLinear)(y.domain, [inner.bottom, inner.top]) };
}

/** `<svg>` with role img. What lies outside the domains is not drawn. */
export function curvesSvg(spec: CurvesSpec, size: CurvesSize = {}): string {
  const frame = curvesFrame(spec, size), { x, y, inner, width, height } = frame;
  const within = ([at, value]: [number, number]) => inside(at, spec.x.domain) && inside(value, spec.y.domain);
  const drawn = spec.curves.map((curve) => {
    const band = curve.band?.filter((b) => within([b.x, (b.low + b.high) / 2])) ?? [], clamp = (v: number) => Math.min(spec.y.domain[1], Math.max(spec.y.domain[0], v));
    return (band.length > 1 ? `<path class="band s${curve.s % 6}" d="${area<(typeof band)[number]>((b) => x(b.x), (b) => y(clamp(b.low)), (b) => y(clamp(b.high))).digits(1)(band)}"/>` : '')
      + `<path class="line s${curve.s % 6}${curve.strong ? ' strong' : ''}" d="${pathOf(curve.points, [...spec.x.domain, ...spec.y.domain, inner.left, inner.right, inner.bottom].join(), () => line<[number, number]>((p) => x(p[0]), (p) => y(p[1])).defined(within).digits(1)(curve.points) ?? '')}"/>`
      + (curve.dots ?? []).filter(within).map((p) => `<circle class="dot s${curve.s % 6}" cx="${px(x(p[0]))}" cy="${px(y(p[1]))}" r="3"><title>${esc(`${curve.name}: ${(spec.y.format ?? tick)(p[1])}`)}</title></circle>`).join('');
  }).join('');
  return svg('curves', width, height, spec.label, rules(frame, spec) + now(frame, spec) + crossings(frame, spec) + drawn + names(frame, spec) + marks(frame, spec) + standing(frame, spec));
}

/** Paths of points that are drawn again with only the line of the present moved. */
const paths = new WeakMap<Curve['points'], Map<string, string>>();
function pathOf(points: Curve['points'], place: string, draw: () => string): string {
  const known = paths.get(points) ?? new Map<string, string>();
  paths.set(points, known);
  const path = known.get(place) ?? draw();
  known.set(place, path);
  return path;
}

const inside = (value: number, [low, high]: [number, number]) => Number.isFinite(value) && value >= low - 1e-9 * Math.abs(low) && value <= high + 1e-9 * Math.abs(high);

function rules({ inner, x, y }: Frame, spec: CurvesSpec): string {
  return (spec.y.ticks ?? y.ticks(5)).map((t) => `<path class="rule" d="M${inner.left} ${px(y(t))}H${inner.right}"/><text x="${inner.left - 7}" y="${px(y(t) + 4)}" text-anchor="end">${esc((spec.y.format ?? tick)(t))}</text>`).join('')
    + `<text class="title" x="0" y="12">${esc(spec.y.title)}</text><path class="axis" d="M${inner.left} ${inner.bottom}H${inner.right}"/>`
    + (spec.x.ticks ?? x.ticks(5)).map((t) => `<path class="axis" d="M${px(x(t))} ${inner.bottom}v4"/><text x="${px(x(t))}" y="${inner.bottom + 17}" text-anchor="middle">${esc((spec.x.format ?? tick)(t))}</text>`).join('')
    + `<text class="title" x="${inner.right}" y="${inner.bottom + 34}" text-anchor="end">${esc(spec.x.title)}</text>`;
}

function crossings({ inner, x, y }: Frame, spec: CurvesSpec): string {
  return (spec.crossings ?? []).filter((c) => inside(c.x, spec.x.domain) && inside(c.y, spec.y.domain)).map((c) => {
    const at = px(x(c.x)), to = px(y(c.y)), flip = x(c.x) > inner.right - 70;
    return (c.label ? `<path class="drop" d="M${at} ${to}V${inner.bottom}"/><text class="small halo" x="${at + (flip ? -5 : 5)}" y="${inner.bottom - 6}" text-anchor="${flip ? 'end' : 'start'}">${esc(c.label)}</text>` : '')
      + `<circle class="crossing${c.label ? '' : ' minor'}" cx="${at}" cy="${to}" r="${c.label ? 4 : 2.5}">${c.title ? `<title>${esc(c.title)}</title>` : ''}</circle>`;
  }).join('');
}

/** Each curve's name where it ends, pushed apart where ends are close. */
function names({ width, inner, x, y }: Frame, spec: CurvesSpec): string {
  const ends = spec.curves.flatMap((curve) => {
    const end = curve.points.findLast((p) => inside(p[0], spec.x.domain) && inside(p[1], spec.y.domain));
    return end && curve.name ? [{ curve, at: x(end[0]), y: y(end[1]) + 4 }] : [];
  });
  if (ends.length > 10) return '';
  const most = Math.floor((width - inner.right - 6) / 7), shorten = (text: string) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const apart = spread(ends.map((e) => e.y), 13, inner.top + 4, inner.bottom);
  return ends.map(({ curve, at }, i) => `<text class="label halo s${curve.s % 6}${curve.strong ? ' strong' : ''}" x="${px(at + 6)}" y="${px(apart[i])}">${esc(shorten(curve.name))}</text>`).join('');
}

/** Moves values apart until neighbours are `gap` from each other, keeping their order and, where it can, the range. */
export function spread(values: number[], gap: number, low: number, high: number): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]), out = [...values];
  let floor = low;
  for (const i of order) { out[i] = Math.max(out[i], floor); floor = out[i] + gap; }
  let ceiling = high;
  for (const i of order.toReversed()) { out[i] = Math.min(out[i], ceiling); ceiling = out[i] - gap; }
  return out;
}

function marks({ x, y }: Frame, spec: CurvesSpec): string {
  return (spec.marks ?? []).filter((m) => inside(m.x, spec.x.domain) && inside(m.y, spec.y.domain)).map((m) =>
    `<circle class="mark s${m.s % 6}${m.hollow ? ' hollow' : ''}" cx="${px(x(m.x))}" cy="${px(y(m.y))}" r="4">${m.title ? `<title>${esc(m.title)}</title>` : ''}</circle>`).join('');
}

function now({ inner, x }: Frame, spec: CurvesSpec): string {
  if (!spec.now || !inside(spec.now.x, spec.x.domain)) return '';
  const at = px(x(spec.now.x)), anchor = x(spec.now.x) > inner.right - 40 ? 'end' : x(spec.now.x) < inner.left + 90 ? 'start' : 'middle';
  return `<path class="now" d="M${at} ${inner.top - 6}V${inner.bottom}"/><text class="title halo" x="${at}" y="${inner.top - 11}" text-anchor="${anchor}">${esc(spec.now.label)}</text>`;
}

/** Where every curve stands on that line. */
function standing({ x, y }: Frame, { x: axis, y: { domain }, now: at }: CurvesSpec): string {
  if (!at || !inside(at.x, axis.domain)) return '';
  return (at.dots ?? []).filter(([value]) => inside(value, domain)).map(([value, s]) => `<circle class="mark s${s % 6}" cx="${px(x(at.x))}" cy="${px(y(value))}" r="3.5"/>`).join('');
}
