/** Predicted against measured: on the line where both are equal, or off it. */
import { scaleLinear } from 'd3-scale';
import { bottomAxis, leftAxis, px, svg } from './axes.ts';
import { esc, tick } from './plot.ts';

export interface IdentitySpec { label: string; x: string; y: string; points: { name: string; s: number; measured: number; predicted: number }[] }

export function identitySvg(spec: IdentitySpec, { width = 420, height = 380 } = {}): string {
  const inner = { left: 52, right: width - 14, top: 28, bottom: height - 40 }, values = spec.points.flatMap((p) => [p.measured, p.predicted]);
  const low = Math.min(...values), high = Math.max(...values), slack = (high - low) * .08 || Math.abs(low) * .05 || 1;
  const domain: [number, number] = [low - slack, high + slack], x = scaleLinear(domain, [inner.left, inner.right]), y = scaleLinear(domain, [inner.bottom, inner.top]);
  return svg('identity', width, height, spec.label,
    leftAxis(y, inner, spec.y) + bottomAxis(x, inner, spec.x)
    + `<path class="line reference" d="M${inner.left} ${inner.bottom}L${inner.right} ${inner.top}"/><text class="label reference" x="${inner.right - 4}" y="${inner.top + 58}" text-anchor="end">equal</text>`
    + spec.points.map((p) => `<circle class="dot s${p.s % 6}" cx="${px(x(p.measured))}" cy="${px(y(p.predicted))}" r="3.5"><title>${esc(`${p.name}: measured ${tick(p.measured)}, predicted ${tick(p.predicted)}`)}</title></circle>`).join(''));
}
