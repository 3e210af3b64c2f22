/**
 * The contract between a paper and the code that checks it. Pure data and pure functions.
 *
 *   Paper --claims--> Check --passes--> Criterion        what is said (core/catalog)
 *   Experiment --yields--> events, --returns--> Measurement   how it is measured (systems/.../experiments)
 *   Run                                                   what came out, where, with what
 *   judge(paper, runs) -> Verdict[]                       what that means, computed each time anew
 *
 * Running is in `@galley/claims/node` (a process of its own) and `@galley/claims/browser` (a worker of its own).
 */
export type * from './paper.ts';
export type * from './experiment.ts';
export type * from './run.ts';
export { judge, meets, boundText, figure } from './judge.ts';
export type { Verdict, CheckVerdict, Reading, State, JudgeOptions } from './judge.ts';
export { readInputs, InputError } from './inputs.ts';
export type { GivenInputs } from './inputs.ts';
export { execute } from './execute.ts';
export type { RunRequest, Surroundings } from './execute.ts';
export { readRun, writeRun, RecordError } from './records.ts';
export { wasmFeatures } from './device.ts';
