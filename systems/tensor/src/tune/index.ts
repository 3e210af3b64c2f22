/**
 * Tuning on the reader's device, as the paper has it: a small space of schedules, each candidate generated, verified and
 * timed on the spot while the model already serves.
 *
 *   probeDevice -> liteSpace(problem, device) -> tune -> KernelDb -> schedules for `compile`
 */
export { KernelDb, engineVersion, type Entry, type Found, type MergeReport } from './database.ts';
export { deviceClass, probeDevice } from './device-class.ts';
export { bestTiles, descent, exhaustiveSpace, liteSpace, scheduleKey, type Rule } from './lite-space.ts';
export { paperCpuFilter, paperCpus, paperGpuFilter, paperGpus, paperGpuSpace, paperRegisters, paperSpace, type PaperCpu, type PaperGpu, type PaperGpuSchedule, type PaperSchedule } from './paper-space.ts';
export { buffersOf, planOf, prepare, timed, timedAsInPaper, type Prepared, type Timing, type TimingOptions } from './trial.ts';
export { flopOf, tune, type Trial, type TuneOptions, type TuneResult } from './tune.ts';
export { checkSchedule, contractSchedule, problemKey, registersOf, type ContractSchedule, type Problem } from '../loops/contract/index.ts';
export { Tuner } from './tuner.ts';
