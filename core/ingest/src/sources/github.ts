/**
 * Stars of linked code at GitHub, over time. An answer that did not change is free (304 by ETag); repositories are
 * renamed (followed) and vanish (404, remembered).
 * Source: GitHub's REST documentation on repositories, conditional requests and rate limits.
 */
import { eq, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import { FetchError, type Answer, type FetchSettings } from './fetch.ts';
import { fetchFor, readWhole } from './source.ts';
import { FeedError } from '../atom.ts';

const { repositories } = tables;

export interface StarsSettings extends Partial<FetchSettings> {
  /** A personal access token; without one GitHub answers 60 times an hour, which is not worth asking. */
  token: string;
  /** Repositories asked in one go. */
  most?: number;
  /** Hours before the same repository is asked again. */
  everyHours?: number;
}
export interface StarsStep { repository: string; happened: 'counted' | 'unchanged' | 'renamed' | 'gone'; stars?: number }

/** Asks about linked repositories, those not asked for longest first; one step each, each written before the next is asked. */
export async function* harvestStars(db: Database, { token, most = 500, everyHours = 20, ...settings }: StarsSettings, signal?: AbortSignal): AsyncGenerator<StarsStep> {
  const base = settings.base ?? 'https://api.github.com', fetch = fetchFor({ base, authorization: `Bearer ${token}` }, settings), { host } = new URL(base);
  for (const repository of await dueRepositories(db, most, everyHours)) {
    const found = await fetch(`${base}/repos/${repository.name}`, {
      signal, accept: 'application/vnd.github+json', known: { etag: repository.etag }, statuses: [404, 451],
      read: (answer) => readWhole(host, () => readRepository(answer)),
    });
    yield await db.transaction((tx) => remember(tx as Database, repository.name, found));
  }
}

interface Due extends Record<string, unknown> { name: string; etag: string | null }

/** `owner/name` of every paper's code at GitHub that was not asked about lately. */
function dueRepositories(db: Database, most: number, everyHours: number): Promise<Due[]> {
  return rows<Due>(db, sql`
    with linked as (select distinct ${repositoryOf} as name from papers where code ilike 'https://github.com/%')
    select linked.name, r.etag from linked left join repositories r on r.name = linked.name
    where linked.name is not null and (r.asked is null or r.asked < now() - ${everyHours} * interval '1 hour') and (r.gone is null or r.gone < now() - interval '30 days')
    order by r.asked nulls first, linked.name limit ${most}`);
}
const repositoryOf = sql`lower(substring(code from '^https://github\\.com/([A-Za-z0-9-]+/[A-Za-z0-9._-]+)'))`;

interface Found { gone?: true; unchanged?: true; stars?: number; name?: string; etag?: string }

function readRepository({ status, headers, text }: Answer): Found {
  if (status === 304) return { unchanged: true };
  if (status === 404 || status === 451) return { gone: true };
  let record: { stargazers_count?: unknown; full_name?: unknown };
  try { record = JSON.parse(text) as typeof record; } catch { throw new FeedError('The answer is not JSON.'); }
  if (!Number.isSafeInteger(record.stargazers_count) || typeof record.full_name !== 'string') throw new FetchError('GitHub answered without stargazers_count or full_name.');
  return { stars: record.stargazers_count as number, name: record.full_name.toLowerCase(), ...(headers.etag && { etag: headers.etag }) };
}

async function remember(db: Database, name: string, found: Found): Promise<StarsStep> {
  const asked = sql`now()`, keep = (set: Partial<typeof repositories.$inferInsert>) => db.insert(repositories).values({ name, ...set, asked }).onConflictDoUpdate({ target: repositories.name, set: { ...set, asked } });
  if (found.gone) { await keep({ gone: asked as unknown as string, etag: null }); return { repository: name, happened: 'gone' }; }
  if (found.unchanged) { await db.update(repositories).set({ asked: asked as unknown as string }).where(eq(repositories.name, name)); return { repository: name, happened: 'unchanged' }; }
  const movedTo = found.name !== name ? found.name : null;
  await keep({ stars: found.stars, etag: found.etag ?? null, gone: null, movedTo });
  await db.execute(sql`
    with linked as (update papers set stars = ${found.stars}, changed = now() where ${repositoryOf} = ${name} and stars is distinct from ${found.stars} returning arxiv)
    insert into counts (arxiv, kind, at, value) select arxiv, 'stars', now(), ${found.stars} from linked on conflict (arxiv, kind, at) do update set value = excluded.value`);
  return { repository: name, happened: movedTo ? 'renamed' : 'counted', stars: found.stars };
}
