import { experimentsOf, paperBySlug } from '@galley/catalog';
import { InputError, readInputs, readRun, RecordError, type Run } from '@galley/claims';
import { listRuns, saveRuns } from '@galley/papers';
import { json, wholeNumber, wrong } from '#server/api.ts';
import type { RequestHandler } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Newest first; `?paper=`, `?origin=here|reported`, `?limit=` (at most 100), `?before=<run id>`. Without plots: those are in `/api/runs/{id}`. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const get = (name: string) => url.searchParams.get(name), limit = wholeNumber(get('limit'), { least: 1, most: 100, otherwise: 50 }), origin = get('origin') ?? undefined, before = get('before') ?? undefined;
  if (limit === undefined) return wrong('limit expects a number from 1 to 100.');
  if (origin !== undefined && origin !== 'here' && origin !== 'reported') return wrong('origin expects here or reported.');
  if (before !== undefined && !uuid.test(before)) return wrong('before expects the id of a run.');
  const runs = await listRuns(locals.store.db, { paper: get('paper') ?? undefined, origin, before, limit });
  return json(runs.map(({ events: _events, ...run }) => run));
};

/**
 * Keeps a run that a page has just made. Only where the site serves one person on their own machine, because only
 * there a page's run is the machine's own; elsewhere it stays in the reader's browser.
 */
export const POST: RequestHandler = async ({ locals, request }) => {
  if (!locals.personal) return wrong('This site is shared by many readers and keeps no runs from pages; yours stays in your browser.', 403);
  if (!request.headers.get('content-type')?.startsWith('application/json')) return wrong('Expected application/json.', 415);
  let run: Run;
  try { run = readRun(await request.json()); } catch (error) {
    return wrong(error instanceof RecordError ? error.message : 'The body is not JSON.');
  }
  const paper = paperBySlug(run.paper), experiment = paper && (await experimentsOf(paper.slug)).find((e) => e.id === run.experiment);
  if (!experiment) return wrong(`There is no experiment ${run.paper}/${run.experiment} here.`);
  try {
    const { changed } = readInputs(experiment, run.inputs);
    const kept: Run = { ...run, changed, origin: 'here', place: 'browser' };
    await saveRuns(locals.store.db, [kept]);
    return json({ id: kept.id }, { status: 201 });
  } catch (error) {
    if (error instanceof InputError) return wrong(error.message);
    throw error;
  }
};
