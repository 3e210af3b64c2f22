/**
 * The plot of an experiment, as an SVG text: drawn the same on the server, live in the page, and in a demonstration.
 * d3's scales, ticks and shapes; the drawing itself is a few marks in the page's own type and colours.
 */
import { scaleBand, scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { AxisSpec, PlotSpec } from '@galley/claims';
import { escapeHtml as esc } from '@galley/typeset/escape';

export interface PlotPoint { series: string; x: number | string; y: number; low?: number; high?: number; reference?: boolean }
export interface PlotSize { width?: number; height?: number }

type Numeric = { (v: number): number; ticks(n?: number): number[]; domain(): number[] };
const margin = { top: 26, right: 14, bottom: 40, left: 62 };

/** `<svg>` with role img and the caption as its text alternative. Points that are no finite numbers are left out. */
export function plotSvg(spec: PlotSpec, given: PlotPoint[], { width = 620, height = 320 }: PlotSize = {}): string {
  const points = given.filter((p) => Number.isFinite(p.y) && (typeof p.x === 'string' || Number.isFinite(p.x)) && (spec.y.scale !== 'log' || p.y > 0) && (spec.x.scale !== 'log' || typeof p.x === 'string' || p.x > 0));
  const series = [...new Set(points.map((p) => p.series))], inner = { left: margin.left, right: width - margin.right, top: margin.top + legendHeight(series), bottom: height - margin.bottom };
  const open = `<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${esc(`${spec.title}. ${spec.caption}`)}">`;
  if (points.length === 0) return `${open}<text x="${width / 2}" y="${height / 2}" text-anchor="middle">no points yet</text></svg>`;
  const y = numericScale(spec.y, points.flatMap((p) => [p.y, p.low ?? p.y, p.high ?? p.y]), [inner.bottom, inner.top], spec.mark === 'bar' ? 0 : undefined);
  const categories = points.some((p) => typeof p.x === 'string') ? [...new Set(points.map((p) => String(p.x)))] : undefined;
  const band = categories && scaleBand(categories, [inner.left, inner.right]).padding(.25);
  const xNumeric = band ? undefined : numericScale(spec.x, points.map((p) => p.x as number), [inner.left, inner.right]);
  const x = (p: PlotPoint) => band ? band(String(p.x))! + band.bandwidth() / 2 : xNumeric!(p.x as number);
  return open
    + rules(y, inner) + yTitle(spec.y) + (band ? bandAxis(categories!, band, inner, spec.x) : numericAxis(xNumeric!, inner, spec.x))
    + (spec.mark === 'bar' && band ? bars(points, series, band, y) : series.map((s, i) => seriesMarks(points.filter((p) => p.series === s), i, spec.mark, x, y)).join(''))
    + legend(series, points, inner.left) + '</svg>';
}

function numericScale(axis: AxisSpec, values: number[], range: [number, number], include?: number): Numeric {
  let low = Math.min(...values, ...(include === undefined ? [] : [include])), high = Math.max(...values, ...(include === undefined ? [] : [include]));
  if (low === high) { low -= Math.abs(low) * .1 || 1; high += Math.abs(high) * .1 || 1; }
  if (axis.scale === 'log') return scaleLog([Math.max(low, Number.MIN_VALUE), high], range).nice();
  return scaleLinear([low, high], range).nice(6);
}

function rules(y: Numeric, inner: { left: number; right: number }): string {
  return ticks(y, 6).map((t) => `<path class="rule" d="M${inner.left} ${n(y(t))}H${inner.right}"/><text x="${inner.left - 8}" y="${n(y(t) + 4)}" text-anchor="end">${tick(t)}</text>`).join('');
}
const yTitle = (axis: AxisSpec) => `<text class="title" x="4" y="12">${esc(titleOf(axis))}</text>`;
const titleOf = (axis: AxisSpec) => axis.unit ? `${axis.label}, ${axis.unit}` : axis.label;

function numericAxis(x: Numeric, inner: { left: number; right: number; bottom: number }, axis: AxisSpec): string {
  return `<path class="axis" d="M${inner.left} ${inner.bottom}H${inner.right}"/>`
    + ticks(x, 7).map((t) => `<path class="axis" d="M${n(x(t))} ${inner.bottom}v4"/><text x="${n(x(t))}" y="${inner.bottom + 16}" text-anchor="middle">${tick(t)}</text>`).join('')
    + `<text class="title" x="${inner.right}" y="${inner.bottom + 33}" text-anchor="end">${esc(titleOf(axis))}</text>`;
}

function bandAxis(categories: string[], band: { (c: string): number | undefined; bandwidth(): number }, inner: { left: number; right: number; bottom: number }, axis: AxisSpec): string {
  const most = Math.max(3, Math.floor(band.bandwidth() * 1.3 / 6.6));
  return `<path class="axis" d="M${inner.left} ${inner.bottom}H${inner.right}"/>`
    + categories.map((c, i) => `<text x="${n(band(c)! + band.bandwidth() / 2)}" y="${inner.bottom + (c.length > most && categories.length > 1 && i % 2 ? 28 : 16)}" text-anchor="middle">${esc(shorten(c, most * 2))}</text>`).join('')
    + (axis.label ? `<text class="title" x="${inner.right}" y="${inner.bottom + 39}" text-anchor="end">${esc(titleOf(axis))}</text>` : '');
}

function bars(points: PlotPoint[], series: string[], band: { (c: string): number | undefined; bandwidth(): number }, y: Numeric): string {
  const each = band.bandwidth() / series.length, zero = y(Math.max(0, y.domain()[0]));
  return points.map((p) => {
    const i = series.indexOf(p.series), left = band(String(p.x))! + each * i, top = Math.min(y(p.y), zero);
    const whisker = p.low === undefined ? '' : `<path class="whisker s5" d="M${n(left + each / 2)} ${n(y(p.low))}V${n(y(p.high!))}"/>`;
    return `<rect class="bar s${i % 6}${p.reference ? ' reference' : ''}" x="${n(left)}" y="${n(top)}" width="${n(each)}" height="${n(Math.abs(zero - y(p.y)))}"><title>${esc(`${p.series}, ${p.x}: ${tick(p.y)}`)}</title></rect>${whisker}`;
  }).join('');
}

/** A line or dots for what was measured, hollow dots for the paper's own values. */
function seriesMarks(points: PlotPoint[], i: number, mark: PlotSpec['mark'], x: (p: PlotPoint) => number, y: Numeric): string {
  const own = points.filter((p) => !p.reference), ordered = mark === 'line' ? own.toSorted((a, b) => x(a) - x(b)) : own, alone = own.length === 0;
  const interval = ordered.filter((p) => p.low !== undefined && p.high !== undefined);
  const spread = mark === 'line' && interval.length > 1
    ? `<path class="band s${i % 6}" d="${area<PlotPoint>(x, (p) => y(p.low!), (p) => y(p.high!)).digits(1)(interval)}"/>`
    : interval.map((p) => `<path class="whisker s${i % 6}" d="M${n(x(p))} ${n(y(p.low!))}V${n(y(p.high!))}"/>`).join('');
  const drawn = mark === 'line' && ordered.length > 1 ? `<path class="line s${i % 6}" d="${line<PlotPoint>(x, (p) => y(p.y)).digits(1)(ordered)}"/>` : '';
  const dot = (p: PlotPoint, kind: string, r: number) => `<circle class="dot ${kind}" cx="${n(x(p))}" cy="${n(y(p.y))}" r="${r}"/>`;
  const dots = mark !== 'line' || ordered.length <= 12 ? ordered.map((p) => dot(p, `s${i % 6}`, mark === 'line' ? 2.5 : own.length > 400 ? 1.2 : 3)).join('') : '';
  const references = points.filter((p) => p.reference), curve = alone && mark === 'line' && references.length > 12 ? `<path class="line reference" d="${line<PlotPoint>(x, (p) => y(p.y)).digits(1)(references.toSorted((a, b) => x(a) - x(b)))}"/>` : '';
  return spread + drawn + dots + (curve || references.map((p) => dot(p, alone ? 'reference' : `hollow s${i % 6}`, 3.5)).join(''));
}

const perRow = 3;
const legendHeight = (series: string[]) => series.length < 2 ? 0 : 16 * Math.ceil(Math.min(series.length, 12) / perRow);
function legend(series: string[], points: PlotPoint[], left: number): string {
  if (series.length < 2) return '';
  return series.slice(0, 12).map((s, i) => {
    const reference = points.filter((p) => p.series === s).every((p) => p.reference) ? ' reference' : '', at = `${left + (i % perRow) * 185} ${28 + 16 * Math.floor(i / perRow)}`;
    return `<path class="line s${i % 6}${reference}" d="M${at}h16"/><text x="${left + (i % perRow) * 185 + 22}" y="${32 + 16 * Math.floor(i / perRow)}">${esc(shorten(s, 24))}</text>`;
  }).join('');
}

function ticks(scale: Numeric, count: number): number[] {
  const all = scale.ticks(count);
  if (all.length <= count * 2) return all;
  const decades = all.filter((t) => Math.abs(Math.log10(t) % 1) < 1e-9);
  return decades.length >= 2 ? decades : all.filter((_, i) => i % Math.ceil(all.length / count) === 0);
}

const superscript = (power: number) => String(power).replace(/[-\d]/g, (c) => c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]);
/** A figure at an axis: `0.3`, `1 200`, `10⁶`. */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) {
    const power = Math.floor(Math.log10(size) + 1e-9), lead = Number((value / 10 ** power).toPrecision(3));
    return `${lead === 1 ? '' : `${lead}·`}10${superscript(power)}`.replace('-', '−');
  }
  return Number(value.toPrecision(4)).toString().replace('-', '−');
}
const shorten = (text: string, most: number) => text.length > most ? `${text.slice(0, most - 1)}…` : text;
const n = (value: number) => Number(value.toFixed(1));

export { esc };
