/** The digit net, trained step by step between messages. */
import { configure, dispose, jit, maxPool, memory, nn, optim, softmax, tensor, valueAndGrad, type Tensor } from '@galley/tensor';
import type { NetKind, Progress } from './messages.ts';

export const side = 28, area = side * side, trainCount = 8000, batch = 64;

export class Mlp extends nn.Module {
  hidden = new nn.Linear(area, 256);
  out = new nn.Linear(256, 10);
  forward(x: Tensor): Tensor { return this.out.forward(this.hidden.forward(x.reshape([-1, area])).relu()); }
}
export class Cnn extends nn.Module {
  conv1 = new nn.Conv2d(1, 16, 3, { padding: 1 });
  conv2 = new nn.Conv2d(16, 32, 3, { padding: 1 });
  out = new nn.Linear(7 * 7 * 32, 10);
  forward(x: Tensor): Tensor { return this.out.forward(maxPool(this.conv2.forward(maxPool(this.conv1.forward(x).relu(), 2)).relu(), 2).flatten(1)); }
}

/** Labels, then pixels of four bits. */
function unpack(file: Uint8Array): { pixels: Float32Array; labels: Uint8Array; count: number } {
  const count = Math.floor(file.length / (1 + area / 2)), pixels = new Float32Array(count * area);
  for (let p = 0; p < pixels.length; p++) pixels[p] = ((file[count + (p >> 1)] >> (4 * (p & 1))) & 15) / 15;
  return { pixels, labels: file.subarray(0, count), count };
}

export function stepOf(net: Mlp | Cnn) {
  const opt = optim.adam({ lr: 0.001 });
  const step = jit((p: nn.Params, s: optim.OptimizerState<nn.Params>, x: Tensor, y: Tensor) => {
    const [loss, grads] = valueAndGrad((q: nn.Params) => nn.crossEntropy(net.call(q, x), y))(p);
    return [loss, ...opt.update(grads, s, p)] as const;
  }, { donate: [0, 1] });
  return { opt, step };
}

export class Training {
  readonly #data: ReturnType<typeof unpack>;
  readonly #net: Mlp | Cnn;
  readonly #tell: (progress: Progress) => void;
  readonly #step: ReturnType<typeof stepOf>['step'];
  readonly #answer: (p: nn.Params, x: Tensor) => Tensor;
  #params: nn.Params;
  #state: optim.OptimizerState<nn.Params>;
  #order: number[] = [];
  #steps = 0;
  #smooth = 0;
  #on = false;
  #ended = false;

  private constructor(file: Uint8Array, kind: NetKind, tell: (progress: Progress) => void) {
    this.#data = unpack(file);
    this.#tell = tell;
    nn.seed(1);
    this.#net = kind === 'mlp' ? new Mlp() : new Cnn();
    const { opt, step } = stepOf(this.#net);
    this.#step = step;
    this.#params = this.#net.parameters();
    this.#state = opt.init(this.#params);
    const net = this.#net;
    this.#answer = jit((p: nn.Params, x: Tensor) => softmax(net.call(p, x)));
  }
  static async begin(file: Uint8Array, kind: NetKind, threads: number, tell: (progress: Progress) => void): Promise<Training> {
    await configure({ backend: 'wasm', threads });
    void memory();
    return new Training(file, kind, tell);
  }
  stop(): void { this.#on = false; this.#ended = true; }
  run(on: boolean): void {
    const was = this.#on;
    this.#on = on;
    if (on && !was) this.#go();
  }

  /** Steps for some 40 ms, then whatever has been asked meanwhile. */
  #go(): void {
    if (!this.#on || this.#ended) return;
    const begun = performance.now();
    let count = 0;
    do { this.#one(); count++; } while (performance.now() - begun < 40);
    const milliseconds = (performance.now() - begun) / count, before = Math.floor((this.#steps - count) / 60), asked = Math.floor(this.#steps / 60) > before || this.#steps === count;
    this.#tell({ step: this.#steps, loss: this.#smooth, milliseconds, epoch: (this.#steps * batch) / trainCount, ...(asked && { accuracy: this.#accuracy() }) });
    setTimeout(() => this.#go(), 0);
  }
  #one(): void {
    if (this.#order.length < batch) {
      this.#order = Array.from({ length: trainCount }, (_, i) => i);
      for (let i = trainCount - 1; i > 0; i--) { const j = Math.floor(Math.random() * (i + 1)); [this.#order[i], this.#order[j]] = [this.#order[j], this.#order[i]]; }
    }
    const { pixels, labels } = this.#data, x = new Float32Array(batch * area), y = new Int32Array(batch);
    this.#order.splice(-batch).forEach((image, b) => { x.set(pixels.subarray(image * area, (image + 1) * area), b * area); y[b] = labels[image]; });
    const images = tensor(x, { shape: [batch, side, side, 1] }), wanted = tensor(y), [loss, params, state] = this.#step(this.#params, this.#state, images, wanted);
    [this.#params, this.#state] = [params, state];
    const value = loss.item();
    this.#smooth = this.#steps++ === 0 ? value : 0.95 * this.#smooth + 0.05 * value;
    dispose(images, wanted, loss);
  }
  #accuracy(): number {
    const { pixels, labels, count } = this.#data, test = count - trainCount;
    let right = 0;
    for (let from = trainCount; from < count; from += 500) {
      const size = Math.min(500, count - from), x = tensor(pixels.subarray(from * area, (from + size) * area), { shape: [size, side, side, 1] }), p = this.#answer(this.#params, x), values = p.dataSync();
      for (let i = 0; i < size; i++) { let best = 0; for (let c = 1; c < 10; c++) if (values[i * 10 + c] > values[i * 10 + best]) best = c; if (best === labels[from + i]) right++; }
      dispose(x, p);
    }
    return right / test;
  }
  /** Probabilities of the ten digits. */
  recognise(pixels: Float32Array): number[] {
    const x = tensor(pixels, { shape: [1, side, side, 1] }), p = this.#answer(this.#params, x), values = [...p.dataSync()];
    dispose(x, p);
    return values;
  }
}
