/** TensorFlow.js on its WASM or its plain JavaScript back end. Layout [batch, height, width, channels], as both want; results go back to ours. */
import { learningRate, momentum, outSize, paddingOf, type TaskOf } from '../works/task.ts';
import { cannot, peerOf, type Makers, type Peer, type Prepared } from './peer.ts';

interface T { shape: number[]; dispose(): void; data(): Promise<Float32Array> }
/** The part of @tensorflow/tfjs that is used. */
export interface Tfjs {
  version_core: string;
  getBackend(): string;
  tidy<R>(f: () => R): R;
  keep(t: T): T;
  dispose(t: unknown): void;
  tensor(values: ArrayLike<number>, shape: number[], dtype: string): T;
  variable(t: T): T & { assign(t: T): void };
  scalar(value: number): T;
  matMul(a: T, b: T, transposeA?: boolean, transposeB?: boolean): T;
  add(a: T, b: T): T; sub(a: T, b: T): T; mul(a: T, b: T): T; div(a: T, b: T): T;
  sqrt(x: T): T; square(x: T): T; rsqrt(x: T): T; erf(x: T): T; relu(x: T): T; neg(x: T): T;
  softmax(x: T): T; logSoftmax(x: T): T; oneHot(x: T, depth: number): T;
  moments(x: T, axis: number, keepDims: boolean): { mean: T; variance: T };
  reshape(x: T, shape: number[]): T; transpose(x: T, perm: number[]): T; mean(x: T): T; sum(x: T, axis?: number): T;
  maxPool(x: T, size: number, stride: number, pad: string): T;
  conv2d(x: T, w: T, stride: number, pad: number | string): T;
  depthwiseConv2d(x: T, w: T, stride: number, pad: number | string): T;
  getKernel(name: string, backend: string): unknown;
  grad(f: (x: T) => T): (x: T, dy: T) => T;
  train: { momentum(rate: number, momentum: number): { minimize(f: () => T, returnCost: true, variables: T[]): T } };
}

