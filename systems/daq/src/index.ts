/**
 * Data-acquisition pipelines: what they cost in power, how well they tell relevant events from the rest, and what an upgrade buys.
 *
 *   new Pipeline({ sources, stages, technology })   a tree of detectors and filters (specification.ts, pipeline.ts)
 *     .evaluate() -> Report                         message sizes, contingency, power, productivity; microseconds (evaluate.ts)
 *     .with(patch) -> Pipeline                      the same with changes
 *   gaussian, scoreSum, empirical, oracle, passAll  what a stage decides with (classifiers/)
 *   sweep, sensitivities, attribute, meetBudget     grids, gradients, who earned what, the inverse question
 *   simulate                                        event by event, as a check of the analytic result
 *   fromTables, parseCsv, toSheets, toCsv           spreadsheets in and out
 *   cms                                             CMS at the LHC: Run 3, Run 5, GPUs, tracking, smart pixels (cms/)
 *
 * Units are SI and stand in the names; a byte has eight bits. Model: Olin-Ammentorp, Wu, Chien, "Modeling Performance of Data
 * Collection Systems for High-Energy Physics", 2024.
 */
export { Pipeline } from './pipeline.ts';
export type { EvaluateOptions, Graph, Patch } from './pipeline.ts';
export type { Node, PipelineSpec, SourceSpec, StageSpec } from './specification.ts';
export type { EdgeReport, Metric, NodeReport, Report, Summary } from './report.ts';
export { densityGrowthPerYear, densityScale } from './technology.ts';
export type { Technology } from './technology.ts';
export { f1Score, precision, recall } from './contingency.ts';
export type { Contingency } from './contingency.ts';

export type { Classifier, Decision, Densities, ErrorRates, Ties } from './classifiers/classifier.ts';
export { empirical } from './classifiers/empirical.ts';
export { gaussian } from './classifiers/gaussian.ts';
export { oracle } from './classifiers/oracle.ts';
export { passAll } from './classifiers/pass-all.ts';
export { scoreSum } from './classifiers/score-sum.ts';
export type { Menu, MenuRow, ScoreSum, ScoreSumOptions } from './classifiers/score-sum.ts';
export type { CompiledPath, DecayFit, EfficiencyPath, Region } from './classifiers/efficiency-path.ts';
export type { ThresholdOptions } from './classifiers/threshold.ts';

export { parameter } from './parameter.ts';
export type { Parameter } from './parameter.ts';
export { linspace, measure, sweep, sweepOver } from './sweep.ts';
export type { MetricOf } from './sweep.ts';
export { publishedParameters, sensitivities } from './sensitivities.ts';
export type { Sensitivity, SensitivityOptions } from './sensitivities.ts';
export { attribute } from './attribution.ts';
export type { Attribution } from './attribution.ts';
export { meetBudget } from './budget.ts';
export type { Knob, Solution, Target } from './budget.ts';
export { simulate } from './simulate.ts';
export type { EventStats, SimulateOptions } from './simulate.ts';
export { fromTables, parseCsv } from './tables.ts';
export type { Cell, Row, TableOptions, Tables } from './tables.ts';
export { toCsv, toSheets } from './spreadsheet.ts';
export type { Sheets } from './spreadsheet.ts';
export { quantity } from './quantity.ts';
export * as cms from './cms/index.ts';
