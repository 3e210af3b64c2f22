/**
 * The formula, as a pure function of events up to a time:
 *
 *   score = ln((4 + votes) / (4 + due)) + 0.5 ln(star ratio) + 0.35 ln((10 + outside) / (10 + due outside)) + 0.3 ln(1 + reports)
 *
 * `votes` are weighed, pressed where they come in a crowd, and fade; `due` is what a paper of this field gets in the time it was seen. The
 * first term is the posterior mean of a Gamma-Poisson rate over its prior mean: with few votes it stays near zero.
 */
import { constants, hourMs, windows, type Window } from './constants.ts';
import { countedVotes, pressed } from './crowds.ts';
import { byId, type AccountEvent, type AuthorEvent, type CountEvent, type Events, type PaperEvent, type ReportEvent, type VoteEvent } from './events.ts';
import { ageWeight, bannedAt, noRecord, records, standsAt, trust, type Record } from './standing.ts';

export interface Parts {
  /** Of this site's readers: as shown, in this window, as counted, as due; and the term. */
  votes: { shown: number; cast: number; counted: number; due: number; pressedBy: string | null; term: number };
  stars: { from: number; to: number; term: number } | null;
  outside: { gained: number; counted: number; due: number; term: number } | null;
  reports: { accounts: number; counted: number; term: number };
  /** Hours that readers could see it within the window, faded like votes. */
  hoursSeen: number;
}
export interface Trend { arxiv: string; score: number; parts: Parts }
export interface Trending { at: number; window: Window; /** Votes of full weight that a paper of this field gets in an hour. */ votesPerHour: number; outsidePerHour: number; weighed: number; items: Trend[] }

/** All that weighing needs: the events of the papers that moved, and the records of who voted. */
export interface Field { papers: PaperEvent[]; votes: VoteEvent[]; shown: Map<string, number>; accounts: AccountEvent[]; records: Map<string, Record>; counts: CountEvent[]; reports: ReportEvent[]; authors: AuthorEvent[] }

export const opensAt = (at: number, window: Window): number => at - windows[window].reachHours * hourMs;

/** The list at a time. Same events, same list; events after `at` change nothing; ties by identifier. */
export function rank(events: Events, { at, window, limit }: { at: number; window: Window; limit: number }): Trending {
  return weigh(fieldOf(events, at, window), { at, window, limit });
}

/** The papers that moved in the window, at most a thousand, and what is known about them. */
export function fieldOf(events: Events, at: number, window: Window): Field {
  const opens = opensAt(at, window), inWindow = (time: number) => time > opens && time <= at;
  const standing = events.votes.filter((v) => standsAt(v, at)), votes = Map.groupBy(standing.filter((v) => inWindow(v.cast)), (v) => v.arxiv), counts = Map.groupBy(events.counts.filter((c) => c.at <= at), (c) => c.arxiv), reports = Map.groupBy(events.reports.filter((r) => inWindow(r.saved)), (r) => r.arxiv);
  const moved = events.papers.filter((p) => p.known <= at).map((paper) => {
    const gains = (['upvotes', 'stars'] as const).map((kind) => rawGain(paper, (counts.get(paper.arxiv) ?? []).filter((c) => c.kind === kind), opens));
    return { paper, stir: 10 * (votes.get(paper.arxiv)?.length ?? 0) + gains[0] + gains[1] + 10 * new Set(reports.get(paper.arxiv)?.map((r) => r.account)).size };
  }).filter(({ stir }) => stir > 0).sort((a, b) => b.stir - a.stir || byId(a.paper.arxiv, b.paper.arxiv)).slice(0, constants.field);
  const ids = new Set(moved.map((m) => m.paper.arxiv)), of = <E extends { arxiv: string }>(list: E[]) => list.filter((e) => ids.has(e.arxiv));
  const shown = new Map<string, number>();
  for (const vote of of(standing)) shown.set(vote.arxiv, (shown.get(vote.arxiv) ?? 0) + 1);
  return { papers: moved.map((m) => m.paper), votes: of(standing.filter((v) => inWindow(v.cast))), shown, accounts: events.accounts, records: records(events, opens), counts: of(events.counts.filter((c) => c.at <= at)), reports: of(events.reports.filter((r) => inWindow(r.saved))), authors: events.authors };
}

/** Before anything is weighed: by how much a count has grown in the window. A first count is growth only of votes, and of a paper that came in the window. */
function rawGain(paper: PaperEvent, series: CountEvent[], opens: number): number {
  const sorted = series.sort((a, b) => a.at - b.at), first = sorted[0], last = sorted.at(-1), before = sorted.findLast((c) => c.at <= opens);
  if (!first || !last || last.at <= opens) return 0;
  return Math.max(0, last.value - (before ? before.value : first.kind === 'upvotes' && paper.known > opens ? 0 : first.value));
}

