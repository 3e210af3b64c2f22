import { redirect } from '@sveltejs/kit';
import { bookmark, castVote, collect, comment, editComment, isTrapped, makeCollection, putAway, removeComment, report } from '@galley/people';
import { action, text } from '#server/request/forms.ts';
import { citationOf } from '#server/views/citation.ts';
import { identifierOf, paperPage, storedPaper } from '#server/views/paper.ts';
import { paperPeople } from '#server/views/paper-people.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import { fastestPerson } from '#server/request/sign-in.ts';
import { similarLines } from '#server/views/similar.ts';
import { originOf } from '#server/request/origin.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, request, url }) => {
  const id = identifierOf(params.arxiv);
  if (id !== params.arxiv) redirect(308, `/papers/${id}`);
  const { db } = locals.store, page = await paperPage(db, id), fetchedAhead = /prefetch|prerender/.test(request.headers.get('sec-purpose') ?? '');
  const [citation, similar] = await Promise.all([storedPaper(db, id).then((paper) => citationOf(paper, originOf(url))), similarLines(db, id)]);
  // While similar papers are not known yet, the page is not kept.
  if (similar) locals.shows?.([id]);
  return { page, citation, similar, people: await paperPeople(db, locals.reader, id, page.upvotes, fetchedAhead), signedIn: locals.reader !== null };
};

const wanted = (form: FormData) => form.has('on') ? text(form, 'on') === 'yes' : undefined;
const on = (event: RequestEvent) => identifierOf(event.params.arxiv);

export const actions: Actions = {
  vote: action(async (event, form) => {
    const reader = requireReader(event), { locals, request } = event;
    await allow(event, 'vote');
    await castVote(locals.store.db, reader, on(event), { network: locals.network, referrer: request.headers.get('referer'), on: wanted(form) });
  }),
  bookmark: action(async (event, form) => {
    const reader = requireReader(event);
    await allow(event, 'keep');
    await bookmark(event.locals.store.db, reader, on(event), { on: wanted(form) });
  }),
  away: action(async (event, form) => {
    const reader = requireReader(event);
    await allow(event, 'keep');
    await putAway(event.locals.store.db, reader, on(event), wanted(form) ?? true);
  }),
  collect: action(async (event, form) => {
    const reader = requireReader(event), { db } = event.locals.store, named = text(form, 'new').trim();
    await allow(event, 'keep');
    const slug = named ? (await makeCollection(db, reader, { name: named })).slug : text(form, 'collection');
    await collect(db, reader, slug, on(event), { note: text(form, 'note') || undefined });
    return `/collections/${reader.handle}/${slug}`;
  }),
  comment: action(async (event, form) => {
    const reader = requireReader(event), { db } = event.locals.store, arxiv = on(event);
    if (await isTrapped(db, form, fastestPerson)) return `/papers/${arxiv}#comments`;
    await allow(event, 'comment');
    await allow(event, 'comments of a day');
    const id = await comment(db, reader, arxiv, text(form, 'body'), text(form, 'parent') || null);
    return `/papers/${arxiv}#comment-${id}`;
  }),
  edit: action(async (event, form) => {
    const reader = requireReader(event), id = text(form, 'comment');
    await allow(event, 'comment');
    await editComment(event.locals.store.db, reader, id, text(form, 'body'));
    return `/papers/${on(event)}#comment-${id}`;
  }),
  remove: action(async (event, form) => {
    await removeComment(event.locals.store.db, requireReader(event), text(form, 'comment'));
    return `/papers/${on(event)}#comments`;
  }),
  report: action(async (event, form) => {
    const reader = requireReader(event), about = text(form, 'comment'), authorship = text(form, 'authorship');
    await allow(event, 'report');
    await report(event.locals.store.db, reader, about ? 'comment' : authorship ? 'authorship' : 'paper', about || authorship || on(event), text(form, 'reason'));
    return `/papers/${on(event)}?reported=${about || 'paper'}#${about ? `comment-${about}` : 'paper-more'}`;
  }),
};
