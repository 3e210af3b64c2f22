/**
 * What a law is: a rule for how much n samples count, once samples repeat.
 *
 * Every law here is a power law in *effective samples* m:  error = (a·m/10⁵)^b + d.
 * While the data are fresh, m = n. What sets the laws apart is how m grows afterwards:
 *   utility            each epoch's exponent is b·δᵏ, so log m grows by δᵏ·log(n_k/n_{k−1})   (the paper's law)
 *   effective-data     each epoch's samples count δᵏ, so m grows by δᵏ·(n_k − n_{k−1})         (its rival)
 *   data-constrained   samples are worth exponentially less, continuously in the repetitions (Muennighoff et al.)
 *   power              repeats are as good as fresh data
 * with δ = (1/2)^(1/τ), τ the half-life in epochs.
 */
export type LawName = 'utility' | 'effective-data' | 'data-constrained' | 'power';

export const lawNames: readonly LawName[] = ['utility', 'effective-data', 'data-constrained', 'power'];
export const isLaw = (name: string): name is LawName => (lawNames as readonly string[]).includes(name);

/**
 * Where the irreducible error d stands in the utility law.
 * `paper`: outside the product, as printed: d is the floor.
 * `reference`: inside, added to the first epoch's term, as the authors' fitting code computes it: d decays with the rest.
 * The released parameters belong to `reference`. The other laws have d outside in both.
 */
export type Form = 'paper' | 'reference';

/** Samples are counted in units of 10⁵/a. */
export const normaliser = 1e5;

/**
 * A law's effective samples, as logarithms so that nothing overflows.
 * Fills `out`: [0] log(first epoch's samples / 10⁵), [1] log of what repetition added to that,
 * [2] derivative of [1] by log τ. `epochSize` in samples, `tau` in epochs or Infinity.
 */
export type Repetition = (samples: number, epochSize: number, tau: number, out: Float64Array) => void;

/** Whether d stands inside the product: only the utility law in reference form. */
export const floorDecays = (law: LawName, form: Form): boolean => law === 'utility' && form === 'reference';
