/** jax-js: every task as one jitted function. It consumes its arguments, hence `ref` wherever one is used again. */
import { adam, learningRate, momentum, paddingOf } from '../works/task.ts';
import { peerOf, type Makers, type Peer, type Prepared } from './peer.ts';

interface A {
  ref: A; shape: number[];
  add(b: A | number): A; sub(b: A | number): A; mul(b: A | number): A; div(b: A | number): A;
  reshape(shape: number[]): A; transpose(perm?: number[]): A; sum(axis?: number): A; mean(axis?: number): A;
  dispose(): void; data(): Promise<Float32Array>; blockUntilReady(): Promise<A>;
}
type Params = Record<string, A>;
/** The part of @jax-js/jax that is used. */
export interface Jax {
  jit<F>(f: F): F & { dispose(): void };
  valueAndGrad(f: (params: Params) => A): (params: Params) => [A, Params];
  grad(f: (x: A) => A): (x: A) => A;
  blockUntilReady<X>(x: X): Promise<X>;
  lax: { convGeneralDilated(x: A, w: A, strides: number[], padding: [number, number][], options?: { featureGroupCount?: number }): A; reduceWindow(x: A, f: (x: A) => A, window: number[], strides?: number[]): A; erf(x: A): A };
  nn: { softmax(x: A, axis?: number): A; logSoftmax(x: A, axis?: number): A; gelu(x: A, options?: { approximate?: boolean }): A; relu(x: A): A; oneHot(x: A, classes: number): A; standardize(x: A, axis?: number, options?: { epsilon?: number }): A };
  numpy: {
    float32: unknown; array(values: Float32Array | Int32Array): A; matmul(a: A, b: A): A; sqrt(x: A): A; max(x: A, axis?: number): A; where(c: A, a: A | number, b: A | number): A;
    split(x: A, parts: number, axis: number): A[]; take(x: A, i: A, axis: number): A; zerosLike(x: A): A; tril(x: A): A; ones(shape: number[]): A; astype(x: A, dtype: unknown): A; greater(a: A, b: number): A;
  };
}

