/**
 * The one way out to a source: to hosts named beforehand and only to addresses that were checked, within limits of time
 * and size, as patient as the server asks. No cookies, no credentials, nothing of the reader's.
 */
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { createGunzip, createInflate } from 'node:zlib';
import { checkedAddresses, systemResolve, wrongAddress, wrongRedirect, type Address, type Resolve } from './address.ts';
import { systemClock, type Clock } from './clock.ts';
import type { Gate } from './politeness.ts';

export interface FetchLimits {
  connectMs: number; firstByteMs: number;
  /** Longest silence within a body. */ betweenBytesMs: number;
  /** One exchange from connecting to the last byte: ends what trickles. */ wholeMs: number;
  /** Of a body as sent, and as inflated. */ bytes: number; inflatedBytes: number;
  /** Inflated over sent, looked at from one megabyte on. */ inflateRatio: number;
  redirects: number; tries: number; backoffMs: number; longestBackoffMs: number;
  /** A server that asks for more patience than this is left alone, and the error says until when. */ longestWaitMs: number;
}
export const usualLimits: FetchLimits = {
  connectMs: 10_000, firstByteMs: 60_000, betweenBytesMs: 30_000, wholeMs: 300_000, bytes: 64 * 1024 * 1024, inflatedBytes: 128 * 1024 * 1024,
  inflateRatio: 200, redirects: 5, tries: 5, backoffMs: 5000, longestBackoffMs: 120_000, longestWaitMs: 15 * 60_000,
};

export interface FetchSettings {
  /** The source's own address: its host and port are allowed. */
  base: string;
  /** Further hosts a redirect may lead to. */
  hosts?: string[];
  /** Let the host of `base` be a private address (a mirror, a test). */
  allowPrivate?: boolean;
  /** Shown to the host of `base` alone, never after a redirect to another. */
  authorization?: string;
  gate?: Gate; clock?: Clock; random?: { uniform(): number }; resolve?: Resolve; limits?: Partial<FetchLimits>;
}

export interface Answer { status: number; headers: http.IncomingHttpHeaders; address: URL; text: string }
export interface Ask<T> {
  accept?: string;
  signal?: AbortSignal;
  /** What the last answer's headers said: a server that has nothing newer answers 304. */
  known?: { etag?: string | null; lastModified?: string | null };
  /** Statuses besides 2xx whose body is an answer. */
  statuses?: number[];
  /** What the answer says. An `again` error thrown here (a cut feed, an empty page) has the request repeated. */
  read(answer: Answer): T;
}
export type Fetch = <T>(address: string | URL, ask: Ask<T>) => Promise<T>;

