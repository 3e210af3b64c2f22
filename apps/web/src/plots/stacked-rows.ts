/** Horizontal bars, one row each, of one part or of several stacked; dashed ticks mark values to compare a row with. */
import { scaleLinear } from 'd3-scale';
import { bottomAxis, px, svg } from './axes.ts';
import { esc, tick } from './plot.ts';

export interface StackedRowsSpec {
  label: string;
  /** What the bars measure, with its unit: under the axis. */
  x: string;
  parts: string[];
  /** `reference`: where somebody else puts the end of this row, a dashed tick. */
  rows: { name: string; values: number[]; text: string; chosen?: boolean; reference?: number }[];
  /** What the dashed ticks are. */
  referenceName?: string;
}

/** Wide enough for a name in the mono of the plots. */
const nameWidth = (rows: StackedRowsSpec['rows']) => 7.3 * Math.max(...rows.map((r) => r.name.length)) + 10;
const rowHeight = 19;

export function stackedRowsSvg(spec: StackedRowsSpec, { width = 360, height = 300 } = {}): string {
  const { rows, parts, referenceName } = spec, inner = { left: nameWidth(rows), right: width - 52, top: 8 + (referenceName ? 17 : 0) + (parts.length > 1 ? 17 * parts.length : 0), bottom: height - 40 };
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const high = Math.max(...rows.map((r) => sum(r.values)), ...rows.map((r) => r.reference ?? 0)) || 1;
  const x = scaleLinear([0, high], [inner.left, inner.right]), pitch = Math.min(32, (inner.bottom - inner.top) / rows.length), thick = Math.min(rowHeight, pitch) - 7;
  const bars = rows.map((row, i) => {
    const y = inner.top + pitch * i + (pitch - thick) / 2;
    let left = 0;
    const drawn = row.values.map((value, k) => {
      const x0 = x(left), x1 = x(left += value);
      return value > 0 ? `<rect class="part p${k}" x="${px(x0)}" y="${px(y)}" width="${Number((x1 - x0).toFixed(2))}" height="${px(thick)}"><title>${esc(`${row.name}${parts.length > 1 ? `, ${parts[k]}` : ''}: ${tick(value)}`)}</title></rect>` : '';
    }).join('');
    return `<g class="row${row.chosen ? ' chosen' : ''}"><text x="${inner.left - 8}" y="${px(y + thick / 2 + 4)}" text-anchor="end">${esc(row.name)}</text>${drawn}${row.reference === undefined ? '' : `<path class="mark reference" d="M${px(x(row.reference))} ${px(y - 3)}v${px(thick + 6)}"/>`}<text class="figure" x="${px(x(Math.max(left, row.reference ?? 0)) + 6)}" y="${px(y + thick / 2 + 4)}">${esc(row.text)}</text></g>`;
  }).join('');
  const legend = parts.length > 1 ? parts.map((name, k) => `<rect class="part p${k}" x="0" y="${3 + 17 * k}" width="12" height="12"/><text x="20" y="${13 + 17 * k}">${esc(name)}</text>`).join('') : '';
  const marks = referenceName ? `<path class="mark reference" d="M6 3v12"/><text class="label reference" x="20" y="13">${esc(referenceName)}</text>` : '';
  return svg(parts.length > 1 ? 'stacked several' : 'stacked', width, height, spec.label, legend + bottomAxis(x, inner, spec.x, x.ticks(3)) + marks + bars);
}
