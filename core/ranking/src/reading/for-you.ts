/** Papers for one reader: by taste once there are enough likes, by what they follow until then. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import { shelfOf } from './stored-shelf.ts';
import { picks, tasteConstants, type Pick } from './taste.ts';

export interface ForYou {
  /** How many papers the reader voted for or collected, and how many it takes. */
  likes: number; needed: number;
  /** `taste` with explanations, `follows` with what each comes from, `nothing` when there is neither. */
  by: 'taste' | 'follows' | 'nothing';
  items: (Pick | Followed)[];
}
export interface Followed { arxiv: string; follow: { kind: 'topic' | 'author' | 'search'; value: string } }

/** Reads only what this reader did. */
export async function forYou(db: Database, account: string, { limit = 30, now = Date.now() }: { limit?: number; now?: number } = {}): Promise<ForYou> {
  const liked = await rows<{ arxiv: string }>(db, sql`
    select arxiv, max(at) from (
      select arxiv, "cast" as at from votes where account = ${account} and taken_back is null
      union all select m.arxiv, m.added from collected m join collections c on c.id = m.collection where c.account = ${account}
    ) as likes group by arxiv order by max(at) desc, arxiv limit ${tasteConstants.mostLearned}`);
  const seen = await rows<{ arxiv: string; away: boolean }>(db, sql`select arxiv, put_away as away from seen where account = ${account} order by at desc, arxiv limit 5000`);
  const given = { liked: liked.map((l) => l.arxiv), putAway: seen.filter((s) => s.away).map((s) => s.arxiv), leaveOut: new Set([...liked, ...seen].map((s) => s.arxiv)) };
  const known = { likes: liked.length, needed: tasteConstants.leastLikes };
  const items = liked.length < tasteConstants.leastLikes ? undefined : picks(await shelfOf(db, now), given, limit);
  if (items) return { ...known, by: 'taste', items };
  const followed = await followedPapers(db, account, given.leaveOut, limit);
  return { ...known, by: followed.length ? 'follows' : 'nothing', items: followed };
}

/** The newest papers of each thing followed, newest first. */
async function followedPapers(db: Database, account: string, leaveOut: Set<string>, limit: number): Promise<Followed[]> {
  const found = await rows<{ arxiv: string; kind: Followed['follow']['kind']; value: string }>(db, sql`
    select arxiv, kind, value from (
      select p.arxiv, f.kind, f.value, p.published, row_number() over (partition by p.arxiv order by f.kind, f.value) as place
      from (select kind, value from follows where account = ${account} order by since desc, kind, value limit 50) f
      cross join lateral (
        select arxiv, published from papers
        where (f.kind = 'topic' and (categories @> array[f.value] or keywords @> array[lower(f.value)]))
          or (f.kind = 'author' and search @@ phraseto_tsquery('simple', f.value) and authors @> jsonb_build_array(f.value))
          or (f.kind = 'search' and search @@ websearch_to_tsquery('english', f.value))
        order by published desc nulls last, arxiv desc limit ${limit + 50}) p
    ) as each where place = 1 order by published desc nulls last, arxiv desc limit ${limit + leaveOut.size}`);
  return found.filter((f) => !leaveOut.has(f.arxiv)).slice(0, limit).map(({ arxiv, kind, value }) => ({ arxiv, follow: { kind, value } }));
}
