/** Families for property tests. */
import fc from 'fast-check';
import type { Family, Form, LawName, Pool } from '../src/index.ts';

// Every run draws the same cases.
fc.configureGlobal({ seed: 240407177 });

export const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
export const form = fc.constantFrom<Form>('paper', 'reference');

export interface Drawn { b: number; tau: number; size: number }

/** 1 to `most` pools with one a and one d. */
export const familyOf = (laws: LawName[], { most = 5, equal = false }: { most?: number; equal?: boolean } = {}): fc.Arbitrary<Family> =>
  fc.record({
    law: fc.constantFrom(...laws), form, a: real(0.005, 0.2), d: real(0, 0.3), size: real(1e5, 1e7),
    pools: fc.array(fc.record({ b: real(-0.5, -0.01), tau: real(0.3, 20), share: real(0.2, 3) }), { minLength: 1, maxLength: most }),
  }).map(({ law, form: as, a, d, size, pools }) => ({
    law, form: as,
    pools: pools.map(({ b, tau, share }, i): Pool => ({ name: `pool ${i}`, size: equal ? size : size * share, params: { a, b, tau, d } })),
  }));

export const near = (actual: number, expected: number, relative: number, what = ''): void => {
  if (!(Math.abs(actual - expected) <= relative * Math.abs(expected))) throw new Error(`${what} ${actual} is not within ${relative} of ${expected}`);
};
