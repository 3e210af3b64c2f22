import { curate, curatedBy, daysCuratedBy, moveCurated, Refusal, uncurate } from '@galley/people';
import { dayOf, isIdentifier, readDay, readIdentifier } from '@galley/ingest';
import { newestDay, papersOfDay } from '@galley/papers';
import { html, plainText } from '@galley/typeset';
import { action, text } from '#server/request/forms.ts';
import { allow, requireRole } from '#server/request/reader.ts';
import { longDay, plainDay } from '#server/views/words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const reader = requireRole(event, 'curator'), { db } = event.locals.store, day = readDay(event.url.searchParams.get('day') ?? '') ?? (await newestDay(db)) ?? dayOf(new Date());
  const [mine, listed, days] = await Promise.all([curatedBy(db, reader.id, day), papersOfDay(db, day), daysCuratedBy(db, reader.id)]), chosen = new Set(mine.map((p) => p.arxiv));
  const papers = mine.map((p) => ({ arxiv: p.arxiv, ...html(p.title), plain: plainText(p.title), note: p.note }));
  return { day, heading: longDay(day), handle: reader.handle, papers, mathematics: papers.some((p) => p.mathematics), others: listed.filter((p) => !chosen.has(p.arxiv)).map((p) => ({ arxiv: p.arxiv, title: plainText(p.title) })), days: days.map((d) => ({ ...d, words: plainDay(d.day) })) };
};

const asked = async (event: RequestEvent, form: FormData) => {
  const reader = requireRole(event, 'curator'), day = readDay(text(form, 'day')), read = readIdentifier(text(form, 'paper') || text(form, 'other'));
  if (!day) throw new Refusal('That is no day of the calendar.');
  if (!isIdentifier(read)) throw new Refusal(read.wrong);
  await allow(event, 'keep');
  return { db: event.locals.store.db, reader, day, arxiv: read.id, back: `/curate?day=${day}` };
};

export const actions: Actions = {
  add: action(async (event, form) => { const { db, reader, day, arxiv, back } = await asked(event, form); await curate(db, reader, day, arxiv, text(form, 'note')); return back; }),
  out: action(async (event, form) => { const { db, reader, day, arxiv, back } = await asked(event, form); await uncurate(db, reader, day, arxiv); return back; }),
  up: action(async (event, form) => { const { db, reader, day, arxiv, back } = await asked(event, form); await moveCurated(db, reader, day, arxiv, -1); return back; }),
  down: action(async (event, form) => { const { db, reader, day, arxiv, back } = await asked(event, form); await moveCurated(db, reader, day, arxiv, 1); return back; }),
};
