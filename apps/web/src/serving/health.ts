/** For whoever watches the process: is it alive, may it be sent readers, how is it doing. Answered before anything else, so that a full house still answers. */
import { timingSafeEqual } from 'node:crypto';
import type http from 'node:http';
import { sql } from 'drizzle-orm';
import type { Store } from '@galley/papers';
import { metricsText } from './metrics.ts';

export interface Health {
  /** Whether this request was one of the three, and was answered. */
  answers(request: http.IncomingMessage, response: http.ServerResponse): boolean;
  /** From now on no more readers, please. */
  drain(): void;
}

const patienceMs = 2000;

export function health(store: Store, { publicUrl, metricsToken = process.env.METRICS_TOKEN }: { publicUrl?: string; metricsToken?: string } = {}): Health {
  let draining = false;
  const plain = (response: http.ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8') => { response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text); };

  async function ready(response: http.ServerResponse): Promise<void> {
    if (draining) { plain(response, 503, 'stopping\n'); return; }
    const { promise: late, resolve } = Promise.withResolvers<string>(), timer = setTimeout(() => resolve('the database does not answer'), patienceMs);
    const asked = store.db.execute(sql`select 1`).then(() => '', () => 'the database cannot be reached');
    const trouble = await Promise.race([asked, late]);
    clearTimeout(timer);
    plain(response, trouble ? 503 : 200, trouble ? `${trouble}\n` : 'ready\n');
  }

  return {
    answers(request, response) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      const [path] = (request.url ?? '').split('?');
      if (path === '/healthz') plain(response, 200, 'alive\n');
      else if (path === '/readyz') void ready(response);
      else if (path === '/metrics') {
        // A public site shows its numbers to those who hold the token; a personal one is reached from its own machine only.
        if (publicUrl && !(metricsToken && same(request.headers.authorization ?? '', `Bearer ${metricsToken}`))) { plain(response, metricsToken ? 401 : 404, metricsToken ? 'Expected Authorization: Bearer with the METRICS_TOKEN.\n' : 'Set METRICS_TOKEN to show metrics on a public site.\n'); return true; }
        void metricsText().then(({ type, text }) => plain(response, 200, text, type), () => plain(response, 500, 'no metrics\n'));
      } else return false;
      return true;
    },
    drain() { draining = true; },
  };
}

function same(given: string, expected: string): boolean {
  const a = Buffer.from(given), b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
