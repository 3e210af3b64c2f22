/** The verdict: what to keep at a budget, in words. */
import { bestCuration, budgets, cutChanges, frontier, InputError, type CurationDecision, type CutChange, type Family, type FrontierPoint, type Quantity } from '@galley/data-laws';
import { amount, times } from './amounts.ts';
import { cutName, figureOf, the } from './pools.ts';

/** What depends on the family alone: every cut over all budgets. `silent` says why there is no decision, or none further on. */
export interface Outlook { range: [number, number]; points: FrontierPoint[]; order: string[]; changes: CutChange[]; silent: string | null }

const steps = 97;

export function outlook(family: Family, [from, to]: [number, number]): Outlook {
  try {
    const { order } = bestCuration(family, { samples: from });
    try {
      return { range: [from, to], points: frontier(family, { from, to, steps }), order, changes: family.pools.length > 1 ? cutChanges(family, { from, to }) : [], silent: null };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { range: [from, to], ...fresh(family, [from, to]), order, silent: error.message };
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { range: [from, to], points: [], order: family.pools.map((p) => p.name), changes: [], silent: error.message };
  }
}

/** As far as every cut's data are fresh, where a half-life is not known. */
function fresh(family: Family, [from, to]: [number, number]): Pick<Outlook, 'points' | 'changes'> {
  const points: FrontierPoint[] = [];
  for (const samples of budgets({ from, to, steps })) {
    try {
      const { errors, keep, error } = bestCuration(family, { samples });
      points.push({ samples, errors, cut: keep.length, error });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      break;
    }
  }
  const end = points.at(-1)?.samples ?? from;
  return { points, changes: family.pools.length > 1 && end > from ? cutChanges(family, { from, to: end }) : [] };
}

export function decide(family: Family, samples: number): CurationDecision | string {
  try {
    return bestCuration(family, { samples });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

/** `At 128 M samples keep the top 20 %: 29.6 % accuracy, 0.9 points above the top 10 %.` */
export function verdict(decision: CurationDecision, quantity: Quantity): string {
  const { samples, order, keep, errors, error } = decision, at = `At ${amount(samples)} samples`, name = the(cutName(order, keep.length));
  const reached = quantity === 'loss' ? `a loss of ${error.toPrecision(3)}` : `${figureOf(error, quantity).toFixed(1)} % accuracy`;
  if (order.length === 1) return `${at} there is one pool and nothing to leave out: ${reached}.`;
  let next = keep.length === 1 ? 1 : 0;
  errors.forEach((other, i) => { if (i !== keep.length - 1 && other < errors[next]) next = i; });
  const margin = errors[next] - error, second = the(cutName(order, next + 1));
  const ahead = quantity === 'loss' ? `${margin < .005 ? 'less than 0.01' : margin.toFixed(2)} below ${second}` : `${100 * margin < .05 ? 'less than 0.1' : (100 * margin).toFixed(1)} points above ${second}`;
  return `${at} keep ${name}: ${reached}, ${ahead}.`;
}

/** How often it is seen by then, and from where to where this cut is the best. */
export function around({ samples, order, keep, epochs }: CurationDecision, { changes, range }: Outlook): string {
  const before = changes.findLast((c) => c.samples <= samples), after = changes.find((c) => c.samples > samples);
  const seen = epochs <= 1 ? `Its samples are all fresh${keep.length < order.length ? '' : ', and so is the rest'}.` : `Each of its samples is seen ${times(epochs)} times.`;
  const said = [
    ...(before ? [`below ${amount(before.samples)} ${the(cutName(order, before.from))} is better`] : []),
    ...(after ? [`above ${amount(after.samples)} ${the(cutName(order, after.to))}`] : []),
  ];
  if (said.length === 0) return order.length > 1 ? `${seen} No other cut is better between ${amount(range[0])} and ${amount(range[1])}.` : seen;
  return `${seen} ${said.join(', ').replace(/^./, (c) => c.toUpperCase())}${before ? '' : ' is better'}.`;
}
