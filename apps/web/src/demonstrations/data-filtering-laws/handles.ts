/** The two handles of a pool in the utility plot: its utility at first sight, and its half-life. */
import type { Frame } from '#plots/curves.ts';

export const limits = { utility: [0.001, 5], tau: [0.1, 100] } as const;

export interface Handle { pool: string; moves: 'utility' | 'tau'; x: number; y: number }
export interface Faded { name: string; params?: { b: number; tau: number | 'unidentified' } }

/** Where the handles stand, as shares of the picture; a half-life beyond the plot has none. */
export function handlesOf({ name, params }: Faded, frame: Frame, end: number): Handle[] {
  if (!params) return [];
  const { b, tau } = params, at = (x: number, y: number) => ({ x: frame.x(x) / frame.width, y: frame.y(y) / frame.height });
  return [{ pool: name, moves: 'utility', ...at(0, -b) }, ...(typeof tau === 'number' && tau <= end ? [{ pool: name, moves: 'tau' as const, ...at(tau, -b / 2) }] : [])];
}

/** The value a handle has when it is dragged to a place, in whole steps. */
export function draggedTo(moves: Handle['moves'], place: { x: number; y: number }, frame: Frame): number {
  return moves === 'utility' ? stepped('utility', frame.y.invert(place.y * frame.height)) : stepped('tau', frame.x.invert(place.x * frame.width));
}

/** Within the limits: thousandths of utility, tenths of an epoch. */
export function stepped(moves: Handle['moves'], value: number): number {
  const [low, high] = limits[moves], per = moves === 'utility' ? 1000 : 10;
  return Math.min(high, Math.max(low, Math.round(value * per) / per));
}

/** What a key does to a value; null for keys that do nothing. */
export function keyed(moves: Handle['moves'], value: number, key: string): number | null {
  const small = moves === 'utility' ? .001 : .1, large = 10 * small, by = ({ ArrowUp: small, ArrowRight: small, ArrowDown: -small, ArrowLeft: -small, PageUp: large, PageDown: -large } as Record<string, number>)[key];
  if (by !== undefined) return stepped(moves, value + by);
  return key === 'Home' ? limits[moves][0] : key === 'End' ? limits[moves][1] : null;
}
