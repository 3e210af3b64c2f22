/** A town of readers for the tests: papers of a week, people who have voted for months, and what they vote for now. Seeded. */
import { random } from '@galley/numerics/random';
import type { Events, VoteEvent } from '../src/trending/events.ts';

export const hour = 3_600_000, day = 24 * hour;
export const now = Date.UTC(2025, 9, 8, 12);

export interface TownOptions { seed?: number; readers?: number; papers?: number; votesEach?: number }

export function town({ seed = 1, readers = 300, papers = 120, votesEach = 5 }: TownOptions = {}): Events {
  const rng = random(seed), old = 200, uniform = (from: number, to: number) => from + Math.floor(rng.uniform() * (to - from));
  const paper = (i: number) => `2510.${String(i).padStart(5, '0')}`, oldPaper = (i: number) => `2507.${String(i).padStart(5, '0')}`;
  const events: Events = {
    papers: [
      ...Array.from({ length: papers }, (_, i) => ({ arxiv: paper(i), known: now - uniform(2 * hour, 6 * day) })),
      ...Array.from({ length: old }, (_, i) => ({ arxiv: oldPaper(i), known: now - 120 * day + i * hour })),
    ],
    accounts: Array.from({ length: readers }, (_, i) => ({ id: person(i), created: now - uniform(150, 400) * day, banned: null })),
    votes: [], counts: [], reports: [], authors: [],
  };
  const votes = new Map<string, VoteEvent>(), vote = (i: number, arxiv: string, cast: number) => votes.set(`${i} ${arxiv}`, { account: person(i), arxiv, cast, takenBack: null, network: `network ${Math.floor(i / 1.3)}`, referrer: '' });
  for (let i = 0; i < readers; i++) {
    for (let k = 0; k < 12; k++) vote(i, oldPaper(Math.floor(old * rng.uniform() ** 3)), now - uniform(20 * day, 100 * day));
    for (let k = 0; k < votesEach; k++) {
      const n = Math.floor(papers * rng.uniform() ** 3), { known } = events.papers[n];
      vote(i, paper(n), known + Math.floor(rng.uniform() * (now - known)));
    }
  }
  events.votes = [...votes.values()];
  return events;
}

export const person = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;

/** Fifty accounts that want one paper up, added to a town. */
export function push(events: Events, arxiv: string, { count = 50, age, at, network }: { count?: number; age: number; at: (i: number) => number; network: (i: number) => string; known?: number }): Events {
  const crowd = Array.from({ length: count }, (_, i) => person(900_000 + i));
  return {
    ...events,
    papers: events.papers.some((p) => p.arxiv === arxiv) ? events.papers : [...events.papers, { arxiv, known: now - 20 * hour }],
    accounts: [...events.accounts, ...crowd.map((id, i) => ({ id, created: at(i) - age, banned: null }))],
    votes: [...events.votes, ...crowd.map((account, i) => ({ account, arxiv, cast: at(i), takenBack: null, network: network(i), referrer: '' }))],
  };
}