export function weigh(field: Field, { at, window, limit }: { at: number; window: Window; limit: number }): Trending {
  const { halfLifeHours } = windows[window], opens = opensAt(at, window), left = (time: number) => 2 ** (-(at - time) / hourMs / halfLifeHours);
  /** Hours from `from` to `to`, faded: the integral of `left`. */
  const faded = (from: number, to: number) => Math.max(0, left(to) - left(from)) * halfLifeHours / Math.LN2;
  const accounts = new Map(field.accounts.map((a) => [a.id, a])), authors = new Set(field.authors.filter((a) => a.confirmed <= at).map((a) => `${a.arxiv} ${a.account}`));
  const weight = (account: string, arxiv: string, time: number): number => {
    const known = accounts.get(account);
    return !known || bannedAt(known, at) || authors.has(`${arxiv} ${account}`) ? 0 : ageWeight(known.created, time);
  };
  const votes = Map.groupBy(field.votes, (v) => v.arxiv), counts = Map.groupBy(field.counts, (c) => c.arxiv), reports = Map.groupBy(field.reports, (r) => r.arxiv);

  const weighed = field.papers.toSorted((a, b) => byId(a.arxiv, b.arxiv)).map((paper) => {
    const cast = votes.get(paper.arxiv) ?? [], series = counts.get(paper.arxiv) ?? [], start = Math.max(paper.known, opens);
    const counted = countedVotes(cast.map((v) => ({ ...v, weight: weight(v.account, v.arxiv, v.cast) * trust(field.records.get(v.account) ?? noRecord), left: left(v.cast) })));
    return {
      paper, cast: cast.length, counted, outside: outsideOf(series.filter((c) => c.kind === 'upvotes'), paper, opens, faded, left), stars: starsOf(series.filter((c) => c.kind === 'stars'), opens),
      reports: reportsOf(reports.get(paper.arxiv) ?? [], (r) => weight(r.account, r.arxiv, r.saved) * left(r.saved)),
      hoursSeen: Math.max(faded(start, at), faded(at - constants.leastHoursSeen * hourMs, at)),
    };
  });
  const perHour = (of: (w: typeof weighed[number]) => number | undefined) => {
    const known = weighed.filter((w) => of(w) !== undefined), hours = known.reduce((sum, w) => sum + w.hoursSeen, 0);
    return hours === 0 ? 0 : known.reduce((sum, w) => sum + of(w)!, 0) / hours;
  };
  const votesPerHour = perHour((w) => w.counted.votes), outsidePerHour = perHour((w) => w.outside?.counted);

  const items = weighed.map(({ paper, cast, counted, outside, stars, reports: reported, hoursSeen }): Trend => {
    const due = votesPerHour * hoursSeen, dueOutside = outsidePerHour * hoursSeen;
    const parts: Parts = {
      votes: { shown: field.shown.get(paper.arxiv) ?? 0, cast, counted: counted.votes, due, pressedBy: counted.pressedBy, term: lift(counted.votes, due, constants.priorVotes) },
      stars: stars && { ...stars, term: constants.starsWeight * Math.log(Math.min(constants.mostStarRatio, Math.max(1, (stars.to + constants.priorStars) / (stars.from + constants.priorStars)))) },
      outside: outside ? { ...outside, due: dueOutside, term: constants.outsideWeight * lift(outside.counted, dueOutside, constants.priorOutsideVotes) } : null,
      reports: { ...reported, term: constants.reportsWeight * Math.log(1 + reported.counted) },
      hoursSeen,
    };
    return { arxiv: paper.arxiv, score: parts.votes.term + (parts.stars?.term ?? 0) + (parts.outside?.term ?? 0) + parts.reports.term, parts };
  }).sort((a, b) => b.score - a.score || byId(a.arxiv, b.arxiv));
  return { at, window, votesPerHour, outsidePerHour, weighed: items.length, items: items.slice(0, limit) };
}

/** How many times the usual, drawn towards once by a prior. */
const lift = (counted: number, due: number, prior: number): number => Math.log((prior + counted) / (prior + due));

/** Votes elsewhere: what a count grew by between two looks is spread evenly over the time between, and fades from there. */
function outsideOf(series: CountEvent[], paper: PaperEvent, opens: number, faded: (from: number, to: number) => number, left: (time: number) => number): { gained: number; counted: number } | undefined {
  const sorted = series.sort((a, b) => a.at - b.at);
  if (sorted.length === 0) return undefined;
  let before = paper.known > opens && paper.known < sorted[0].at ? { at: paper.known, value: 0 } : sorted[0], gained = 0, counted = 0;
  for (const count of sorted) {
    const grown = count.value - before.value, from = Math.max(before.at, opens), hours = (count.at - before.at) / hourMs;
    if (grown > 0 && count.at > opens) {
      gained += grown;
      counted += hours > 0 ? grown * faded(from, count.at) / hours : grown * left(count.at);
    }
    // A count that fell is no loss, but what it regains is no gain.
    before = grown >= 0 ? count : { at: count.at, value: before.value };
  }
  return { gained, counted };
}

/** Stars when the window opened, or at the first look after that, and at the last. */
function starsOf(series: CountEvent[], opens: number): { from: number; to: number } | null {
  const sorted = series.sort((a, b) => a.at - b.at), base = sorted.findLast((c) => c.at <= opens) ?? sorted[0], last = sorted.at(-1);
  return base && last && last !== base ? { from: base.value, to: last.value } : null;
}

/** Reports of distinct accounts, the newest of each; pressed like a crowd. */
function reportsOf(reported: ReportEvent[], weightOf: (report: ReportEvent) => number): { accounts: number; counted: number } {
  const newest = new Map(reported.toSorted((a, b) => a.saved - b.saved).map((r) => [r.account, r]));
  const mass = [...newest.values()].map(weightOf).sort((a, b) => b - a).reduce((sum, w) => sum + w, 0);
  return { accounts: newest.size, counted: pressed(mass, constants.reportsCrowd) };
}
