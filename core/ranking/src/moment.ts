/** Moments as people write them: `2025-10-08` (its end, UTC), `2025-10-08T09:30Z`, `2025-10-08T11:30:00+02:00`. */

/** Milliseconds since 1970; undefined for what is no moment, or has no time zone. */
export function readMoment(given: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(given);
  if (!found) return undefined;
  const [, year, month, day, time] = found, whole = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (whole.getUTCMonth() !== Number(month) - 1 || whole.getUTCDate() !== Number(day)) return undefined;
  const at = time ? Date.parse(given) : whole.getTime() + 864e5 - 1;
  return Number.isNaN(at) ? undefined : at;
}
