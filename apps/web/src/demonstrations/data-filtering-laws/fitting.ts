/** A fit in the page: the fit itself in a moment, then intervals in pieces that give way to everything else and can be stopped. */
import { bootstrapFit, budgets, fitPools, InputError, predictMixture, profile, type BootstrapIntervals, type Fit, type FitOptions, type Form, type Interval, type LawName, type Quantity } from '@galley/data-laws';
import { sentence, TableError, type Evaluations } from './evaluations.ts';
import { budgetRange } from './pools.ts';

export interface FitAsked { evaluations: Evaluations; law: LawName; form: Form; quantity: Quantity; a?: number; d?: number; noise?: number }

export interface Fitted {
  asked: FitAsked; fit: Fit;
  /** 95 % intervals by profile; null where there is none to give. By pool, as far as they are computed. */
  intervals: Record<string, { b: Interval | null; tau: Interval | null }>;
  bootstrap: BootstrapIntervals | null;
  mixtures: { name: string; points: { samples: number; measured: number; predicted: number }[] }[];
  /** What the fit says of itself, besides its figures. */
  remarks: string[];
}

const resamples = 400;

/** @throws TableError for evaluations that no fit can use. Rejects with the signal's reason when stopped; what was found until then has been given to `onStep`. */
export async function fitLive(asked: FitAsked, { signal, onStep }: { signal: AbortSignal; onStep: (step: { doing: string; share: number; fitted: Fitted | null }) => void }): Promise<Fitted> {
  onStep({ doing: 'fitting', share: 0, fitted: null });
  await breathe(signal);
  const { evaluations: { pools }, form, quantity, a, d, noise } = asked;
  let fitted = first(asked, { form, quantity, a, d, noise });
  const total = 2 * pools.length + resamples, step = (doing: string, done: number) => onStep({ doing, share: done / total, fitted });
  for (const [i, { name }] of pools.entries()) {
    step('finding intervals', 2 * i);
    await breathe(signal);
    const found = { b: intervalOf(fitted, name, 'b'), tau: null as Interval | null };
    await breathe(signal);
    found.tau = intervalOf(fitted, name, 'tau');
    fitted = { ...fitted, intervals: { ...fitted.intervals, [name]: found } };
  }
  try {
    const [from, to] = budgetRange(pools), furthest = fitted.fit.pools.some((p) => p.params.tau === 'unidentified') ? Math.min(...pools.map((p) => p.size)) : to;
    const bootstrap = await bootstrapFit(fitted.fit, { resamples, seed: 1, at: budgets({ from, to: Math.max(from * 1.01, furthest), steps: 49 }), signal, onProgress: (done) => step('refitting resampled evaluations', 2 * pools.length + done) });
    fitted = { ...fitted, bootstrap, remarks: [...fitted.remarks, ...(bootstrap.caution ? [sentence(bootstrap.caution)] : [])] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    fitted = { ...fitted, remarks: [...fitted.remarks, `There are no intervals: ${error.message}.`] };
  }
  return fitted;
}

function first(asked: FitAsked, options: FitOptions): Fitted {
  const { evaluations: { pools, mixtures }, law } = asked;
  try {
    const fit = fitPools(law, pools, options);
    const remarks = fit.warnings.map(sentence), checked: Fitted['mixtures'] = [];
    for (const { name, keep, weights, points } of mixtures) {
      try {
        checked.push({ name, points: points.map(({ samples, error }) => ({ samples, measured: error, predicted: predictMixture(fit, { samples, keep, weights }) })) });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        remarks.push(sentence(`the mixture "${name}" is not predicted: ${error.message}`));
      }
    }
    return { asked, fit, intervals: {}, bootstrap: null, mixtures: checked, remarks };
  } catch (error) {
    if (error instanceof InputError) throw new TableError([sentence(error.message)]);
    throw error;
  }
}

function intervalOf({ fit }: Fitted, pool: string, parameter: 'b' | 'tau'): Interval | null {
  try {
    return profile(fit, { pool, parameter }).interval;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Lets the page answer first. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal.throwIfAborted();
}
