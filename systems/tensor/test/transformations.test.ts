import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import type { Tensor } from '../src/index.ts';
import { cases } from './cases.ts';
import { distance, drawn, exact } from './exact.ts';

const examples = 3;
const same = (a: Tensor, b: Tensor, within = 1e-12): void => {
  assert.deepEqual(a.shape, b.shape);
  assert.ok(distance(exact(a), exact(b)) < within, `${distance(exact(a), exact(b))}`);
};

for (const { name, f, args } of cases) {
  const one = () => args.map(({ shape, low, high }, i) => drawn(`${name}/${i}`, shape, low, high)), many = () => args.map(({ shape, low, high }, i) => drawn(`${name}/many/${i}`, [examples, ...shape], low, high));
  test(`vmap of ${name} does what a loop does, whichever arguments are batched`, () => t.tidy(() => {
    const xs = one(), batches = many();
    const choices = args.length === 1 ? [[true]] : args.length === 2 ? [[true, true], [true, false], [false, true]] : [args.map(() => true), ...args.map((_, i) => args.map((_, j) => i === j))];
    for (const batched of choices) {
      const mixed = xs.map((x, i) => (batched[i] ? batches[i] : x)), got = t.vmap(f, batched.map((b) => (b ? 0 : null)))(...mixed);
      same(got, t.stack(Array.from({ length: examples }, (_, k) => f(...mixed.map((x, i) => (batched[i] ? x.slice([k]) : x))))));
    }
  }));
  test(`vmap of the gradient of ${name} gives gradients per example`, () => t.tidy(() => {
    const batches = many(), g = t.grad((...xs: Tensor[]) => f(...xs).sin().sum()), shared = one().slice(1);
    const got = t.vmap((x: Tensor) => g(x, ...shared))(batches[0]);
    same(got, t.stack(Array.from({ length: examples }, (_, k) => g(batches[0].slice([k]), ...shared))), 1e-10);
  }));
  test(`gradient of vmap of ${name} is the sum over examples`, () => t.tidy(() => {
    const [x, ...rest] = many(), shared = one()[0], n = args.length - 1;
    const loss = (y: Tensor) => t.vmap(f, [null, ...rest.map(() => 0)])(y, ...rest).sin().sum();
    if (n === 0) { same(t.grad((y: Tensor) => t.vmap(f)(y).sin().sum())(x), t.stack(Array.from({ length: examples }, (_, k) => t.grad((y: Tensor) => f(y).sin().sum())(x.slice([k])))), 1e-10); return; }
    const each = Array.from({ length: examples }, (_, k) => t.grad((y: Tensor) => f(y, ...rest.map((r) => r.slice([k]))).sin().sum())(shared));
    same(t.grad(loss)(shared), each.reduce((a, b) => a.add(b)), 1e-10);
  }));
  test(`jit, checkpoint and layerwise of ${name} change neither values nor gradients`, () => t.tidy(() => {
    const xs = one(), n = xs.map((_, i) => i), loss = (...ys: Tensor[]) => f(...ys).sin().sum();
    const plain = t.grad(loss, n)(...xs) as Tensor[], compiled = t.jit((...ys: Tensor[]) => t.grad(loss, n)(...ys) as Tensor[]);
    for (let call = 0; call < 2; call++) compiled(...xs).forEach((g, i) => same(g, plain[i]));
    const again = t.checkpoint(f), repeated = t.grad((...ys: Tensor[]) => again(...ys).sin().sum(), n)(...xs) as Tensor[];
    repeated.forEach((g, i) => same(g, plain[i]));
    const layer = t.layerwise(f), { value, residuals } = layer.forward(...xs);
    same(value, f(...xs));
    layer.backward(residuals, xs, value.cos()).forEach((g, i) => same(g, plain[i]));
  }));
}

test('checkpoint reaches tensors that the function closes over, and several outputs', () => {
  const x = drawn('closed/x', [3, 4]), w = drawn('closed/w', [4, 2]);
  const f = (v: Tensor) => (y: Tensor) => { const hidden = y.matmul(v).tanh(); return { hidden, twice: hidden.mul(hidden).sum(), count: t.arange(3) }; };
  const loss = (mark: typeof t.checkpoint) => (v: Tensor, y: Tensor) => { const { hidden, twice } = mark(f(v))(y); return hidden.sin().sum().add(twice.mul(twice)); };
  const plain = t.grad(loss((g) => g), [0, 1])(w, x), marked = t.grad(loss(t.checkpoint), [0, 1])(w, x);
  plain.forEach((g, i) => same(marked[i], g));
  const second = (mark: typeof t.checkpoint) => t.grad((v: Tensor) => t.grad(loss(mark))(v, x).mul(v).sum())(w);
  same(second(t.checkpoint), second((g) => g), 1e-10);
});

