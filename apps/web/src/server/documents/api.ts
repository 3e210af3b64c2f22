/** What all API answers share: JSON, readable from any page, counted, errors as `{error}`. */
import { isHttpError, type RequestEvent } from '@sveltejs/kit';
import { isIdentifier, readIdentifier } from '@galley/ingest';
import { Refusal } from '@galley/people';
import { allow } from '#server/request/reader.ts';

export function json(value: unknown, { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*', ...headers } });
}
export const wrong = (message: string, status = 400): Response => json({ error: message }, { status });

const longestBody = 64 * 1024;

/**
 * A route of the API. Each request spends a point of the account or the network, but on one's own machine; what is refused
 * on the way, by whomever, is told as `{error}`.
 */
export function api<Event extends RequestEvent>(work: (event: Event) => Response | Promise<Response>): (event: Event) => Promise<Response> {
  return async (event) => {
    try {
      if (!event.locals.personal) await allow(event, event.request.method === 'GET' || event.request.method === 'HEAD' ? 'read' : 'write');
      return await work(event);
    } catch (error) {
      if (error instanceof Refusal) return wrong(error.message, error.status);
      if (isHttpError(error)) return wrong(error.body.message, error.status);
      throw error;
    }
  };
}

/** The identifier in an address, canonical. @throws Refusal */
export function paperId(given: string): string {
  const read = readIdentifier(given);
  if (!isIdentifier(read)) throw new Refusal(read.wrong);
  return read.id;
}

export type Field = 'text' | 'text or absent' | 'yes or no, or absent';
type Given<F extends Record<string, Field>> = { [K in keyof F]: F[K] extends 'text' ? string : F[K] extends 'text or absent' ? string | undefined : boolean | undefined };

/** The body of a request: one JSON object with these fields and no others. @throws Refusal that says which is wrong */
export async function bodyOf<const F extends Record<string, Field>>(request: Request, fields: F): Promise<Given<F>> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) throw new Refusal('Send the body as application/json.');
  const text = await request.text();
  if (text.length > longestBody) throw new Refusal(`The body is longer than ${longestBody} characters.`);
  let given: unknown;
  try { given = JSON.parse(text); } catch { throw new Refusal('The body is not JSON.'); }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Refusal('The body must be one JSON object.');
  const found = given as Record<string, unknown>, unknown = Object.keys(found).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw new Refusal(`${JSON.stringify(unknown.slice(0, 60))} is no field here; expected ${Object.keys(fields).join(', ')}.`);
  for (const [name, field] of Object.entries(fields)) {
    const value = found[name], fits = field === 'text' ? typeof value === 'string' : value === undefined || typeof value === (field === 'text or absent' ? 'string' : 'boolean');
    if (!fits) throw new Refusal(`${name} expects ${field === 'yes or no, or absent' ? 'true or false' : 'text'}.`);
    if (typeof value === 'string' && value.includes('\0')) throw new Refusal(`${name} holds a character that cannot be stored.`);
  }
  return found as Given<F>;
}

export const moment = (at: string): string => new Date(at).toISOString();

/** A whole number of a query, within bounds; undefined when it is none. */
export function wholeNumber(given: string | null, { least, most, otherwise }: { least: number; most: number; otherwise: number }): number | undefined {
  if (given === null) return otherwise;
  const value = Number(given);
  return /^\d{1,9}$/.test(given) && value >= least ? Math.min(value, most) : undefined;
}
