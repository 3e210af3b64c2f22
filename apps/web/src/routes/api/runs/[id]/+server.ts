import { runById } from '@galley/papers';
import { api, json, wrong } from '#server/documents/api.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async ({ locals, params }) => {
  const run = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(params.id) ? await runById(locals.store.db, params.id) : undefined;
  return run ? json(run) : wrong('There is no such run here.', 404);
});
