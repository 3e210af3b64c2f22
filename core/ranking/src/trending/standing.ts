/** How much an account's vote counts: by its age when it voted, and by how often others later found good what it had voted for. */
import { constants, dayMs } from './constants.ts';
import { byId, type AccountEvent, type Events, type VoteEvent } from './events.ts';

/** Of an account's settled votes, how many were judged, and how many others followed. */
export interface Record { judged: number; followed: number }
export const noRecord: Record = { judged: 0, followed: 0 };

/** 0 for a new account, 1 for a grown one. */
export const ageWeight = (created: number, cast: number): number => Math.min(1, Math.max(0, ((cast - created) / dayMs - constants.youngDays) / (constants.grownDays - constants.youngDays)));

/** One half without a record; towards 1 with votes that others followed, towards 0 with votes that nobody did (rule of succession). */
export const trust = ({ judged, followed }: Record): number => (1 + followed) / (2 + judged);

export const bannedAt = (account: AccountEvent, time: number): boolean => account.banned !== null && account.banned <= time;
export const standsAt = (vote: VoteEvent, time: number): boolean => vote.cast <= time && (vote.takenBack === null || vote.takenBack > time);

/** The records of accounts as they stood when the window opened. Votes within the window take no part, so that a vote changes no other's weight. */
export function records(events: Pick<Events, 'votes' | 'accounts'>, opens: number, only?: Set<string>): Map<string, Record> {
  const accounts = new Map(events.accounts.map((a) => [a.id, a])), standing = events.votes.filter((v) => standsAt(v, opens)), byPaper = Map.groupBy(standing, (v) => v.arxiv);
  const settled = standing.filter((v) => (only?.has(v.account) ?? true) && v.cast <= opens - constants.settledDays * dayMs && v.cast > opens - constants.rememberedDays * dayMs);
  const found = new Map<string, Record>();
  for (const [account, own] of Map.groupBy(settled, (v) => v.account)) {
    const newest = own.sort((a, b) => b.cast - a.cast || byId(a.arxiv, b.arxiv)).slice(0, constants.judgedVotes);
    const followed = newest.filter((vote) => new Set(byPaper.get(vote.arxiv)!.filter((o) => o.account !== account && o.network !== vote.network && o.cast > vote.cast && counts(accounts.get(o.account), o.cast, opens)).map((o) => o.network)).size >= constants.laterVoters);
    found.set(account, { judged: newest.length, followed: followed.length });
  }
  return found;
}

const counts = (account: AccountEvent | undefined, cast: number, opens: number): boolean => account !== undefined && !bannedAt(account, opens) && cast - account.created >= constants.youngDays * dayMs;
