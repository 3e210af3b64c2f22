/** Random pipelines for property tests. */
import fc from 'fast-check';
import { Pipeline, gaussian } from '../src/index.ts';
import type { PipelineSpec } from '../src/index.ts';

const name = (kind: string, i: number) => `${kind} ${i}`;

/** A chain of 1 to 6 stages fed by 1 to 5 sources somewhere along it; every stage classifies with its own skill, or just passes. */
export const spec: fc.Arbitrary<PipelineSpec> = fc.record({
  rate: fc.constantFrom(1e2, 1e4, 4e7, 1e12),
  stages: fc.array(fc.record({ reduction: fc.oneof(fc.constant(1), fc.double({ min: 1.5, max: 200, noNaN: true })), skill: fc.double({ min: 0.5, max: 6, noNaN: true }), bytes: fc.nat(1e6), opJ: fc.double({ min: 0, max: 1e-3, noNaN: true }), compression: fc.double({ min: 0, max: 0.9, noNaN: true }) }), { minLength: 1, maxLength: 6 }),
  sources: fc.array(fc.record({ bytes: fc.nat(1e7), linkJPerBit: fc.double({ min: 0, max: 1e-10, noNaN: true }), at: fc.nat() }), { minLength: 1, maxLength: 5 }),
  year: fc.integer({ min: 2022, max: 2040 }),
}).map(({ rate, stages, sources, year }) => ({
  stages: stages.map((s, i) => ({
    name: name('stage', i), ...(i + 1 < stages.length ? { into: name('stage', i + 1) } : {}),
    reduction: s.reduction, classifier: gaussian(s.skill), bytes: s.bytes, opJ: s.opJ, linkJPerBit: 1e-11, compression: s.compression,
  })),
  // the first source feeds the first stage, so that no stage is left without input
  sources: sources.map((s, i) => ({ name: name('source', i), into: name('stage', i === 0 ? 0 : s.at % stages.length), bytes: s.bytes, rate, linkJPerBit: s.linkJPerBit })),
  technology: { year, scaleLinks: false },
}));

export const pipeline: fc.Arbitrary<Pipeline> = spec.map((s) => new Pipeline(s));

/** A chain: every source feeds the first stage, so all events meet all classifiers. */
export const chain: fc.Arbitrary<Pipeline> = spec.map((s) => new Pipeline({ ...s, sources: s.sources.map((source) => ({ ...source, into: s.stages[0].name })) }));
