/**
 * What a crowd counts for. The weights of its votes are added and pressed below a ceiling, c(m) = ceiling * m / (m + ceiling - 1): one vote
 * counts as one, fifty as little more than three count. Where votes lose weight with time, the newest fill the ceiling first; so one more
 * vote never lowers the sum (it is a Choquet integral of an increasing c).
 */
import { byId, type VoteEvent } from './events.ts';
import { constants, hourMs } from './constants.ts';

/** A vote with the weight of its account and how much of it time has left. */
export interface WeighedVote extends VoteEvent { weight: number; left: number }

export const pressed = (mass: number, ceiling: number): number => mass <= 1 ? mass : ceiling * mass / (mass + ceiling - 1);

/** The same votes divided in five ways. What is counted is the least of the five sums. */
const divisions: { name: string; groupOf: (vote: WeighedVote) => string; ceiling: number }[] = [
  { name: 'network', groupOf: (v) => v.network, ceiling: constants.networkCrowd },
  { name: 'minute', groupOf: (v) => String(Math.floor(v.cast / 60_000)), ceiling: constants.minuteCrowd },
  { name: 'ten minutes', groupOf: (v) => String(Math.floor(v.cast / 600_000)), ceiling: constants.tenMinutesCrowd },
  { name: 'hour', groupOf: (v) => String(Math.floor(v.cast / hourMs)), ceiling: constants.hourCrowd },
  // Without a referrer each vote stands alone: that is how readers of this site vote.
  { name: 'referrer', groupOf: (v) => v.referrer === '' ? `: ${v.account}` : v.referrer, ceiling: constants.referrerCrowd },
];

export interface Counted { votes: number; /** What pressed them most, when something did. */ pressedBy: string | null }

/** Votes for one paper, in votes of full weight. */
export function countedVotes(votes: WeighedVote[]): Counted {
  const newestFirst = votes.filter((v) => v.weight > 0).sort((a, b) => b.left - a.left || byId(a.account, b.account));
  let least = newestFirst.reduce((sum, v) => sum + v.weight * v.left, 0), pressedBy: string | null = null;
  for (const { name, groupOf, ceiling } of divisions) {
    const masses = new Map<string, number>();
    let sum = 0;
    for (const vote of newestFirst) {
      const group = groupOf(vote), before = masses.get(group) ?? 0, after = before + vote.weight;
      masses.set(group, after);
      sum += vote.left * (pressed(after, ceiling) - pressed(before, ceiling));
    }
    if (sum < least - 1e-9) pressedBy = name;
    least = Math.min(least, sum);
  }
  return { votes: least, pressedBy };
}
