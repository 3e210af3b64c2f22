/** What the marks of the demonstrations share: a frame, two axes with ticks, a text on several lines. Drawn like those of plot.ts. */
import { esc, tick } from './plot.ts';

export interface Inner { left: number; right: number; top: number; bottom: number }
export interface Scale { (v: number): number; ticks(count?: number): number[]; domain(): number[] }

/** Coordinates to a tenth of a pixel. */
export const px = (value: number): number => Number(value.toFixed(1));

/** Baseline, ticks and the title under it, set flush right. */
export function bottomAxis(x: Scale, inner: Inner, title: string, at: number[] = x.ticks(5)): string {
  return `<path class="axis" d="M${inner.left} ${inner.bottom}H${inner.right}"/>`
    + at.map((t) => `<path class="axis" d="M${px(x(t))} ${inner.bottom}v4"/><text x="${px(x(t))}" y="${inner.bottom + 16}" text-anchor="middle">${tick(t)}</text>`).join('')
    + `<text class="title" x="${inner.right}" y="${inner.bottom + 33}" text-anchor="end">${esc(title)}</text>`;
}

/** Hairlines across, figures at their left, the title above. */
export function leftAxis(y: Scale, inner: Inner, title: string, at: number[] = y.ticks(5)): string {
  return at.map((t) => `<path class="rule" d="M${inner.left} ${px(y(t))}H${inner.right}"/><text x="${inner.left - 6}" y="${px(y(t) + 4)}" text-anchor="end">${tick(t)}</text>`).join('')
    + `<text class="title" x="0" y="12">${esc(title)}</text>`;
}

/** 1, 2 and 5 of every decade of a logarithmic axis, or only the decades if that is too many. */
export function decades([low, high]: number[], most = 6): number[] {
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) for (const lead of [1, 2, 5]) all.push(Number(`${lead}e${power}`));
  const inside = all.filter((t) => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9));
  if (inside.length <= most) return inside;
  const whole = inside.filter((t) => Math.abs(Math.log10(t) % 1) < 1e-9);
  return whole.length <= most ? whole : whole.filter((_, i) => i % Math.ceil(whole.length / most) === 0);
}

/** `<svg class="plot ...">` with role img; `label` says what is to be seen. */
export function svg(name: string, width: number, height: number, label: string, body: string): string {
  return `<svg class="plot ${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${esc(label)}">${body}</svg>`;
}
