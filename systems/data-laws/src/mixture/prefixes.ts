/**
 * What a threshold can choose: the first pool, the first two, ..., all of them. The same mixtures as `mixtureLaw` makes
 * of each prefix, for many budgets and many pools at once.
 */
import { floorDecays, normaliser } from '../laws/law.ts';
import { repetitionOf } from '../laws/predict.ts';
import { requireSamples, type Family } from '../pool.ts';
import { mixtureLaw } from './mixture.ts';
import { partsOf, requireIdentified } from './part.ts';

/** Up to this many pools every prefix keeps its own law; beyond, they are made when needed. */
const kept = 256;

/**
 * Errors of all prefixes of `names` at a budget: [p − 1] is the mixture of the first p, each in proportion to its size.
 * @throws InputError as `mixtureLaw`.
 */
export function prefixErrors(family: Family, names: readonly string[]): (samples: number) => Float64Array {
  // Checked once for all pools together: one a, one d, parameters everywhere.
  const { law, form } = family, pools = new Map(family.pools.map((pool) => [pool.name, pool])), ordered = names.map((name) => pools.get(name)!);
  if (law === 'effective-data' || law === 'data-constrained') {
    const prefix = (_: unknown, i: number) => mixtureLaw({ ...family, pools: ordered.slice(0, i + 1) });
    const laws = names.length <= kept ? names.map(prefix) : null;
    return (samples) => Float64Array.from(names, (_, i) => (laws?.[i] ?? prefix(null, i))(samples));
  }
  mixtureLaw(family);
  const { a, d } = ordered[0].params!, logA = Math.log(a), inside = floorDecays(law, form), repetition = repetitionOf(law);
  const sizes = Float64Array.from(ordered, ({ size }) => size), alone = ordered.map((pool) => partsOf(law, [pool], undefined)[0]);
  const b = Float64Array.from(alone, (part) => part.b), tau = Float64Array.from(alone, (part) => part.tau), out = new Float64Array(3);
  return (samples) => {
    requireSamples(samples);
    const errors = new Float64Array(names.length);
    let total = 0, weighted = 0;
    for (let p = 0; p < names.length; p++) {
      total += sizes[p]; weighted += sizes[p] * b[p];
      const first = (weighted / total) * (logA + Math.log(Math.min(samples, total) / normaliser));
      let grown = 0;
      if (samples > total) {
        for (let i = 0; i <= p; i++) {
          if (alone[i].unidentified) requireIdentified({ ...alone[i], period: total }, samples);
          const weight = sizes[i] / total;
          repetition(samples, total, tau[i] / weight, out);
          grown += weight * b[i] * out[1];
        }
      }
      errors[p] = inside ? (Math.exp(first) + d) * Math.exp(grown) : Math.exp(first + grown) + d;
    }
    return errors;
  };
}
