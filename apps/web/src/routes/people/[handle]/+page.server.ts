import { error } from '@sveltejs/kit';
import { accountByHandle, authorshipsOf, collectionsOf, commentsBy, daysCuratedBy, renderComment, report } from '@galley/people';
import { html, plainText } from '@galley/typeset';
import { action, text } from '#server/request/forms.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import { instantOf, plainDay } from '#server/views/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { db } = locals.store, account = await accountByHandle(db, params.handle);
  if (!account || account.banned) error(404, `Nobody here is called ${params.handle.slice(0, 40)}.`);
  const [collections, comments, curated, authorships] = await Promise.all([collectionsOf(db, account.id, { publicOnly: true }), commentsBy(db, account.id, 30), daysCuratedBy(db, account.id), authorshipsOf(db, account.id)]);
  const said = comments.map((c) => ({ id: c.id, arxiv: c.arxiv, title: plainText(c.title), ...renderComment(c.body), when: instantOf(c.written) })), wrote = authorships.filter((a) => a.state === 'confirmed').map((a) => ({ arxiv: a.arxiv, author: a.author, ...html(a.title) }));
  return {
    person: { handle: account.handle, name: account.name, role: account.role, since: plainDay(account.created) }, collections, said, wrote, curated: curated.map((c) => ({ ...c, words: plainDay(c.day) })),
    mathematics: [...said, ...wrote].some((x) => x.mathematics), mine: locals.reader?.id === account.id, signedIn: locals.reader !== null, reported: url.searchParams.has('reported'),
  };
};

export const actions: Actions = {
  report: action(async (event, form) => {
    const reader = requireReader(event);
    await allow(event, 'report');
    await report(event.locals.store.db, reader, 'account', event.params.handle, text(form, 'reason'));
    return `/people/${event.params.handle}?reported`;
  }),
};
