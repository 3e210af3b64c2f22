/**
 * The daily-papers JSON of the Hugging Face Hub: one day as an array of records, or many days as lines `{date, papers}`.
 *
 * Traps: the outer `publishedAt` is a listing time or hours off, so the inner one dates the paper; titles carry line
 * breaks; everything but id and title may be absent; people's accounts are not kept.
 */
import * as v from 'valibot';
import { sourceRank, type ListingInput } from '@galley/papers';
import { isIdentifier, readIdentifier } from './identifier.ts';
import { clean, mostAuthors, paperInput, type Item } from './record.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9));
const time = v.pipe(v.string(), v.check((s) => Number.isFinite(Date.parse(s)) && /^\d{4}-\d{2}-\d{2}/.test(s), 'is not a time'));
const webAddress = v.pipe(v.string(), v.maxLength(2000));
const inner = v.looseObject({
  id: v.string('is not a text'),
  title: v.pipe(v.string(), v.check((s) => s.trim() !== '', 'is empty')),
  summary: v.nullish(v.string()),
  authors: v.optional(v.pipe(v.array(v.looseObject({ name: v.string() })), v.maxLength(mostAuthors, `has more than ${mostAuthors} entries`)), []),
  publishedAt: v.nullish(time),
  submittedOnDailyAt: v.nullish(time),
  upvotes: v.nullish(count),
  githubRepo: v.nullish(webAddress),
  githubStars: v.nullish(count),
  projectPage: v.nullish(webAddress),
  withdrawnAt: v.nullish(time),
  ai_keywords: v.nullish(v.array(v.unknown())),
});
const outer = v.looseObject({ paper: inner, numComments: v.nullish(count) });

/** One record of a day. `position` is where it stands in the file, for the report. */
export function readDailyPaper(record: unknown, day: string, place: number, position: string): Item {
  const parsed = v.safeParse(outer, record);
  if (!parsed.success) {
    const issue = parsed.issues[0], path = v.getDotPath(issue);
    return { kind: 'refused', position, why: `${(path ?? 'the record').slice(0, 100)}: ${issue.message.replace(/^Invalid type: /, '').slice(0, 200)}` };
  }
  const { paper, ...around } = parsed.output, identifier = readIdentifier(paper.id);
  if (!isIdentifier(identifier)) return { kind: 'refused', position, why: identifier.wrong };
  const { title, summary, authors, publishedAt, githubRepo, githubStars, projectPage, upvotes, withdrawnAt, ...rest } = paper;
  return {
    kind: 'paper',
    paper: paperInput({
      arxiv: identifier.id, title, abstract: summary ?? undefined, authors: authors.filter((a) => a.hidden !== true).map((a) => a.name), rank: sourceRank['daily-papers'],
      ...(publishedAt && { published: new Date(publishedAt).toISOString() }),
      ...(webLink(githubRepo) && { code: webLink(githubRepo) }), ...(webLink(projectPage) && { projectPage: webLink(projectPage) }),
      ...(upvotes != null && { upvotes }), ...(githubStars != null && { stars: githubStars }), ...(withdrawnAt && { withdrawn: new Date(withdrawnAt).toISOString() }), ...(paper.ai_keywords && { keywords: keywords(paper.ai_keywords) }),
      record: withoutAccounts({ ...rest, authors }),
    }),
    listing: {
      day, arxiv: identifier.id, position: place,
      ...(paper.submittedOnDailyAt && { listed: new Date(paper.submittedOnDailyAt).toISOString() }),
      ...(around.numComments != null && { comments: around.numComments }),
      record: withoutAccounts(Object.fromEntries(Object.entries(around).filter(([name]) => name !== 'title' && name !== 'summary'))),
    } satisfies ListingInput,
  };
}

/** Lower case, once each, short. */
function keywords(given: unknown[]): string[] {
  return [...new Set(given.flatMap((k) => typeof k === 'string' ? [clean(k).toLowerCase().slice(0, 80)] : []).filter(Boolean))].slice(0, 30);
}

function webLink(address: string | null | undefined): string | undefined {
  if (!address) return undefined;
  try { const url = new URL(address); return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined; } catch { return undefined; }
}

/** People's accounts, avatars and mail addresses are nobody's business here; an organisation may stay. */
function withoutAccounts(record: Record<string, unknown>): Record<string, unknown> {
  const accounts = new Set(['user', 'submittedBy', 'submittedOnDailyBy', 'avatarUrl', 'email']);
  const strip = (value: unknown, depth: number): unknown => {
    if (depth > 8) return null;
    if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '').slice(0, 20_000);
    if (Array.isArray(value)) return value.slice(0, mostAuthors).map((entry) => strip(entry, depth + 1));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).filter(([name]) => !accounts.has(name)).slice(0, 200).map(([name, entry]) => [name.slice(0, 100).replaceAll('\0', ''), strip(entry, depth + 1)]));
    return value;
  };
  return strip(record, 0) as Record<string, unknown>;
}

/** The day of an array file without a date of its own: the day most of its records were submitted to the list. */
export function dayOfRecords(records: unknown[]): string | undefined {
  const counts = new Map<string, number>();
  for (const record of records) {
    const at = (record as { paper?: { submittedOnDailyAt?: unknown } } | null)?.paper?.submittedOnDailyAt;
    if (typeof at === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(at)) counts.set(at.slice(0, 10), (counts.get(at.slice(0, 10)) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