export function tfjs(tf: Tfjs): Peer {
  /** Keeps the last result, so that nothing but the run itself is timed. */
  const prepared = (f: () => T, back: (y: T) => T = (y) => y): Prepared => {
    let last: T | undefined;
    return {
      run() { last?.dispose(); last = tf.tidy(f); },
      async result() { const y = tf.tidy(() => back(last!)); return new Float32Array(await y.data()); },
      dispose() { last?.dispose(); },
    };
  };
  const linear = (x: T, p: Record<string, T>, name: string) => tf.add(tf.matMul(x, p[`${name}.w`]), p[`${name}.b`]);
  const norm = (x: T, scale: T, shift: T) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, tf.scalar(1e-5)))), scale), shift);
  };
  const gelu = (x: T) => tf.mul(tf.mul(x, tf.scalar(0.5)), tf.add(tf.erf(tf.mul(x, tf.scalar(Math.SQRT1_2))), tf.scalar(1)));
  const lossOf = (logits: T, labels: T, classes: number) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(labels, classes)), -1)));

  const needs = (...kernels: string[]) => { for (const k of kernels) if (!tf.getKernel(k, tf.getBackend())) cannot(`tfjs ${tf.getBackend()} has no ${k}`); };
  const step = (value: Record<string, T>, loss: (p: Record<string, T>) => T): Prepared => {
    const variables = Object.fromEntries(Object.entries(value).filter(([k]) => k !== 'x' && k !== 'labels').map(([k, v]) => [k, tf.variable(v)]));
    const optimizer = tf.train.momentum(learningRate, momentum);
    return prepared(() => optimizer.minimize(() => loss(variables), true, Object.values(variables)));
  };
  const nhwc = [0, 2, 3, 1], nchw = [0, 3, 1, 2];

  const makers: Makers<T> = {
    matmul: (_, { a, b }) => prepared(() => tf.matMul(a, b)),
    conv: (task, { x, w, dy }) => conv(task, x && tf.transpose(x, nhwc), w, dy && tf.transpose(dy, nhwc)),
    softmax: (_, { x }) => prepared(() => tf.softmax(x)),
    layerNorm: (_, { x, scale, shift }) => prepared(() => norm(x, scale, shift)),
    gelu: (_, { x }) => prepared(() => gelu(x)),
    encoderLayer({ heads, sequence, width }, p) {
      needs('Erf');
      const split = (x: T) => tf.transpose(tf.reshape(x, [sequence, heads, width / heads]), [1, 0, 2]);
      return prepared(() => {
        const { x } = p, [q, k, v] = ['q', 'k', 'v'].map((n) => split(linear(x, p, n)));
        const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), tf.scalar((width / heads) ** -0.5)));
        const attended = tf.reshape(tf.transpose(tf.matMul(weights, v), [1, 0, 2]), [sequence, width]);
        const y = norm(tf.add(x, linear(attended, p, 'out')), p['norm1.scale'], p['norm1.shift']);
        return norm(tf.add(y, linear(gelu(linear(y, p, 'up')), p, 'down')), p['norm2.scale'], p['norm2.shift']);
      });
    },
    mlpStep({ sizes }, value) {
      return step(value, (p) => {
        let { x } = value;
        for (let i = 1; i < sizes.length; i++) { x = linear(x, p, `layer${i}`); if (i < sizes.length - 1) x = tf.relu(x); }
        return lossOf(x, value.labels, sizes.at(-1)!);
      });
    },
    cnnStep({ classes, batch }, value) {
      needs('Conv2DBackpropFilter', 'MaxPoolGrad');
      const images = tf.transpose(value.x, nhwc), toOurs = (w: T) => tf.transpose(w, [2, 3, 1, 0]);
      return step(value, (p) => {
        let x = images;
        for (const name of ['conv1', 'conv2']) x = tf.maxPool(tf.relu(tf.add(tf.conv2d(x, toOurs(p[`${name}.w`]), 1, 'same'), p[`${name}.b`])), 2, 2, 'valid');
        return lossOf(linear(tf.reshape(tf.transpose(x, nchw), [batch, -1]), p, 'head'), value.labels, classes);
      });
    },
    gptStep: () => { needs('UnsortedSegmentSum', 'Erf', 'BatchMatMul'); return cannot('tfjs has no attention mask that its gradient follows at this speed'); },
  };

  function conv(task: TaskOf<'conv'>, x: T, w: T, dy: T): Prepared {
    const { stride, groups, inChannels, batch, height, width, kernel } = task, pad = paddingOf(task), back = (y: T) => tf.transpose(y, nchw);
    if (groups > 1) {
      if (groups !== inChannels || task.mode !== 'forward') return cannot('tfjs convolves depthwise, not in other groups');
      const depthwise = tf.transpose(w, [2, 3, 0, 1]);
      return prepared(() => tf.depthwiseConv2d(x, depthwise, stride, pad), back);
    }
    const filter = w && tf.transpose(w, [2, 3, 1, 0]);
    if (task.mode === 'forward') return prepared(() => tf.conv2d(x, filter, stride, pad), back);
    if (task.mode === 'inputGrad') {
      needs('Conv2DBackpropInput');
      const at = tf.tensor(new Float32Array(batch * height * width * inChannels), [batch, height, width, inChannels], 'float32');
      const gradient = tf.grad((input) => tf.conv2d(input, filter, stride, pad));
      return prepared(() => gradient(at, dy), back);
    }
    needs('Conv2DBackpropFilter');
    const at = tf.tensor(new Float32Array(kernel * kernel * inChannels * task.outChannels), [kernel, kernel, inChannels, task.outChannels], 'float32');
    const gradient = tf.grad((f) => tf.conv2d(x, f, stride, pad));
    if (outSize(height, task) !== dy.shape[1]) cannot('tfjs expects another gradient');
    return prepared(() => gradient(at, dy), (y) => tf.transpose(y, [3, 2, 0, 1]));
  }

  return peerOf(`tfjs ${tf.getBackend()}`, tf.version_core, makers, (values, shape) => tf.keep(tf.tensor(values, shape, values instanceof Int32Array ? 'int32' : 'float32')));
}