export function jaxJs(jax: Jax, version: string): Peer {
  const { numpy: np, nn, lax } = jax;
  const prepared = (run: () => A): Prepared => {
    let last: A | undefined;
    return {
      async run() { last?.dispose(); last = run(); await last.blockUntilReady(); },
      async result() { return new Float32Array(await last!.ref.data()); },
      dispose() { last?.dispose(); },
    };
  };
  const take = (p: Params): Params => Object.fromEntries(Object.entries(p).map(([k, v]) => [k, v.ref]));
  const linear = (x: A, p: Params, name: string) => np.matmul(x, p[`${name}.w`].ref).add(p[`${name}.b`].ref);
  const norm = (x: A, scale: A, shift: A) => nn.standardize(x, -1, { epsilon: 1e-5 }).mul(scale).add(shift);
  const lossOf = (logits: A, labels: A, classes: number) => nn.logSoftmax(logits, -1).mul(nn.oneHot(labels, classes)).sum(-1).mean().mul(-1);
  const drop = (p: Params, loss: A): A => { for (const v of Object.values(p)) v.dispose(); return loss; };

  /** SGD with momentum, loss, gradient and update in one jitted function. */
  const step = (value: Params, lossFrom: (p: Params, data: Params) => A): Prepared => {
    const isData = (k: string) => ['x', 'labels', 'tokens', 'targets', 'mask'].includes(k);
    const data = Object.fromEntries(Object.entries(value).filter(([k]) => isData(k)));
    let params = Object.fromEntries(Object.entries(value).filter(([k]) => !isData(k)));
    let velocity: Params = Object.fromEntries(Object.entries(params).map(([k, v]) => [k, np.zerosLike(v.ref)]));
    let loss: A | undefined;
    const update = jax.jit((p: Params, v: Params, d: Params): [A, Params, Params] => {
      const [value_, grads] = jax.valueAndGrad((q) => lossFrom(q, take(d)))(take(p));
      const nextV: Params = {}, nextP: Params = {};
      for (const k of Object.keys(p)) { nextV[k] = v[k].mul(momentum).add(grads[k]); nextP[k] = p[k].sub(nextV[k].ref.mul(learningRate)); }
      for (const x of Object.values(d)) x.dispose();
      return [value_, nextP, nextV];
    });
    return {
      async run() { loss?.dispose(); [loss, params, velocity] = update(params, velocity, take(data)); await jax.blockUntilReady([loss, params]); },
      async result() { return new Float32Array(await loss!.ref.data()); },
      dispose() { update.dispose(); },
    };
  };

  const makers: Makers<A> = {
    matmul(_, { a, b }) { const f = jax.jit((x: A, y: A) => np.matmul(x, y)); return prepared(() => f(a.ref, b.ref)); },
    conv(task, { x, w, dy }) {
      const pad = paddingOf(task), conv = (input: A, filter: A) => lax.convGeneralDilated(input, filter, [task.stride, task.stride], [[pad, pad], [pad, pad]], { featureGroupCount: task.groups });
      if (task.mode === 'forward') { const f = jax.jit(conv); return prepared(() => f(x.ref, w.ref)); }
      const { batch, inChannels, outChannels, height, width, kernel, groups } = task;
      if (task.mode === 'inputGrad') {
        const zero = np.array(new Float32Array(batch * inChannels * height * width)).reshape([batch, inChannels, height, width]);
        const f = jax.jit((at: A, filter: A, d: A) => jax.grad((input) => conv(input, filter.ref).mul(d.ref).sum())(at));
        return prepared(() => f(zero.ref, w.ref, dy.ref));
      }
      const zero = np.array(new Float32Array(outChannels * (inChannels / groups) * kernel * kernel)).reshape([outChannels, inChannels / groups, kernel, kernel]);
      const f = jax.jit((input: A, at: A, d: A) => jax.grad((filter) => conv(input.ref, filter).mul(d.ref).sum())(at));
      return prepared(() => f(x.ref, zero.ref, dy.ref));
    },
    softmax(_, { x }) { const f = jax.jit((y: A) => nn.softmax(y, -1)); return prepared(() => f(x.ref)); },
    layerNorm(_, { x, scale, shift }) { const f = jax.jit(norm); return prepared(() => f(x.ref, scale.ref, shift.ref)); },
    gelu(_, { x }) { const f = jax.jit((y: A) => nn.gelu(y, { approximate: false })); return prepared(() => f(x.ref)); },
    adam(_, { p, g }) {
      let now = { p: p.ref, m: np.zerosLike(p.ref), v: np.zerosLike(p.ref) } as Params, t = 0;
      const { lr, beta1, beta2, eps } = adam;
      const f = jax.jit((s: Params, d: A, c1: A, c2: A): Params => {
        const m = s.m.mul(beta1).add(d.ref.mul(1 - beta1)), v = s.v.mul(beta2).add(d.ref.mul(d).mul(1 - beta2));
        const change = m.ref.mul(c1).div(np.sqrt(v.ref.mul(c2)).add(eps)).mul(lr);
        return { p: s.p.sub(change), m, v };
      });
      const scalar = (value: number) => np.array(new Float32Array([value])).reshape([]);
      return {
        async run() { t++; now = f(now, g.ref, scalar(1 / (1 - beta1 ** t)), scalar(1 / (1 - beta2 ** t))); await jax.blockUntilReady(now); },
        async result() { return new Float32Array(await now.p.ref.data()); },
        dispose() { f.dispose(); },
      };
    },
    encoderLayer({ heads, sequence, width }, value) {
      const split = (y: A) => y.reshape([sequence, heads, width / heads]).transpose([1, 0, 2]);
      const f = jax.jit((p: Params) => {
        const { x } = p, [q, k, v] = ['q', 'k', 'v'].map((n) => split(linear(x.ref, p, n)));
        const weights = nn.softmax(np.matmul(q, k.transpose([0, 2, 1])).mul((width / heads) ** -0.5), -1);
        const attended = np.matmul(weights, v).transpose([1, 0, 2]).reshape([sequence, width]);
        const y = norm(x.ref.add(linear(attended, p, 'out')), p['norm1.scale'].ref, p['norm1.shift'].ref);
        return drop(p, norm(y.ref.add(linear(nn.gelu(linear(y, p, 'up'), { approximate: false }), p, 'down')), p['norm2.scale'].ref, p['norm2.shift'].ref));
      });
      return prepared(() => f(take(value)));
    },
    mlpStep({ sizes }, value) {
      return step(value, (p, data) => {
        let { x } = data;
        for (let i = 1; i < sizes.length; i++) { x = linear(x, p, `layer${i}`); if (i < sizes.length - 1) x = nn.relu(x); }
        return drop(p, lossOf(x, data.labels, sizes.at(-1)!));
      });
    },
    cnnStep({ batch, classes, channels, size }, value) {
      return step(value, (p, data) => {
        let { x } = data, side = size;
        ['conv1', 'conv2'].forEach((name, i) => {
          x = nn.relu(lax.convGeneralDilated(x, p[`${name}.w`].ref, [1, 1], [[1, 1], [1, 1]]).add(p[`${name}.b`].ref.reshape([1, channels[i + 1], 1, 1])));
          side = Math.floor(side / 2);
          // Max pooling as jax-js can differentiate it: the window's four as axes of their own.
          x = np.max(np.max(x.reshape([batch, channels[i + 1], side, 2, side, 2]), 5), 3);
        });
        return drop(p, lossOf(linear(x.reshape([batch, channels[2] * side * side]), p, 'head'), data.labels, classes));
      });
    },
    gptStep({ batch, sequence, width, heads, layers, vocabulary }, value) {
      const mask = np.tril(np.ones([sequence, sequence])), split = (y: A) => y.reshape([batch, sequence, heads, width / heads]).transpose([0, 2, 1, 3]);
      return step({ ...value, mask }, (p, data) => {
        const scaled = (y: A, name: string) => norm(y, p[`${name}.scale`].ref, p[`${name}.shift`].ref);
        let x = np.matmul(nn.oneHot(data.tokens, vocabulary), p.embedding.ref).add(p.positions.ref);
        for (let l = 0; l < layers; l++) {
          const at = `block${l}`, [q, k, v] = np.split(linear(scaled(x.ref, `${at}.norm1`), p, `${at}.qkv`), 3, -1).map(split);
          const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).mul((width / heads) ** -0.5);
          const weights = nn.softmax(np.where(np.greater(data.mask.ref, 0), scores, -1e9), -1);
          x = x.add(linear(np.matmul(weights, v).transpose([0, 2, 1, 3]).reshape([batch, sequence, width]), p, `${at}.out`));
          x = x.ref.add(linear(nn.gelu(linear(scaled(x, `${at}.norm2`), p, `${at}.up`), { approximate: false }), p, `${at}.down`));
        }
        data.mask.dispose();
        return drop(p, lossOf(linear(scaled(x, 'norm'), p, 'head').reshape([batch * sequence, vocabulary]), data.targets.reshape([batch * sequence]), vocabulary));
      });
    },
  };
  return peerOf('jax-js', version, makers, (values, shape) => np.array(values).reshape(shape));
}
