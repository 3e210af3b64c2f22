/** Amounts of samples as the page says and reads them. */

const units = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'k']] as const;

/** `128 M`, `1.1 B`, `12.8 M`: three digits at most. */
export function amount(samples: number): string {
  const rounded = Number(samples.toPrecision(3)), [size, unit] = units.find(([s]) => rounded >= s) ?? [1, ''];
  return `${Number((rounded / size).toPrecision(3))}${unit ? ` ${unit}` : ''}`;
}

/** Reads `12.8M`, `12.8 M`, `128e6`, `12_800_000`; null when it is no positive number. */
export function readAmount(text: string): number | null {
  const match = /^([\d_]*\.?\d+(?:e\+?\d+)?)\s*([kmbgt])?$/i.exec(text.trim());
  if (!match) return null;
  const value = Number(match[1].replaceAll('_', '')) * ({ k: 1e3, m: 1e6, b: 1e9, g: 1e9, t: 1e12 }[match[2]?.toLowerCase() ?? ''] ?? 1);
  return Number.isFinite(value) && value > 0 ? value : null;
}

/** A budget as a slider gives it: three digits. */
export const threeDigits = (value: number) => Number(value.toPrecision(3));

/** How often samples are seen: `0.4`, `5`, `12.5`. */
export const times = (epochs: number) => (epochs >= 100 ? String(Math.round(epochs)) : String(Number(epochs.toPrecision(epochs < 1 ? 1 : epochs < 10 ? 2 : 3))));

/** Figures stay with their units at the end of a line. */
export const tied = (text: string) => text.replace(/(\d) (%|×|[kMBT]\b)/g, '$1\u00a0$2');
