/**
 * Scaling laws for data filtering: how hard to filter, for the compute you have.
 *
 *   pools with evaluations --fitPools--> a Family (law, form, parameters)     what each slice of data teaches, and how fast that fades
 *   a Family --bestCuration, frontier, crossover--> decisions                 which slices to keep at which budget
 *   a Fit --bootstrapFit, profile--> intervals                                how much of that to believe
 *
 * `error` is a zero-shot error or a loss, `samples` what training has seen, repeats included, `size` the distinct
 * samples of a pool, τ a half-life in epochs. Everything runs in Node and in a browser.
 */
export { InputError, type Family, type Point, type Pool, type PoolParams } from './pool.ts';
export { lawNames, type Form, type LawName } from './laws/law.ts';
export { effectiveSamples, predict, utilityCurve } from './laws/predict.ts';
export { dataConstrainedLoss, muennighoff, optimalParameters, type DataConstrainedConstants } from './laws/data-constrained.ts';
export { mixtureCurve, mixtureLaw, predictMixture, type MixtureOptions } from './mixture/mixture.ts';
export { fitPools, type Fit, type FitOptions, type FittedPool, type ParameterName } from './fit/fit.ts';
export type { Quantity } from './fit/evaluations.ts';
export type { LackOfFit } from './fit/diagnosis.ts';
export { referenceGrid, type GridOptions } from './fit/grid.ts';
export { bootstrapFit, type BootstrapIntervals, type BootstrapOptions, type Interval, type PoolIntervals } from './uncertainty/bootstrap.ts';
export { profile, type Profile, type ProfileOptions } from './uncertainty/profile.ts';
export { bestCuration, curationOrder, type CurationDecision, type CurationOptions } from './curation/decide.ts';
export { budgets, crossover, cutChanges, frontier, type CutChange, type FrontierOptions, type FrontierPoint } from './curation/frontier.ts';
export { poolsFromCsv, type CsvOptions } from './csv.ts';
export { familyFromJson, familyToJson } from './family-json.ts';
export { bucketSize, releasedEffectiveData, releasedUtility, type Released } from './released.ts';
export { datablations, type MeasuredSeries } from './measured/datablations.ts';
