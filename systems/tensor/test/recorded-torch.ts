/** Operator calls that PyTorch has answered (oracle/torch.json), and how ours are held against them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import type { Tensor } from '../src/index.ts';
import { distance, exact, recordedOn } from './exact.ts';
import { integers, uniform } from './oracle/generator.ts';

interface Spec { shape: number[]; seed: number; low: number; high: number; below?: number }
export interface Entry<Args> { name: string; op: string; args: Args; inputs: Record<string, Spec>; outputs: Record<string, { shape: number[]; values: number[] }>; cotangent: number; grads: Record<string, number[]> }
export type Inputs = Record<string, Tensor>;
/** Losses and normalisations and what has parameters: tested with `nn`. */
export const ofLayers = new Set(['crossEntropy', 'crossEntropyProbabilities', 'mse', 'l1', 'huber', 'klDiv', 'bce', 'bceWithLogits', 'layerNorm', 'rmsNorm', 'groupNorm', 'instanceNorm', 'batchNorm', 'normalize', 'multiHeadAttention']);

export const entriesOf = <Args>(): Entry<Args>[] => (JSON.parse(readFileSync(new URL('oracle/torch.json', import.meta.url), 'utf8')) as { entries: Entry<Args>[] }).entries;

/** Tests, one per back end, that a function gives the values and the gradients recorded. */
export function holds({ name, inputs, outputs, cotangent, grads }: Entry<unknown>, run: (i: Inputs) => Record<string, Tensor>): void {
  for (const { on, f32 } of recordedOn) test(`${name}: values and gradients are PyTorch's, on ${on}`, async () => {
    await t.configure({ backend: on, threads: 1 });
    const bound = f32 * 1e-7;
    t.tidy(() => {
      const given = Object.fromEntries(Object.entries(inputs).map(([key, { shape, seed, low, high, below }]) => [key, below === undefined ? t.tensor(uniform(seed, shape, low, high), { shape }) : t.tensor(integers(seed, shape, below), { shape })]));
      const got = run(given);
      for (const [key, { shape, values }] of Object.entries(outputs)) {
        assert.deepEqual([...got[key].shape], shape);
        assert.ok(distance(exact(got[key]), values) < bound, `${key}: ${distance(exact(got[key]), values)}`);
      }
      const wanted = Object.keys(grads), first = Object.keys(outputs)[0], weight = t.tensor(uniform(cotangent, outputs[first].shape), { shape: outputs[first].shape });
      if (wanted.length === 0) return;
      const found = t.grad((chosen: Inputs) => run({ ...given, ...chosen })[first].mul(weight).sum())(Object.fromEntries(wanted.map((key) => [key, given[key]])));
      for (const key of wanted) assert.ok(distance(exact(found[key]), grads[key].flat(9)) < bound, `gradient by ${key}: ${distance(exact(found[key]), grads[key])}`);
    });
  });
}
