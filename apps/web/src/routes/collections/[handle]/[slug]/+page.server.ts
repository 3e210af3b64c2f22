import { error } from '@sveltejs/kit';
import { changeCollection, collect, markRead, move, papersIn, Refusal, removeCollection, takeOut, visibleCollection } from '@galley/people';
import { isIdentifier, readIdentifier } from '@galley/ingest';
import { html } from '@galley/typeset';
import { action, text } from '#server/request/forms.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import { authorsShort, plainDay } from '#server/views/words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const perPage = 100;

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { db } = locals.store, found = await visibleCollection(db, params.handle, params.slug, locals.reader);
  if (!found) error(404, 'There is no such collection here, or it is private.');
  const page = Math.min(1000, Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1)), papers = await papersIn(db, found.collection.id, { limit: perPage + 1, offset: (page - 1) * perPage });
  const shown = papers.slice(0, perPage).map((p) => ({ arxiv: p.arxiv, ...html(p.title), authors: authorsShort(p.authors, 4), note: p.note, read: p.read && plainDay(p.read) }));
  return { mine: found.mine, owner: found.owner, collection: found.collection, papers: shown, mathematics: shown.some((p) => p.mathematics), first: (page - 1) * perPage + 1, previous: page > 1 ? page - 1 : undefined, next: papers.length > perPage ? page + 1 : undefined };
};

/** Only the owner's own collections are found by the work, whatever the address says. */
const own = async (event: RequestEvent) => {
  const reader = requireReader(event);
  if (reader.handle !== event.params.handle) throw new Refusal('This is the collection of somebody else.', 403);
  await allow(event, 'keep');
  return { db: event.locals.store.db, reader, slug: event.params.slug };
};

export const actions: Actions = {
  change: action(async (event, form) => { const { db, reader, slug } = await own(event); await changeCollection(db, reader, slug, { name: text(form, 'name'), description: text(form, 'description'), kind: text(form, 'kind') === 'reading-list' ? 'reading-list' : 'collection', public: form.has('public') }); }),
  remove: action(async (event) => { const { db, reader, slug } = await own(event); await removeCollection(db, reader, slug); return '/collections'; }),
  add: action(async (event, form) => {
    const { db, reader, slug } = await own(event), read = readIdentifier(text(form, 'paper'));
    if (!isIdentifier(read)) throw new Refusal(read.wrong);
    await collect(db, reader, slug, read.id, { note: text(form, 'note') || undefined });
  }),
  note: action(async (event, form) => { const { db, reader, slug } = await own(event); await collect(db, reader, slug, text(form, 'paper'), { note: text(form, 'note') }); }),
  out: action(async (event, form) => { const { db, reader, slug } = await own(event); await takeOut(db, reader, slug, text(form, 'paper')); }),
  read: action(async (event, form) => { const { db, reader, slug } = await own(event); await markRead(db, reader, slug, text(form, 'paper'), text(form, 'read') === 'yes'); }),
  up: action(async (event, form) => { const { db, reader, slug } = await own(event); await move(db, reader, slug, text(form, 'paper'), -1); }),
  down: action(async (event, form) => { const { db, reader, slug } = await own(event); await move(db, reader, slug, text(form, 'paper'), 1); }),
};
