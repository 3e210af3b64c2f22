import { experimentsOf, paperBySlug } from '@galley/catalog';
import { InputError, readInputs, readRun, RecordError, type Run } from '@galley/claims';
import { listRuns, saveRuns } from '@galley/papers';
import { api, json, wholeNumber, wrong } from '#server/documents/api.ts';
import { requireReader } from '#server/request/reader.ts';
import { originOf } from '#server/request/origin.ts';
import type { RequestHandler } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Newest first; `?paper=`, `?origin=here|reported`, `?limit=` (at most 100), `?before=<run id>`. Without plots: those are in `/api/runs/{id}`. */
export const GET: RequestHandler = api(async ({ locals, url }) => {
  const get = (name: string) => url.searchParams.get(name), limit = wholeNumber(get('limit'), { least: 1, most: 100, otherwise: 50 }), origin = get('origin') ?? undefined, before = get('before') ?? undefined;
  if (limit === undefined) return wrong('limit expects a number from 1 to 100.');
  if (origin !== undefined && origin !== 'here' && origin !== 'reported') return wrong('origin expects here or reported.');
  if (before !== undefined && !uuid.test(before)) return wrong('before expects the id of a run.');
  const found = await listRuns(locals.store.db, { paper: get('paper') ?? undefined, origin, before, limit: limit + 1 }), runs = found.slice(0, limit), headers: Record<string, string> = {};
  if (found.length > limit) { const next = new URL(url.pathname + url.search, originOf(url)); next.searchParams.set('before', runs.at(-1)!.id); headers.link = `<${next.href}>; rel="next"`; }
  return json(runs.map(({ events: _events, ...run }) => run), { headers });
});

/**
 * Keeps a run. Where the site serves one person on their own machine, a page's run is the machine's own. Elsewhere it stays in the
 * reader's browser, and only who has an account reports a run, which is then marked as reported and takes no part in verdicts.
 */
export const POST: RequestHandler = api(async (event) => {
  const { locals, request } = event;
  if (!locals.personal && !locals.reader) return wrong('This site is shared by many readers and keeps no runs from pages; yours stays in your browser. With an account it can be reported.', 403);
  const reader = requireReader(event);
  if (!request.headers.get('content-type')?.startsWith('application/json')) return wrong('Expected application/json.', 415);
  let run: Run;
  try { run = readRun(await request.json()); } catch (error) {
    return wrong(error instanceof RecordError ? error.message : 'The body is not JSON.');
  }
  const paper = paperBySlug(run.paper), experiment = paper && (await experimentsOf(paper.slug)).find((e) => e.id === run.experiment);
  if (!experiment) return wrong(`There is no experiment ${run.paper}/${run.experiment} here.`);
  try {
    const { changed } = readInputs(experiment, run.inputs);
    const kept: Run = locals.personal ? { ...run, changed, origin: 'here', place: 'browser' } : { ...run, changed, origin: 'reported' };
    await saveRuns(locals.store.db, [kept], { account: locals.personal ? null : reader.id });
    return json({ id: kept.id }, { status: 201 });
  } catch (error) {
    if (error instanceof InputError) return wrong(error.message);
    throw error;
  }
});
