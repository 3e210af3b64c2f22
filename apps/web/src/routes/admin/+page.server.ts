import { sourceStates } from '@galley/ingest';
import { askFor, jobStates } from '@galley/jobs';
import { action, text } from '#server/request/forms.ts';
import { requireRole } from '#server/request/reader.ts';
import { instantOf } from '#server/views/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'admin');
  const { db } = event.locals.store, [sources, jobs] = await Promise.all([sourceStates(db), jobStates(db)]), when = (at: string | null) => at ? instantOf(new Date(at).toISOString()) : 'never';
  return {
    where: event.locals.store.where, mail: event.locals.mailer.where,
    sources: sources.map((s) => ({ name: s.name, papers: s.papers, asked: when(s.started), ended: when(s.finished), stands: s.error ?? Object.entries(s.cursor ?? {}).map(([k, v]) => `${k} ${v}`).join(', '), wrong: s.error !== null })),
    jobs: jobs.map((j) => ({ name: j.name, state: j.waiting && j.state !== 'active' ? `${j.state}, ${j.waiting} waiting` : j.state, begun: when(j.begun), said: j.said ?? '', due: j.cron ? `${j.cron} ${j.zone ?? ''}` : '' })),
  };
};

export const actions: Actions = {
  ask: action(async (event, form) => {
    requireRole(event, 'admin');
    await askFor(event.locals.store, text(form, 'job'));
    return '/admin';
  }),
};
