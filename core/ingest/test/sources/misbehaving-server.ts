/** A local server that answers as it is told, and a clock that moves only when it is told. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { politenessGate } from '../../src/sources/politeness.ts';
import type { Clock } from '../../src/sources/clock.ts';

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse, count: number) => void;
export interface Server { base: string; port: number; asked: { url: string; at: number; headers: http.IncomingHttpHeaders }[] }

/** `sleep` passes at once and is remembered; timers ring only when `advance` or a sleep reaches them. */
export class StillClock implements Clock {
  time = Date.UTC(2026, 6, 20, 12);
  slept: number[] = [];
  private timers = new Set<{ at: number; ring: () => void }>();
  now(): number { return this.time; }
  advance(ms: number): void {
    this.time += ms;
    for (const timer of this.timers) if (timer.at <= this.time) { this.timers.delete(timer); timer.ring(); }
  }
  async sleep(ms: number, signal?: AbortSignal): Promise<void> { signal?.throwIfAborted(); this.slept.push(ms); this.advance(ms); await new Promise(setImmediate); signal?.throwIfAborted(); }
  timer(ms: number, ring: () => void): () => void { const timer = { at: this.time + ms, ring }; this.timers.add(timer); return () => { this.timers.delete(timer); }; }
}

/** Answers the n-th request (from 0) by `handle`; closed when the tests of the file end. */
export async function misbehaving(handle: Handler, clock?: Clock): Promise<Server> {
  const asked: Server['asked'] = [];
  const server = http.createServer((request, response) => { asked.push({ url: request.url!, at: clock?.now() ?? 0, headers: request.headers }); handle(request, response, asked.length - 1); });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => { server.closeAllConnections(); server.close(); });
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, port, asked };
}

/** Answers in their order, the last one for ever. */
export const inTurn = (...answers: (string | Handler)[]): Handler => (request, response, count) => {
  const answer = answers[Math.min(count, answers.length - 1)];
  if (typeof answer === 'string') response.end(answer); else answer(request, response, count);
};
export const status = (code: number, headers: http.OutgoingHttpHeaders = {}, body = ''): Handler => (_request, response) => { response.writeHead(code, headers).end(body); };

/** Settings of a source for such a server: its own clock and gate, no luck. */
export function settingsFor(base: string, clock: StillClock) {
  return { base, clock, allowPrivate: true, gate: politenessGate({ clock }), random: { uniform: () => 0.5 } };
}

export async function everything<T>(all: AsyncIterable<T>): Promise<T[]> { const out: T[] = []; for await (const one of all) out.push(one); return out; }
