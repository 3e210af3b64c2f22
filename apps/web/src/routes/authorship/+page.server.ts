import { authorshipsOf, checkAuthorship, claimAuthorship, Refusal, repositoryOf, withdrawAuthorship, type ProofSettings } from '@galley/people';
import { isIdentifier, readIdentifier } from '@galley/ingest';
import { paperByArxiv } from '@galley/papers';
import { html, plainText } from '@galley/typeset';
import { action, text } from '#server/request/forms.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { Actions, PageServerLoad } from './$types';

/** Where proofs are looked up: mirrors and tests set other places. */
const settings = (): ProofSettings => ({
  orcid: { base: process.env.ORCID_BASE || undefined, allowPrivate: Boolean(process.env.ORCID_BASE) },
  github: { base: process.env.GITHUB_BASE || undefined, allowPrivate: Boolean(process.env.GITHUB_BASE) },
});

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event), { db } = event.locals.store, given = event.url.searchParams.get('paper') ?? '', read = readIdentifier(given), paper = isIdentifier(read) ? await paperByArxiv(db, read.id) : undefined;
  const claims = (await authorshipsOf(db, reader.id)).map((c) => ({ ...c, ...html(c.title) })), title = paper && html(paper.title);
  return {
    given: given.slice(0, 300), wrong: given && !paper ? (isIdentifier(read) ? `Paper ${read.id} is not in this Galley.` : read.wrong) : undefined, email: reader.email, claims, mathematics: claims.some((c) => c.mathematics) || title?.mathematics,
    paper: paper && title && { arxiv: paper.arxiv, html: title.html, authors: paper.authors.slice(0, 2000).map((a) => ({ value: a, words: plainText(a) })), repository: repositoryOf(paper.code) },
  };
};

export const actions: Actions = {
  claim: action(async (event, form) => {
    const reader = requireReader(event), { db } = event.locals.store, arxiv = text(form, 'paper');
    await allow(event, 'claim');
    const id = await claimAuthorship(db, reader, { arxiv, author: text(form, 'author'), proof: text(form, 'proof'), orcid: text(form, 'orcid') });
    if (text(form, 'proof') === 'email') await checkAuthorship(db, reader, id, settings());
    return `/authorship#claim-${id}`;
  }),
  check: action(async (event, form) => {
    const reader = requireReader(event), id = text(form, 'claim');
    await allow(event, 'claim');
    await checkAuthorship(event.locals.store.db, reader, id, settings());
    return `/authorship#claim-${id}`;
  }),
  withdraw: action(async (event, form) => {
    const reader = requireReader(event);
    if (!/^[0-9a-f-]{36}$/.test(text(form, 'claim'))) throw new Refusal('There is no such claim of yours.', 404);
    await withdrawAuthorship(event.locals.store.db, reader.id, text(form, 'claim'), { by: reader.id });
    return '/authorship';
  }),
};
