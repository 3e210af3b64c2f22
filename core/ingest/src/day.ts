/** Days as people and files write them. */

/** A real calendar day, `YYYY-MM-DD`, between 1991 and 2099; otherwise undefined. */
export function readDay(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(given);
  if (!found) return undefined;
  const [year, month, day] = found.slice(1).map(Number), date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1991 && year <= 2099 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? given : undefined;
}

/** Monday to Sunday of an ISO week, `2025-W41`. */
export function readWeek(given: string): { from: string; to: string } | undefined {
  const found = /^(\d{4})-W(\d{2})$/.exec(given);
  if (!found) return undefined;
  const [year, week] = found.slice(1).map(Number);
  const fourth = new Date(Date.UTC(year, 0, 4)), monday = new Date(fourth.getTime() + ((week - 1) * 7 - ((fourth.getUTCDay() + 6) % 7)) * 864e5);
  const thursday = new Date(monday.getTime() + 3 * 864e5);
  if (week < 1 || thursday.getUTCFullYear() !== year) return undefined;
  const from = readDay(dayOf(monday)), to = readDay(dayOf(new Date(monday.getTime() + 6 * 864e5)));
  return from && to ? { from, to } : undefined;
}

/** First to last day of a month, `2025-10`. */
export function readMonth(given: string): { from: string; to: string } | undefined {
  const from = readDay(`${given}-01`);
  if (!from) return undefined;
  const [year, month] = given.split('-').map(Number);
  return { from, to: dayOf(new Date(Date.UTC(year, month, 0))) };
}

export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
