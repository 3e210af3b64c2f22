/** Numbers for a Prometheus that watches: requests by route, the pool, jobs, the process itself. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, register } from 'prom-client';
import type { Store } from '@galley/papers';
import type { WorkerSaid } from '@galley/jobs';

/** Loaded twice (by the server and by the pages' bundle), made once. */
function once<M>(name: string, make: () => M): M {
  return (register.getSingleMetric(name) as M | undefined) ?? make();
}

const requests = once('galley_http_request_seconds', () => new Histogram({ name: 'galley_http_request_seconds', help: 'Time to answer, by route', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] }));
const cached = once('galley_page_cache_total', () => new Counter({ name: 'galley_page_cache_total', help: 'Pages for readers without an account, by how they were answered', labelNames: ['answer'] }));
const jobs = once('galley_job_seconds', () => new Histogram({ name: 'galley_job_seconds', help: 'Jobs in the background that ended, by outcome', labelNames: ['job', 'state'], buckets: [0.1, 1, 10, 60, 600, 3600] }));

export const countRequest = (labels: { method: string; route: string; status: number }, seconds: number): void => requests.observe({ ...labels, status: String(labels.status) }, seconds);
export const countPage = (answer: 'kept' | 'made'): void => cached.inc({ answer });
export const countJob = ({ job, state, seconds }: WorkerSaid): void => { if (seconds !== undefined) jobs.observe({ job, state }, seconds); };

export function watchProcess({ engine }: Store): void {
  if (register.getSingleMetric('galley_database_connections')) return;
  collectDefaultMetrics();
  const connections = new Gauge({
    name: 'galley_database_connections', help: 'Connections of this process to PostgreSQL', labelNames: ['state'],
    collect() {
      if (engine.kind !== 'server') return;
      this.set({ state: 'open' }, engine.pool.totalCount);
      this.set({ state: 'idle' }, engine.pool.idleCount);
      this.set({ state: 'waiting' }, engine.pool.waitingCount);
    },
  });
  register.registerMetric(connections);
}

export const metricsText = async (): Promise<{ type: string; text: string }> => ({ type: register.contentType, text: await register.metrics() });
