/** Which parameter matters most: a bar each from the value with it lowered (outlined) to that with it raised (solid), the longest on top. */
import { scaleLinear } from 'd3-scale';
import { bottomAxis, px, svg } from './axes.ts';
import { esc, tick } from './plot.ts';

export interface TornadoSpec { label: string; x: string; now: number; lowered: string; raised: string; rows: { name: string; low: number; high: number }[] }

export function tornadoSvg(spec: TornadoSpec, { width = 360, height = 300 } = {}): string {
  const rows = spec.rows.toSorted((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
  const inner = { left: 7.3 * Math.max(...rows.map((r) => r.name.length)) + 10, right: width - 10, top: 30, bottom: height - 40 };
  const ends = [...rows.flatMap((r) => [r.low, r.high]), spec.now];
  const x = scaleLinear([Math.min(...ends), Math.max(...ends)], [inner.left, inner.right]).nice(3), pitch = (inner.bottom - inner.top) / rows.length, thick = Math.min(14, pitch - 8);
  const bars = rows.map((row, i) => {
    const y = inner.top + pitch * i + (pitch - thick) / 2;
    const bar = (kind: string, end: number, word: string) => `<rect class="${kind}" x="${px(Math.min(x(end), x(spec.now)))}" y="${px(y)}" width="${px(Math.abs(x(end) - x(spec.now)))}" height="${px(thick)}"><title>${esc(`${row.name} ${word}: ${tick(end)}`)}</title></rect>`;
    return `<g class="row"><text x="${inner.left - 8}" y="${px(y + thick / 2 + 4)}" text-anchor="end">${esc(row.name)}</text>${bar('lowered', row.low, spec.lowered)}${bar('raised', row.high, spec.raised)}</g>`;
  }).join('');
  const legend = `<rect class="lowered" x="0.5" y="3.5" width="12" height="11"/><text x="20" y="13">${esc(spec.lowered)}</text><rect class="raised" x="150" y="3" width="12" height="12"/><text x="170" y="13">${esc(spec.raised)}</text>`;
  return svg('tornado', width, height, spec.label, legend + bottomAxis(x, inner, spec.x, x.ticks(3)) + `<path class="axis" d="M${px(x(spec.now))} ${inner.top - 4}V${inner.bottom}"/>` + bars);
}
