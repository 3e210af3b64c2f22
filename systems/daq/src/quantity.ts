/** Numbers with units as a person reads them: `51.6 MW`, `2.61 TB/s`, `25 pJ/bit`. */

const PREFIXES: readonly (readonly [power: number, prefix: string])[] = [
  [1e18, 'E'], [1e15, 'P'], [1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, 'µ'], [1e-9, 'n'], [1e-12, 'p'], [1e-15, 'f'],
];

/** SI prefix, three significant digits by default: quantity(51598872, 'W') is `51.6 MW`. A byte is `B`, a bit `bit`. */
export function quantity(value: number, unit: string, digits = 3): string {
  if (value === 0 || !Number.isFinite(value)) return `${value} ${unit}`;
  const size = Math.abs(Number(value.toPrecision(digits)));
  const [power, prefix] = PREFIXES.find(([p]) => size >= p) ?? PREFIXES[PREFIXES.length - 1];
  return `${Number((value / power).toPrecision(digits))} ${prefix}${unit}`;
}
