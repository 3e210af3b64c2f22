import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import type { Tensor } from '../src/index.ts';
import { cases } from './cases.ts';
import { distance, drawn, exact } from './exact.ts';

/** A function's value weighed by fixed numbers: one number that depends on every element. */
const weighed = (name: string, f: (...xs: Tensor[]) => Tensor) => (...xs: Tensor[]): Tensor => { const y = f(...xs); return y.mul(drawn(`${name}/weights`, y.shape)).sum(); };
const along = (grads: readonly Tensor[], directions: readonly Tensor[]): Tensor => grads.map((g, i) => g.mul(directions[i]).sum()).reduce((a, b) => a.add(b));
const h = 1e-5;
/** (f(x + h d) - f(x - h d)) / 2h, in float64. */
const slope = (f: (...xs: Tensor[]) => Tensor, xs: Tensor[], ds: Tensor[]): Float64Array => {
  const [up, down] = [h, -h].map((step) => exact(f(...xs.map((x, i) => x.add(ds[i].mul(step))))));
  return up.map((v, i) => (v - down[i]) / (2 * h));
};
const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

for (const { name, f, args, once } of cases) {
  const xs = () => args.map(({ shape, low, high }, i) => drawn(`${name}/${i}`, shape, low, high)), ds = (kind: string) => args.map(({ shape }, i) => drawn(`${name}/${kind}/${i}`, shape));
  test(`gradient of ${name} is the slope of its value`, () => t.tidy(() => {
    const loss = weighed(name, f), x = xs(), d = ds('direction'), grads = t.grad(loss, all(args.length))(...x) as Tensor[];
    grads.forEach((g, i) => assert.deepEqual(g.shape, args[i].shape));
    assert.ok(distance(exact(along(grads, d)), slope(loss, x, d), 0.1) < 1e-6);
  }));
  test(`tangent of ${name} is the slope of its value`, () => t.tidy(() => {
    const x = xs(), d = ds('direction'), [value, tangent] = t.jvp(f, x, d);
    assert.ok(distance(exact(value), exact(f(...x))) < 1e-12);
    assert.ok(distance(exact(tangent), slope(f, x, d), 0.1) < 1e-6);
  }));
  if (!once) test(`gradient of the gradient of ${name} is the slope of the gradient`, () => t.tidy(() => {
    const x = xs(), d = ds('direction'), e = ds('second'), n = all(args.length);
    const first = (...ys: Tensor[]): Tensor => along(t.grad(weighed(name, f), n)(...ys) as Tensor[], e);
    const second = t.grad(first, n)(...x) as Tensor[];
    assert.ok(distance(exact(along(second, d)), slope(first, x, d), 0.3) < 1e-6);
  }));
}
