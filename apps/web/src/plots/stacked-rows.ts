/** Horizontal bars, one row each, of one part or of several stacked; ticks across all rows mark values to compare with. */
import { scaleLinear } from 'd3-scale';
import { bottomAxis, px, svg } from './axes.ts';
import { esc, tick } from './plot.ts';

export interface StackedRowsSpec {
  label: string;
  /** What the bars measure, with its unit: under the axis. */
  x: string;
  parts: string[];
  rows: { name: string; values: number[]; text: string; chosen?: boolean }[];
  references?: { value: number; label: string; paper?: boolean }[];
}

/** Wide enough for a name in the mono of the plots. */
const nameWidth = (rows: StackedRowsSpec['rows']) => 7.3 * Math.max(...rows.map((r) => r.name.length)) + 10;
const rowHeight = 19;

export function stackedRowsSvg(spec: StackedRowsSpec, { width = 360, height = 260 } = {}): string {
  const { rows, parts, references = [] } = spec, inner = { left: nameWidth(rows), right: width - 52, top: 8 + (references.length ? 20 : 0) + (parts.length > 1 ? 17 * parts.length : 0), bottom: height - 40 };
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const high = Math.max(...rows.map((r) => sum(r.values)), ...references.map((r) => r.value)) || 1;
  const x = scaleLinear([0, high], [inner.left, inner.right]), pitch = Math.min(32, (inner.bottom - inner.top) / rows.length), thick = Math.min(rowHeight, pitch) - 7;
  const bars = rows.map((row, i) => {
    const y = inner.top + pitch * i + (pitch - thick) / 2;
    let left = 0;
    const drawn = row.values.map((value, k) => {
      const x0 = x(left), x1 = x(left += value);
      return value > 0 ? `<rect class="part p${k}" x="${px(x0)}" y="${px(y)}" width="${Number((x1 - x0).toFixed(2))}" height="${px(thick)}"><title>${esc(`${row.name}${parts.length > 1 ? `, ${parts[k]}` : ''}: ${tick(value)}`)}</title></rect>` : '';
    }).join('');
    return `<g class="row${row.chosen ? ' chosen' : ''}"><text x="${inner.left - 8}" y="${px(y + thick / 2 + 4)}" text-anchor="end">${esc(row.name)}</text>${drawn}<text class="figure" x="${px(x(left) + 6)}" y="${px(y + thick / 2 + 4)}">${esc(row.text)}</text></g>`;
  }).join('');
  const legend = parts.length > 1 ? parts.map((name, k) => `<rect class="part p${k}" x="0" y="${3 + 17 * k}" width="12" height="12"/><text x="20" y="${13 + 17 * k}">${esc(name)}</text>`).join('') : '';
  const marks = references.map((r) => `<path class="mark${r.paper ? ' reference' : ''}" d="M${px(x(r.value))} ${inner.top - 4}V${inner.bottom}"/><text class="label${r.paper ? ' reference' : ''}" x="${px(x(r.value))}" y="${inner.top - 9}" text-anchor="${x(r.value) > width * .75 ? 'end' : 'middle'}">${esc(r.label)}</text>`).join('');
  return svg('stacked', width, height, spec.label, legend + bottomAxis(x, inner, spec.x, x.ticks(3)) + marks + bars);
}