export class FetchError extends Error {
  override name = 'FetchError';
  /** Whether the same request may succeed later. */
  readonly again: boolean;
  readonly status?: number;
  /** Not before this time (ms since 1970), as the server said. */
  readonly retryAt?: number;
  constructor(message: string, { again = false, status, retryAt, cause }: { again?: boolean; status?: number; retryAt?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.again = again; this.status = status; this.retryAt = retryAt;
  }
}

const redirecting = new Set([301, 302, 303, 307, 308]), passing = new Set([429, 500, 502, 503, 504]);
const userAgent = 'galley (a self-hosted daily-papers site)';

/** A fetch bound to one source. The returned function throws FetchError, or the signal's reason. */
export function guardedFetch({ base, hosts = [], allowPrivate = false, authorization, gate, clock = systemClock, random = { uniform: Math.random }, resolve = systemResolve, limits: given }: FetchSettings): Fetch {
  const limits = { ...usualLimits, ...given }, rules = { base: new URL(base), hosts: hosts.map((h) => h.toLowerCase()), allowPrivate };

  /** One request of one address, its name resolved and checked first. */
  async function hop(address: URL, ask: Ask<unknown>): Promise<Answer> {
    const wrong = wrongAddress(address, rules);
    if (wrong) throw new FetchError(`Not fetched: ${wrong}.`);
    const looked = await within(checkedAddresses(address, rules, resolve).catch((error: Error) => { throw new FetchError(`${address.hostname} was not found: ${error.message}.`, { again: true, cause: error }); }), limits.connectMs, clock, `${address.hostname} was not looked up in time.`);
    if ('wrong' in looked) throw new FetchError(`Not fetched: ${looked.wrong}.`);
    const exchanged = () => exchange(address, looked, { headers: headersOf(ask, address.host === rules.base.host ? authorization : undefined), signal: ask.signal, limits, clock });
    return gate ? gate.pass(exchanged, ask.signal) : exchanged();
  }

  async function follow(start: URL, ask: Ask<unknown>): Promise<Answer> {
    let address = start;
    for (let redirects = 0; ; redirects++) {
      const answer = await hop(address, ask), { location } = answer.headers;
      if (!redirecting.has(answer.status)) return answer;
      if (!location || !URL.canParse(location, address)) throw new FetchError(`${address.host} redirects to nowhere.`);
      if (redirects >= limits.redirects) throw new FetchError(`${start.host} redirects more than ${limits.redirects} times.`);
      const next = new URL(location, address), wrong = wrongRedirect(address, next);
      if (wrong) throw new FetchError(`Not fetched: ${wrong}.`);
      address = next;
    }
  }

  return async (address, ask) => {
    const start = new URL(address);
    for (let tried = 1; ; tried++) {
      ask.signal?.throwIfAborted();
      try {
        const answer = await follow(start, ask);
        if ((answer.status < 200 || answer.status > 299) && !(answer.status === 304 && ask.known) && !ask.statuses?.includes(answer.status)) throw new FetchError(`${start.host} answered ${answer.status}.`, { status: answer.status, again: passing.has(answer.status), retryAt: readRetryAfter(answer.headers['retry-after'], clock.now()) ?? readRateLimit(answer.headers, clock.now()) });
        return ask.read(answer);
      } catch (error) {
        ask.signal?.throwIfAborted();
        if (!(error instanceof FetchError) || !error.again) throw error;
        const now = clock.now(), backoff = Math.min(limits.longestBackoffMs, limits.backoffMs * 2 ** (tried - 1)) * (0.5 + 0.5 * random.uniform()), waitMs = Math.max(backoff, (error.retryAt ?? now) - now);
        const { status, retryAt } = error;
        if (waitMs > limits.longestWaitMs) throw new FetchError(`${error.message} It asks to come back after ${new Date(now + waitMs).toISOString()}.`, { again: true, status, retryAt, cause: error });
        if (status === 429 || status === 503) await gate?.rest(now + waitMs);
        if (tried >= limits.tries) throw new FetchError(tried === 1 ? error.message : `${error.message} Tried ${tried} times.`, { again: true, status, retryAt, cause: error });
        await clock.sleep(waitMs, ask.signal);
      }
    }
  };
}

/** The moment a `Retry-After` means, as seconds or as an HTTP date; undefined when it says neither. */
export function readRetryAfter(given: string | undefined, now: number): number | undefined {
  if (given === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(given)) return now + Number(given) * 1000;
  const at = /[a-z]{3}/i.test(given) ? Date.parse(given) : NaN;
  return Number.isFinite(at) ? at : undefined;
}

function headersOf({ accept, known }: Ask<unknown>, authorization: string | undefined): http.OutgoingHttpHeaders {
  return {
    'user-agent': userAgent, accept: accept ?? '*/*', 'accept-encoding': 'gzip, deflate', ...(authorization && { authorization }),
    ...(known?.etag && { 'if-none-match': known.etag }), ...(known?.lastModified && { 'if-modified-since': known.lastModified }),
  };
}

/** When a limit that is used up opens again: `RateLimit: "api";r=0;t=55` (IETF draft), or `X-RateLimit-Remaining` and `-Reset` in seconds since 1970. */
export function readRateLimit(headers: http.IncomingHttpHeaders, now: number): number | undefined {
  const standard = /;\s*r=(\d{1,9})\s*;\s*t=(\d{1,9})/.exec(String(headers.ratelimit ?? '').slice(0, 500));
  if (standard?.[1] === '0') return now + Number(standard[2]) * 1000;
  const reset = String(headers['x-ratelimit-reset'] ?? '');
  return headers['x-ratelimit-remaining'] === '0' && /^\d{9,11}$/.test(reset) ? Number(reset) * 1000 : undefined;
}

/** One request and its body on a connection of its own, to a checked address and no other. */
async function exchange(address: URL, checked: Address[], { headers: sent, signal, limits, clock }: { headers: http.OutgoingHttpHeaders; signal?: AbortSignal; limits: FetchLimits; clock: Clock }): Promise<Answer> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>(), secure = address.protocol === 'https:', host = address.host;
  const lookup: LookupFunction = (_name, options, found) => options.all ? found(null, checked) : found(null, checked[0].address, checked[0].family);
  const request = (secure ? https : http).request(address, {
    agent: false, lookup, auth: undefined, maxHeaderSize: 32 * 1024,
    headers: sent,
  });
  let unwatch = () => {}, inflate: ReturnType<typeof createGunzip> | ReturnType<typeof createInflate> | undefined;
  const watch = (ms: number, why: string) => { unwatch(); unwatch = clock.timer(ms, () => reject(new FetchError(why, { again: true }))); };
  const unwatchWhole = clock.timer(limits.wholeMs, () => reject(new FetchError(`${host} took longer than ${limits.wholeMs / 1000} s for one answer.`, { again: true })));
  const broken = (error: NodeJS.ErrnoException) => reject(new FetchError(`${host} broke off: ${error.code ?? error.message}.`, { again: true, cause: error }));
  const stop = () => reject(signal!.reason);
  signal?.addEventListener('abort', stop, { once: true });

