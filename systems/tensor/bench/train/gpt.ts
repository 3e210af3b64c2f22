/** A small GPT over characters: pre-norm blocks, learned positions, a head of its own. The same in gpt-torch.py. */
import { uniform } from '../../test/oracle/generator.ts';
import * as t from '../../src/index.ts';

export interface Shape { layers: number; width: number; heads: number; context: number; vocabulary: number }
export type Params = Record<string, t.Tensor>;

/** Initial parameters, drawn alike on both sides: seeds count up in this order. */
export function initial({ layers, width, context, vocabulary }: Shape): Params {
  const params: Params = {};
  let seed = 4000;
  const drawn = (name: string, shape: number[], bound: number) => { params[name] = t.tensor(uniform(seed++, shape, -bound, bound), { shape, tag: 'parameters' }); };
  const same = (name: string, size: number, value: number) => { params[name] = t.tensor(new Float32Array(size).fill(value), { tag: 'parameters' }); };
  const linear = (name: string, from: number, to: number, scale = 1) => { drawn(`${name}.w`, [from, to], scale * from ** -0.5); same(`${name}.b`, to, 0); };
  const norm = (name: string) => { same(`${name}.scale`, width, 1); same(`${name}.shift`, width, 0); };
  drawn('tokens', [vocabulary, width], 0.2);
  drawn('positions', [context, width], 0.2);
  for (let l = 0; l < layers; l++) {
    norm(`${l}.norm1`);
    linear(`${l}.qkv`, width, 3 * width);
    linear(`${l}.out`, width, width, (2 * layers) ** -0.5);
    norm(`${l}.norm2`);
    linear(`${l}.up`, width, 4 * width);
    linear(`${l}.down`, 4 * width, width, (2 * layers) ** -0.5);
  }
  norm('norm');
  linear('head', width, vocabulary);
  return params;
}

/** tokens i32 [batch, context] -> logits [batch, context, vocabulary]. */
export function logits(p: Params, tokens: t.Tensor, { layers, width, heads }: Shape): t.Tensor {
  const [batch, context] = tokens.shape;
  const linear = (x: t.Tensor, name: string) => x.matmul(p[`${name}.w`]).add(p[`${name}.b`]), norm = (x: t.Tensor, name: string) => t.nn.layerNorm(x, { weight: p[`${name}.scale`], bias: p[`${name}.shift`] });
  const split = (x: t.Tensor) => x.reshape([batch, context, heads, width / heads]).transpose([0, 2, 1, 3]);
  let x = p.tokens.take(tokens, 0).add(p.positions.slice([[0, context]]));
  for (let l = 0; l < layers; l++) {
    const [q, k, v] = linear(norm(x, `${l}.norm1`), `${l}.qkv`).split(3, -1).map(split);
    x = x.add(linear(t.attention(q, k, v, { causal: true }).transpose([0, 2, 1, 3]).reshape([batch, context, width]), `${l}.out`));
    x = x.add(linear(t.gelu(linear(norm(x, `${l}.norm2`), `${l}.up`)), `${l}.down`));
  }
  return linear(norm(x, 'norm'), 'head');
}