test('customGradient uses the rule one gives, under grad, jvp and vmap', () => {
  const clipped = t.customGradient((x: Tensor) => x.mul(2), (ct, [x]) => [ct.mul(x).mul(10)]);
  const x = t.tensor([1, 2, 3]);
  assert.deepEqual(clipped(x).arraySync(), [2, 4, 6]);
  assert.deepEqual(t.grad((y: Tensor) => clipped(y).sum())(x).arraySync(), [10, 20, 30]);
  assert.deepEqual(t.jvp((y: Tensor) => clipped(y), [x], [t.ones([3])])[1].arraySync(), [10, 20, 30]);
  assert.deepEqual(t.vmap(t.grad((y: Tensor) => clipped(y)))(x).arraySync(), [10, 20, 30]);
  assert.throws(() => t.grad((y: Tensor) => t.customGradient((v: Tensor) => v, () => [])(y).sum())(x), /gave 0 cotangents for 1 arguments/);
});

test('stopGradient is a constant', () => {
  assert.deepEqual(t.grad((x: Tensor) => x.mul(t.stopGradient(x)).sum())(t.tensor([2, 3])).arraySync(), [2, 3]);
});

test('Jacobians by rows and by columns agree, and the Hessian is symmetric', () => {
  const x = drawn('jacobian', [2, 3]), f = (y: Tensor) => y.matmul(y.T).sin().reshape(-1);
  assert.deepEqual(t.jacrev(f)(x).shape, [4, 2, 3]);
  same(t.jacfwd(f)(x), t.jacrev(f)(x));
  const hessian = t.hessian((y: Tensor) => f(y).sum())(x);
  same(hessian, hessian.transpose([2, 3, 0, 1]), 1e-10);
  const v = drawn('hvp', [2, 3]);
  same(t.hvp((y: Tensor) => f(y).sum())(x, v), t.tensordot(hessian, v, 2), 1e-10);
});

test('a pullback may be called later, twice, and after its values were read', () => {
  const x = drawn('later', [3]), { value, pullback } = t.vjp((y: Tensor) => y.exp().mul(y), x);
  value.dataSync();
  const [first] = pullback(t.ones([3]));
  first.dataSync();
  same(pullback(t.full([3], 2))[0], first.mul(2));
  same(first, x.exp().mul(x.add(1)));
});

test('gradients have the tree of their argument, and the rest is handed on', () => {
  const params = { w: drawn('tree/w', [2]), layers: [{ b: drawn('tree/b', [2]), rate: 3 }], unused: drawn('tree/u', [2]) };
  const [[loss, aux], g] = t.valueAndGrad((p: typeof params): [Tensor, { hidden: Tensor; name: string }] => {
    const hidden = p.w.mul(p.layers[0].b).mul(p.layers[0].rate);
    return [hidden.sum(), { hidden, name: 'aux' }];
  }, { hasAux: true })(params);
  same(loss, aux.hidden.sum());
  assert.equal(aux.name, 'aux');
  same(g.w, params.layers[0].b.mul(3));
  same(g.layers[0].b, params.w.mul(3));
  assert.equal(g.layers[0].rate, 0);
  same(g.unused, t.zeros([2]));
});

test('errors of transformations say what was expected', () => {
  const x = drawn('errors', [3]);
  assert.throws(() => t.grad((y: Tensor) => y)(x), /returned f32\[3\]: expected one number/);
  assert.throws(() => t.grad((y: Tensor) => y.sum())(t.tensor(Int32Array.of(1, 2))), /i32\[2\] is not of floats/);
  assert.throws(() => t.vmap((a: Tensor, b: Tensor) => a.add(b))(t.ones([2]), t.ones([3])), /disagree on the number of examples: 2, and 3/);
  assert.throws(() => t.vmap((a: Tensor) => a.mul(a.item()))(t.ones([2])), /not known while vmap traces/);
  assert.throws(() => t.vjp((y: Tensor) => y, x).pullback(t.ones([2])), /f32\[2\] does not fit f32\[3\]/);
});
