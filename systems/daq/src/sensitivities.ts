/** Which number matters most: finite-difference gradients of a metric, and the swing that a few percent of each parameter make. */
import { parameter } from './parameter.ts';
import type { Pipeline } from './pipeline.ts';
import { measure } from './sweep.ts';
import type { MetricOf } from './sweep.ts';

export interface Sensitivity {
  /** Value of the parameter now. */
  at: number;
  /** d metric / d parameter. */
  gradient: number;
  /** (parameter / metric) · gradient: percent of metric per percent of parameter. 0 for a parameter that is 0. */
  elasticity: number;
  /** The metric with the parameter lowered and raised by `swing`: the two ends of a tornado bar. */
  low: number;
  high: number;
}

export interface SensitivityOptions {
  metric?: MetricOf;
  /** Relative change for the tornado bars, 10 % by default. */
  swing?: number;
  /** Absolute change by parameter name where a relative one means nothing (a boost that is 0) or may not go lower (a reduction of 1). */
  swings?: Record<string, number>;
}

/** The seven parameters of the paper's gradients, by their names in the CMS pipeline. */
export const publishedParameters = ['Inner Tracker.bytes', 'HGCAL.bytes', 'L1T.reduction', 'L1T.boost', 'HLT.boost', 'L1T.opJ', 'HLT.opJ'] as const;

/** Central differences for every parameter named. @throws on an unknown parameter. */
export function sensitivities(p: Pipeline, parameters: readonly string[], { metric = 'productivityPerKJ', swing = 0.1, swings = {} }: SensitivityOptions = {}): Record<string, Sensitivity> {
  if (!(swing > 0 && swing < 1)) throw new RangeError(`the swing is a share between 0 and 1 of each parameter, got ${swing}`);
  const now = measure(p.summary(), metric);
  return Object.fromEntries(parameters.map((name) => {
    const { get, set } = parameter(p, name), at = get(p);
    const value = (x: number) => measure(set(p, x).summary(), metric);
    const wide = swings[name] ?? (at === 0 ? swing : swing * Math.abs(at)), narrow = wide * 1e-3;
    const gradient = (value(at + narrow) - value(at - narrow)) / (2 * narrow);
    return [name, { at, gradient, elasticity: (gradient * at) / now, low: value(at - wide), high: value(at + wide) }];
  }));
}