  watch(limits.connectMs, `${host} did not take the connection within ${limits.connectMs / 1000} s.`);
  request.on('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => watch(limits.firstByteMs, `${host} did not answer within ${limits.firstByteMs / 1000} s.`)));
  request.on('error', broken);
  request.on('response', (response) => {
    const status = response.statusCode!, { headers } = response, pieces: Buffer[] = [];
    if (redirecting.has(status)) return resolve({ status, headers, address, text: '' });
    const tooLarge = (bytes: number) => reject(new FetchError(`${host} sends more than ${bytes} bytes; that is no answer to this question.`));
    const still = () => watch(limits.betweenBytesMs, `${host} fell silent for ${limits.betweenBytesMs / 1000} s in the middle of an answer.`);
    const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase().trim();
    if (encoding !== 'identity' && !/^(x-)?gzip$|^deflate$/.test(encoding)) return reject(new FetchError(`${host} sends "${encoding.slice(0, 40)}", which was not asked for.`));
    if (Number(headers['content-length']) > limits.bytes) return tooLarge(limits.bytes);
    let sent = 0, inflated = 0, refused = false;
    const take = (piece: Buffer) => {
      if (refused) return;
      inflated += piece.length;
      if (inflated > limits.inflatedBytes) { refused = true; return tooLarge(limits.inflatedBytes); }
      if (inflated > Math.max(1024 * 1024, sent * limits.inflateRatio)) { refused = true; return reject(new FetchError(`${host} sends what inflates to more than ${limits.inflateRatio} times its size.`)); }
      pieces.push(piece);
    };
    const done = () => response.complete ? resolve({ status, headers, address, text: new TextDecoder().decode(Buffer.concat(pieces)) }) : broken(new Error('the answer was cut short'));
    still();
    response.on('data', (piece: Buffer) => { still(); if ((sent += piece.length) > limits.bytes && !refused) { refused = true; tooLarge(limits.bytes); } });
    response.on('error', broken);
    if (encoding === 'identity') { response.on('data', take); response.on('end', done); return; }
    inflate = encoding === 'deflate' ? createInflate() : createGunzip();
    inflate.on('data', take);
    inflate.on('error', broken);
    inflate.on('end', done);
    response.pipe(inflate);
  });
  request.end();
  try { return await promise; } finally {
    unwatch(); unwatchWhole();
    signal?.removeEventListener('abort', stop);
    inflate?.destroy();
    request.destroy();
  }
}

async function within<T>(work: Promise<T>, ms: number, clock: Clock, why: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>(), stop = clock.timer(ms, () => reject(new FetchError(why, { again: true })));
  try { return await Promise.race([work, promise]); } finally { stop(); }
}
