/**
 * Records in the shape of the Hugging Face Hub's daily-papers API, so that its clients work here when their base
 * address is changed. What was imported is given back; what a paper never had there is left out, as there.
 */
import { createHash } from 'node:crypto';
import type { Listing, Paper } from '@galley/papers';

const iso = (time: string) => new Date(time).toISOString();

/** `GET /api/papers/{id}`: the paper alone. */
export function hubPaper(paper: Paper, listing?: Listing): Record<string, unknown> {
  const kept = paper.record ?? {}, keptAuthors = Array.isArray(kept.authors) ? kept.authors as { _id?: string; name: string }[] : [];
  const authors = keptAuthors.length >= paper.authors.length ? keptAuthors : paper.authors.map((name) => ({ name, hidden: false }));
  return {
    ...kept,
    id: paper.arxiv,
    authors: authors.map((author, i) => ({ _id: objectId(`${paper.arxiv} ${i} ${author.name}`), ...author })),
    ...(paper.published && { publishedAt: iso(paper.published) }),
    ...(listing?.listed && !kept.submittedOnDailyAt && { submittedOnDailyAt: iso(listing.listed) }),
    title: paper.title,
    summary: paper.abstract ?? paper.summary ?? '',
    upvotes: paper.upvotes,
    ...(paper.projectPage && { projectPage: paper.projectPage }),
    ...(paper.code && { githubRepo: paper.code }),
    ...(paper.stars !== null && { githubStars: paper.stars }),
    ...(paper.withdrawn && { withdrawnAt: iso(paper.withdrawn) }),
  };
}

/** One element of `GET /api/daily_papers` and `GET /api/papers/search`. */
export function hubListing(paper: Paper, listing?: Listing): Record<string, unknown> {
  const outer = listing?.record ?? {};
  return {
    ...outer,
    paper: hubPaper(paper, listing),
    ...(outer.publishedAt === undefined && paper.published && { publishedAt: iso(paper.published) }),
    title: paper.title,
    summary: paper.abstract ?? paper.summary ?? '',
    numComments: listing?.comments ?? 0,
    isAuthorParticipating: outer.isAuthorParticipating ?? false,
  };
}

/** 24 hexadecimal digits, the same each time, where the Hub has its own. */
const objectId = (of: string) => createHash('sha256').update(of).digest('hex').slice(0, 24);
