/**
 * A number of a pipeline, by name: `Inner Tracker.bytes`, `L1T.reduction`, `L1T.boost`, `technology.year`.
 * After the last dot stands a field of the source or stage, or a setting of the stage's classifier.
 */
import type { Pipeline } from './pipeline.ts';

export interface Parameter {
  name: string;
  get(p: Pipeline): number;
  set(p: Pipeline, value: number): Pipeline;
}

const SOURCE_FIELDS: Record<string, number> = { bytes: NaN, rate: NaN, linkJPerBit: NaN, compression: 0, opJ: 0 };
const STAGE_FIELDS: Record<string, number> = { bytes: 0, reduction: NaN, opJ: 0, linkJPerBit: 0, compression: 0 };

/** @throws when the pipeline has no such source, stage, field or classifier setting; the sentence lists what there is. */
export function parameter(p: Pipeline, name: string): Parameter {
  const dot = name.lastIndexOf('.');
  if (dot < 1) throw new RangeError(`a parameter is written "node.field", got "${name}"; for example "${p.spec.stages[0].name}.reduction"`);
  const node = name.slice(0, dot), field = name.slice(dot + 1);
  if (node === 'technology') {
    if (field !== 'year' && field !== 'rate') throw new RangeError(`the technology has a year and a rate, not "${field}"`);
    return {
      name,
      get: (q) => q.spec.technology?.[field] ?? NaN,
      set: (q, value) => q.with({ technology: { [field]: value } }),
    };
  }
  if (p.spec.sources.some((s) => s.name === node)) {
    if (!(field in SOURCE_FIELDS)) throw new RangeError(`source "${node}" has no number "${field}"; it has ${Object.keys(SOURCE_FIELDS).join(', ')}`);
    return {
      name,
      get: (q) => numberOf(q.source(node), field, SOURCE_FIELDS),
      set: (q, value) => q.with({ sources: { [node]: { [field]: value } } }),
    };
  }
  const stage = p.stage(node);
  if (field in STAGE_FIELDS) {
    return {
      name,
      get: (q) => numberOf(q.stage(node), field, STAGE_FIELDS),
      set: (q, value) => q.with({ stages: { [node]: { [field]: value } } }),
    };
  }
  const settings = stage.classifier?.settings ?? {};
  if (!Object.hasOwn(settings, field)) throw new RangeError(`stage "${node}" has no number "${field}"; it has ${[...Object.keys(STAGE_FIELDS), ...Object.keys(settings)].join(', ')}`);
  return {
    name,
    get: (q) => q.stage(node).classifier?.settings[field] ?? NaN,
    set: (q, value) => {
      const { classifier } = q.stage(node);
      if (!classifier) throw new RangeError(`stage "${node}" has no classifier whose "${field}" could be set`);
      return q.with({ stages: { [node]: { classifier: classifier.with({ [field]: value }) } } });
    },
  };
}

function numberOf(spec: object, field: string, defaults: Record<string, number>): number {
  const value: unknown = Object.entries(spec).find(([key]) => key === field)?.[1];
  return typeof value === 'number' ? value : defaults[field];
}
