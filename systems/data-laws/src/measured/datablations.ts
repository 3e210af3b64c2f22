/**
 * Validation losses of language models that saw their tokens several times, as published by Muennighoff et al.
 * ("Scaling Data-Constrained Language Models", arXiv 2305.16264) in huggingface/datablations (Apache-2.0),
 * `plotstables/return_alloc.ipynb`, first code cell; its names read parameters, tokens seen, unique tokens.
 * Figures only; `scripts/extract-datablations.ts` reads them from a copy of that notebook and prints this table.
 */
import type { Pool } from '../pool.ts';

export interface MeasuredSeries extends Pool {
  points: { samples: number; error: number }[];
  /** What the figures are. */
  about: string;
}

const series = (name: string, about: string, uniqueBillions: number, losses: [tokensBillions: number, loss: number][]): MeasuredSeries => ({
  name, about, size: uniqueBillions * 1e9, points: losses.map(([tokens, error]) => ({ samples: tokens * 1e9, error })),
});

export const datablations = {
  /** 8 budgets, 1 to 13.8 epochs. */
  '2.8B on 4B': series('2.8B on 4B', '2.8 B parameters, 4 B unique tokens', 4, [
    [4, 3.265024], [8, 2.995093], [12, 2.884387], [16, 2.823208], [24, 2.752407], [32, 2.722962], [40, 2.706547], [55, 2.696432],
  ]),
  /** 7 budgets, 1 to 7 epochs. */
  '4.2B on 12B': series('4.2B on 12B', '4.2 B parameters, 12 B unique tokens', 12, [
    [12, 2.84889], [24, 2.691483], [36, 2.618343], [48, 2.577519], [60, 2.56039], [72, 2.539524], [84, 2.526961],
  ]),
  /** 11 budgets, 15 to 1 740 epochs: falls, then rises. */
  '146M on 100M': series('146M on 100M', '146 M parameters, 0.1 B unique tokens', 0.1, [
    [1.5, 4.033501], [2.7, 3.80764], [3.9, 3.732758], [5.9, 3.718068], [7.5, 3.735044], [14, 3.801428], [20, 3.756257], [32, 3.793078], [60, 3.846421], [91, 3.862952], [174, 3.897418],
  ]),
} satisfies Record<string, MeasuredSeries>;
