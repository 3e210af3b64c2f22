/** What all API answers share: JSON, readable from any page, errors as `{error}`. */
export function json(value: unknown, { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*', ...headers } });
}
export const wrong = (message: string, status = 400): Response => json({ error: message }, { status });

/** A whole number of a query, within bounds; undefined when it is none. */
export function wholeNumber(given: string | null, { least, most, otherwise }: { least: number; most: number; otherwise: number }): number | undefined {
  if (given === null) return otherwise;
  const value = Number(given);
  return /^\d{1,9}$/.test(given) && value >= least ? Math.min(value, most) : undefined;
}
