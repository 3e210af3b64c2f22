/** Figures as the page says them. */

const superfluous = /(\.\d*?)0+$/;
/** Three digits: `51.6`, `0.0650`, `1 230`. */
export function three(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? '0' : '–';
  return Math.abs(value) >= 1000 ? String(Math.round(Number(value.toPrecision(3)))).replace(/\B(?=(\d{3})+$)/g, '\u00a0') : value.toPrecision(3);
}
const short = (value: number) => three(value).replace(superfluous, '$1').replace(/\.$/, '');

function scaled(value: number, unit: string): string {
  const steps = [[1e15, 'P'], [1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, '']] as const;
  const [size, prefix] = steps.find(([s]) => Math.abs(value) >= s * .9995) ?? steps[steps.length - 1];
  return `${three(value / size)}\u00a0${prefix}${unit}`;
}
export const bytesPerSecond = (value: number) => scaled(value, 'B/s');
export const watts = (value: number) => scaled(value, 'W');
export const perSecond = (value: number) => `${scaled(value, '').replace(/\u00a0$/, '')}/s`;
/** `0.019 %`, `45 %`, `99.8 %`. */
export function percent(share: number): string {
  const p = 100 * share;
  return `${p >= 99 && p < 100 ? p.toFixed(1) : p.toPrecision(2).includes('e') ? p.toFixed(0) : p.toPrecision(2)}\u00a0%`;
}
export const productivity = (value: number | null) => (value === null ? 'undefined' : three(value));
export const ratio = (value: number) => short(value);
