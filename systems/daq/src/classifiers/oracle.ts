/** A classifier that knows the truth: keeps the relevant events it is allowed to, and fills what is left of the kept rate with irrelevant ones. */
import { changed, passing } from './classifier.ts';
import type { Classifier } from './classifier.ts';

/** `missed` is the share of relevant events it discards although there is room for them. The best any classifier can do has `missed` 0. @throws unless 0 ≤ missed ≤ 1. */
export function oracle({ missed = 0 } = {}): Classifier {
  if (!(missed >= 0 && missed <= 1)) throw new RangeError(`an oracle misses a share from 0 to 1 of the relevant events, got ${missed}`);
  return {
    kind: 'oracle',
    settings: { missed },
    with: (settings) => oracle(changed('oracle', { missed }, settings)),
    solve(irrelevant, relevant, reduction) {
      if (!(reduction >= 1)) throw new RangeError(`a reduction is at least 1 (one event kept in so many), got ${reduction}`);
      if (reduction === 1) return passing;
      const room = (irrelevant + relevant) / reduction;
      const tp = relevant > 0 ? Math.min(1 - missed, room / relevant) : 1 - missed;
      const fp = irrelevant > 0 ? Math.max(0, Math.min(1, (room - relevant * tp) / irrelevant)) : 0;
      return { threshold: 0.5, tn: 1 - fp, fp, fn: 1 - tp, tp };
    },
  };
}
