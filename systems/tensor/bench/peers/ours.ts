/** This library: every task as one jitted function, results on the device when `run` returns. */
import * as t from '../../src/index.ts';
import { conv as convNode } from '../../src/graph/make.ts';
import { createWasmBackend, type WasmOptions } from '../../src/runtime/index.ts';
import { adam, learningRate, momentum, paddingOf } from '../works/task.ts';
import { peerOf, type Makers, type Peer, type Prepared } from './peer.ts';

type Params = Record<string, t.Tensor>;
const layout = 'NCHW';

export function ours(threads: number, options: WasmOptions = {}): Peer {
  void t.configure({ backend: createWasmBackend({ threads, ...options }) });
  /** What changes from run to run is given; what the function closes over are weights, prepared once as the peers do. */
  const prepared = (f: (...given: t.Tensor[]) => t.Tensor, ...given: t.Tensor[]): Prepared => {
    const compiled = t.jit(f);
    let last: t.Tensor | undefined;
    return {
      run() { last?.dispose(); last = compiled(...given); },
      async result() { return Float32Array.from(await last!.data()); },
      dispose() { last?.dispose(); compiled.clear(); },
    };
  };
  const linear = (x: t.Tensor, p: Params, name: string) => x.matmul(p[`${name}.w`]).add(p[`${name}.b`]);
  const norm = (x: t.Tensor, p: Params, name: string) => t.nn.layerNorm(x, { weight: p[`${name}.scale`], bias: p[`${name}.shift`], eps: 1e-5 });

  /** SGD with momentum; loss, gradient and update in one program, parameters overwritten. */
  const step = (value: Params, lossFrom: (p: Params, data: Params) => t.Tensor): Prepared => {
    const isData = (k: string) => ['x', 'labels', 'tokens', 'targets'].includes(k);
    const data = Object.fromEntries(Object.entries(value).filter(([k]) => isData(k))), opt = t.optim.sgd({ lr: learningRate, momentum });
    let params = Object.fromEntries(Object.entries(value).filter(([k]) => !isData(k))), state = opt.init(params), loss: t.Tensor | undefined;
    const update = t.jit((p: Params, s: typeof state, d: Params): [t.Tensor, Params, typeof state] => {
      const [l, grads] = t.valueAndGrad((q: Params) => lossFrom(q, d))(p);
      return [l, ...opt.update(grads, s, p)];
    }, { donate: [0, 1] });
    return {
      run() { loss?.dispose(); [loss, params, state] = update(params, state, data); },
      async result() { return Float32Array.from(await loss!.data()); },
      dispose() { t.dispose(loss, params, state); update.clear(); },
    };
  };

  const makers: Makers<t.Tensor> = {
    matmul: (_, { a, b }) => prepared((x, y) => x.matmul(y), a, b),
    conv(task, { x, w, dy }) {
      const padding = paddingOf(task), { stride, groups, kernel, height, width, mode } = task;
      if (mode === 'forward') return prepared((image) => t.conv2d(image, w, { padding, stride, groups, layout }), x);
      const spec = { channelsLast: false, strides: [stride, stride], dilations: [1, 1], low: [padding, padding], high: [padding, padding], groups, inputSize: [height, width], kernelSize: [kernel, kernel] };
      return mode === 'inputGrad' ? prepared((grad) => new t.Tensor(convNode('inputGrad', grad.node, w.node, spec)), dy) : prepared((image, grad) => new t.Tensor(convNode('filterGrad', image.node, grad.node, spec)), x, dy);
    },
    softmax: (_, { x }) => prepared((y) => t.softmax(y), x),
    layerNorm: (_, value) => prepared((x) => t.nn.layerNorm(x, { weight: value.scale, bias: value.shift, eps: 1e-5 }), value.x),
    gelu: (_, { x }) => prepared((y) => t.gelu(y), x),
    adam(_, { p, g }) {
      const opt = t.optim.adam(adam);
      let params = { p }, state = opt.init(params);
      const update = t.jit((now: typeof params, s: typeof state) => opt.update({ p: g }, s, now), { donate: [0, 1] });
      return {
        run() { [params, state] = update(params, state); },
        async result() { return Float32Array.from(await params.p.data()); },
        dispose() { t.dispose(params, state); update.clear(); },
      };
    },
    encoderLayer({ heads, sequence, width }, value) {
      const split = (y: t.Tensor) => y.reshape([1, sequence, heads, width / heads]).transpose([0, 2, 1, 3]);
      return prepared((x) => {
        const [q, k, v] = ['q', 'k', 'v'].map((n) => split(linear(x, value, n)));
        const attended = t.attention(q, k, v).transpose([0, 2, 1, 3]).reshape([sequence, width]);
        const y = norm(x.add(linear(attended, value, 'out')), value, 'norm1');
        return norm(y.add(linear(t.gelu(linear(y, value, 'up')), value, 'down')), value, 'norm2');
      }, value.x);
    },
    mlpStep: ({ sizes }, value) => step(value, (p, { x, labels }) => {
      let y = x;
      for (let i = 1; i < sizes.length; i++) { y = linear(y, p, `layer${i}`); if (i < sizes.length - 1) y = y.relu(); }
      return t.nn.crossEntropy(y, labels);
    }),
    cnnStep: ({ batch }, value) => step(value, (p, { x, labels }) => {
      let y = x;
      for (const name of ['conv1', 'conv2']) y = t.maxPool(t.conv2d(y, p[`${name}.w`], { padding: 1, layout }).add(p[`${name}.b`].reshape(-1, 1, 1)).relu(), 2, { layout });
      return t.nn.crossEntropy(linear(y.reshape(batch, -1), p, 'head'), labels);
    }),
    gptStep: ({ batch, sequence, width, heads, layers, vocabulary }, value) => step(value, (p, { tokens, targets }) => {
      const split = (y: t.Tensor) => y.reshape([batch, sequence, heads, width / heads]).transpose([0, 2, 1, 3]);
      let x = p.embedding.take(tokens, 0).add(p.positions);
      for (let l = 0; l < layers; l++) {
        const at = `block${l}`, [q, k, v] = linear(norm(x, p, `${at}.norm1`), p, `${at}.qkv`).split(3, -1).map(split);
        x = x.add(linear(t.attention(q, k, v, { causal: true }).transpose([0, 2, 1, 3]).reshape([batch, sequence, width]), p, `${at}.out`));
        x = x.add(linear(t.gelu(linear(norm(x, p, `${at}.norm2`), p, `${at}.up`)), p, `${at}.down`));
      }
      return t.nn.crossEntropy(linear(norm(x, p, 'norm'), p, 'head').reshape([batch * sequence, vocabulary]), targets.reshape([batch * sequence]));
    }),
  };
  return peerOf('ours', '0.1.0', makers, (values, shape) => t.tensor(values, { shape }));
}
