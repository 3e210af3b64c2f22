/** Votes: one per reader and paper. One that is taken back stays as a row, so that ranking can replay what was known at a time. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import type { Reader } from '../reader.ts';
import { networkHash } from '../tokens.ts';
import { knownPaper } from './paper.ts';

export interface VoteFrom { network?: string; /** Address of the page that led here; its host is kept. */ referrer?: string | null; now?: Date; /** Wanted state; without it the vote is toggled. */ on?: boolean }

/** Casts a vote or takes it back. @throws Refusal when there is no such paper */
export async function castVote(db: Database, reader: Pick<Reader, 'id'>, arxiv: string, { network = '', referrer, now = new Date(), on }: VoteFrom = {}): Promise<{ voted: boolean; count: number }> {
  await knownPaper(db, arxiv);
  const at = now.toISOString(), from = await networkHash(db, network), host = referrer && URL.canParse(referrer) ? new URL(referrer).host.slice(0, 200) : '', wanted = on === undefined ? sql`votes.taken_back is not null` : sql`${on}::boolean`;
  return db.transaction(async (tx) => {
    if (on === false) await tx.execute(sql`update votes set taken_back = ${at}::timestamptz where account = ${reader.id}::uuid and arxiv = ${arxiv} and taken_back is null`);
    else await tx.execute(sql`
      insert into votes (account, arxiv, "cast", network, referrer) values (${reader.id}::uuid, ${arxiv}, ${at}::timestamptz, ${from}, ${host})
      on conflict (account, arxiv) do update set
        taken_back = case when ${wanted} then null else coalesce(votes.taken_back, excluded."cast") end,
        "cast" = case when ${wanted} and votes.taken_back is not null then excluded."cast" else votes."cast" end,
        network = case when ${wanted} and votes.taken_back is not null then excluded.network else votes.network end,
        referrer = case when ${wanted} and votes.taken_back is not null then excluded.referrer else votes.referrer end`);
    const [state] = await rows<{ voted: boolean; count: number }>(tx, sql`select count(*)::int as count, coalesce(bool_or(account = ${reader.id}::uuid), false) as voted from votes where arxiv = ${arxiv} and taken_back is null`);
    return state;
  });
}

/** Votes of this site's readers, of banned ones too: counts show, ranking discounts. */
export async function voteCounts(db: Database, arxivs: string[]): Promise<Map<string, number>> {
  if (arxivs.length === 0) return new Map();
  const found = await rows<{ arxiv: string; count: number }>(db, sql`select arxiv, count(*)::int as count from votes where taken_back is null and arxiv in (select jsonb_array_elements_text(${JSON.stringify(arxivs)}::jsonb)) group by arxiv`);
  return new Map(found.map((r) => [r.arxiv, r.count]));
}

export interface OwnState { voted: boolean; kept: boolean; putAway: boolean; /** When it was opened last. */ seen: string | null }

/** What a reader has done with papers; papers nothing was done with are absent. */
export async function ownStates(db: Database, reader: Pick<Reader, 'id'>, arxivs: string[]): Promise<Map<string, OwnState>> {
  if (arxivs.length === 0) return new Map();
  const found = await rows<OwnState & { arxiv: string }>(db, sql`
    select p.arxiv, v.account is not null as voted, k.arxiv is not null as kept, coalesce(s.put_away, false) as "putAway", s.at as seen
    from (select jsonb_array_elements_text(${JSON.stringify(arxivs)}::jsonb) as arxiv) p
    left join votes v on v.arxiv = p.arxiv and v.account = ${reader.id}::uuid and v.taken_back is null
    left join (select distinct d.arxiv from collected d join collections c on c.id = d.collection where c.account = ${reader.id}::uuid and c.kind = 'bookmarks') k on k.arxiv = p.arxiv
    left join seen s on s.arxiv = p.arxiv and s.account = ${reader.id}::uuid
    where v.account is not null or k.arxiv is not null or s.account is not null`);
  return new Map(found.map(({ arxiv, ...state }) => [arxiv, state]));
}
