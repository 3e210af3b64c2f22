/** Layers models of TensorFlow.js: Keras' configuration, sequential or as a graph of layers. */
import { inLayer } from '../../graph/node.ts';
import { fail, InputError } from '../../input-error.ts';
import * as ops from '../../ops/index.ts';
import type { Tensor } from '../../tensor.ts';
import { isKnown, type Feed, type Model } from '../model.ts';
import { weightsOf, type TfjsJson } from './format.ts';

type Config = Record<string, unknown> & { name?: string; batch_input_shape?: (number | null)[] };
interface LayerSpec { class_name: string; name?: string; config: Config; inbound_nodes?: unknown[] }
/** The layer's weights by the last part of their names: kernel, bias, gamma, ... */
export type LayerWeights = Readonly<Record<string, Tensor>>;
export type Layer = (inputs: readonly Tensor[], config: Config, weights: LayerWeights) => Tensor;

const pair = (v: unknown, otherwise: [number, number] = [1, 1]): [number, number] => (typeof v === 'number' ? [v, v] : Array.isArray(v) ? (v.length === 1 ? [v[0], v[0]] : v) as [number, number] : otherwise);
const activations: Record<string, (x: Tensor) => Tensor> = {
  linear: (x) => x, relu: ops.relu, relu6: (x) => ops.clip(x, 0, 6), sigmoid: ops.sigmoid, tanh: ops.tanh, elu: (x) => ops.elu(x), selu: ops.selu, softplus: ops.softplus, softsign: ops.softsign, softmax: (x) => ops.softmax(x, -1), swish: ops.silu, silu: ops.silu, gelu: (x) => ops.gelu(x), hardSigmoid: (x) => ops.clip(ops.add(ops.mul(x, 0.2), 0.5), 0, 1), hard_sigmoid: (x) => ops.clip(ops.add(ops.mul(x, 0.2), 0.5), 0, 1), exponential: ops.exp,
};
function activated(x: Tensor, { activation = 'linear' }: Config): Tensor { return (activations[String(activation)] ?? fail(`the activation ${String(activation)} is not supported`))(x); }
const layoutOf = ({ data_format: format }: Config) => (format === 'channels_first' || format === 'channelsFirst' ? 'NCHW' : 'NHWC') as 'NHWC' | 'NCHW';
const windowOf = (c: Config) => ({ stride: pair(c.strides), dilation: pair(c.dilation_rate), padding: (c.padding ?? 'valid') as 'same' | 'valid' });
const plus = (x: Tensor, bias: Tensor | undefined): Tensor => (bias ? ops.add(x, bias) : x);
/** Channels in front are put behind for the layer, and in front again. */
const channelsLast = (f: Layer): Layer => ([x, ...rest], c, w) => (layoutOf(c) === 'NHWC' ? f([x, ...rest], c, w) : ops.transpose(f([ops.transpose(x, [0, 2, 3, 1]), ...rest], c, w), [0, 3, 1, 2]));
const depthwise = (x: Tensor, kernel: Tensor, c: Config): Tensor => { const [h, k, channels, times] = kernel.shape; return ops.conv2d(x, ops.reshape(kernel, [h, k, 1, channels * times]), { ...windowOf(c), groups: channels, layout: 'NHWC' }); };
const poolOf = (kind: 'max' | 'avg'): Layer => channelsLast(([x], c) => { const size = pair(c.pool_size, [2, 2]), options = { stride: c.strides ? pair(c.strides) : size, padding: (c.padding ?? 'valid') as 'same' | 'valid', layout: 'NHWC' as const }; return kind === 'max' ? ops.maxPool(x, size, options) : ops.avgPool(x, size, options); });
const spatialAxes = (c: Config): number[] => (layoutOf(c) === 'NHWC' ? [1, 2] : [2, 3]);
const global = (f: (x: Tensor, axes: number[], o: { keepdims: boolean }) => Tensor): Layer => ([x], c) => f(x, spatialAxes(c), { keepdims: c.keepdims === true });
const combined = (f: (a: Tensor, b: Tensor) => Tensor): Layer => (inputs) => inputs.reduce((a, b) => f(a, b));
const dropped: Layer = ([x]) => x;

export const layers: Readonly<Record<string, Layer>> = {
  InputLayer: dropped, Dropout: dropped, SpatialDropout2D: dropped, GaussianNoise: dropped, ActivityRegularization: dropped,
  Dense: ([x], c, w) => activated(plus(ops.matmul(x, w.kernel), w.bias), c),
  Conv2D: channelsLast(([x], c, w) => activated(plus(ops.conv2d(x, w.kernel, { ...windowOf(c), groups: x.shape[3] / w.kernel.shape[2], layout: 'NHWC' }), w.bias), c)),
  Conv1D: ([x], c, w) => { const s = pair(c.strides)[0], d = pair(c.dilation_rate)[0]; return activated(plus(ops.squeeze(ops.conv2d(ops.expandDims(x, 1), ops.expandDims(w.kernel, 0), { stride: [1, s], dilation: [1, d], padding: (c.padding ?? 'valid') as 'same' | 'valid', layout: 'NHWC' }), 1), w.bias), c); },
  DepthwiseConv2D: channelsLast(([x], c, w) => activated(plus(depthwise(x, w.depthwise_kernel, c), w.bias), c)),
  SeparableConv2D: channelsLast(([x], c, w) => activated(plus(ops.conv2d(depthwise(x, w.depthwise_kernel, c), w.pointwise_kernel, { layout: 'NHWC' }), w.bias), c)),
  BatchNormalization: ([x], c, w) => {
    const axis = Array.isArray(c.axis) ? Number(c.axis[0]) : Number(c.axis ?? -1), along = (v: Tensor) => { const at = axis < 0 ? axis + x.rank : axis; return ops.reshape(v, x.shape.map((d, i) => (i === at ? d : 1))); };
    const scale = ops.div(w.gamma ?? 1, ops.sqrt(ops.add(w.moving_variance, Number(c.epsilon ?? 1e-3)))), y = ops.mul(ops.sub(x, along(w.moving_mean)), along(scale));
    return w.beta ? ops.add(y, along(w.beta)) : y;
  },
  LayerNormalization: ([x], c, w) => { const mean = ops.mean(x, -1, { keepdims: true }), d = ops.sub(x, mean), y = ops.div(d, ops.sqrt(ops.add(ops.mean(ops.square(d), -1, { keepdims: true }), Number(c.epsilon ?? 1e-3)))); return plus(w.gamma ? ops.mul(y, w.gamma) : y, w.beta); },
  Activation: ([x], c) => activated(x, c), ReLU: ([x], c) => { const y = ops.where(ops.less(x, 0), ops.mul(x, Number(c.negative_slope ?? 0)), x); return c.max_value == null ? y : ops.minimum(y, Number(c.max_value)); }, LeakyReLU: ([x], c) => ops.leakyRelu(x, Number(c.alpha ?? 0.3)), ELU: ([x], c) => ops.elu(x, Number(c.alpha ?? 1)), Softmax: ([x], c) => ops.softmax(x, Number(c.axis ?? -1)), PReLU: ([x], _, w) => ops.where(ops.less(x, 0), ops.mul(x, w.alpha), x),
  Add: combined((a, b) => ops.add(a, b)), Subtract: combined((a, b) => ops.sub(a, b)), Multiply: combined((a, b) => ops.mul(a, b)), Maximum: combined((a, b) => ops.maximum(a, b)), Minimum: combined((a, b) => ops.minimum(a, b)), Average: (inputs) => ops.div(inputs.reduce((a, b) => ops.add(a, b)), inputs.length), Concatenate: (inputs, c) => ops.concat([...inputs], Number(c.axis ?? -1)),
  MaxPooling2D: poolOf('max'), AveragePooling2D: poolOf('avg'), GlobalAveragePooling2D: global((x, axes, o) => ops.mean(x, axes, o)), GlobalMaxPooling2D: global((x, axes, o) => ops.max(x, axes, o)),
  UpSampling2D: channelsLast(([x], c) => { const [h, w] = pair(c.size, [2, 2]); if (c.interpolation === 'bilinear') return fail('bilinear upsampling is not supported'); return ops.repeat(ops.repeat(x, h, 1), w, 2); }),
  ZeroPadding2D: channelsLast(([x], c) => { const p = c.padding as number | number[] | [number, number][], rows = typeof p === 'number' ? [p, p] : Array.isArray(p[0]) ? p[0] : [p[0], p[0]] as [number, number], columns = typeof p === 'number' ? [p, p] : Array.isArray(p[1]) ? p[1] : [p[1], p[1]] as [number, number]; return ops.pad(x, [[0, 0], rows as [number, number], columns as [number, number], [0, 0]]); }),
  Flatten: ([x]) => ops.reshape(x, [x.shape[0], -1]), Reshape: ([x], c) => ops.reshape(x, [x.shape[0], ...(c.target_shape as number[])]), Permute: ([x], c) => ops.transpose(x, [0, ...(c.dims as number[])]), RepeatVector: ([x], c) => ops.repeat(ops.expandDims(x, 1), Number(c.n), 1), Rescaling: ([x], c) => ops.add(ops.mul(x, Number(c.scale)), Number(c.offset ?? 0)),
};

interface Placed { name: string; spec: LayerSpec; from: string[] }

/** @param custom layers that are not Keras' own, by class name */
export function layersModel(json: TfjsJson, bytes: Uint8Array, custom: Readonly<Record<string, Layer>> = {}): Model {
  const topology = json.modelTopology, { class_name: kind, config } = (topology.model_config ?? topology) as { class_name: string; config: { name?: string; layers?: LayerSpec[]; input_layers?: unknown; output_layers?: unknown } | LayerSpec[] };
  const known = { ...layers, ...custom }, specs = Array.isArray(config) ? config : config.layers ?? fail('tfjs: the topology has no layers');
  const placed = specs.map((spec, i): Placed => ({ name: spec.config.name ?? spec.name ?? `layer ${i}`, spec, from: kind === 'Sequential' ? (i ? [specs[i - 1].config.name ?? `layer ${i - 1}`] : []) : inboundOf(spec) }));
  for (const { name, spec } of placed) if (!Object.hasOwn(known, spec.class_name)) fail(`tfjs: layer ${name} is of the class ${spec.class_name}, which is not supported: give it as one of the custom layers`);
  const weights = Object.fromEntries([...weightsOf(json, bytes)].map(([name, value]) => [name, value.tensor])), ofLayer = (name: string) => Object.keys(weights).filter((key) => key.startsWith(`${name}/`));
  const first = placed[0], isInput = ({ spec, from }: Placed) => spec.class_name === 'InputLayer' || (from.length === 0 && spec.config.batch_input_shape !== undefined), inputs = placed.filter(isInput);
  const outputs = Array.isArray(config) || kind === 'Sequential' ? [placed.at(-1)!.name] : named(config.output_layers);
  if (inputs.length === 0) fail(`tfjs: no layer says what it takes: expected batch_input_shape on ${first.name}`);
  return {
    format: 'tfjs-layers', weights, layers: placed.map(({ name, spec }) => ({ name, op: spec.class_name })), outputs: outputs.map((name) => ({ name, dtype: 'f32', shape: null })),
    inputs: inputs.map(({ name, spec }) => ({ name, dtype: 'f32', shape: (spec.config.batch_input_shape ?? []).map((d, i) => d ?? (i ? -1 : 'batch')) })),
    apply(feeds, current) {
      const made = new Map<string, Tensor>();
      for (const layer of placed) {
        const { name, spec, from } = layer, operands = isInput(layer) ? [given(feeds, name)] : from.map((f) => made.get(f) ?? fail(`tfjs: layer ${name} takes ${f}, which comes later or not at all`));
        const own = Object.fromEntries(ofLayer(name).map((key) => [key.slice(key.lastIndexOf('/') + 1), current[key]]));
        try { made.set(name, inLayer(name, () => known[spec.class_name](operands, spec.config, own))); } catch (error) {
          if (!(error instanceof InputError) || error.message.startsWith('tfjs: ')) throw error;
          throw new InputError(`tfjs: layer ${name} (${spec.class_name} on ${operands.map((x) => `[${x.shape.join(', ')}]`).join(', ')}): ${error.message}`, { cause: error });
        }
      }
      return Object.fromEntries(outputs.map((name) => [name, made.get(name)!] as [string, Feed]));
    },
  };
}
function given(feeds: Readonly<Record<string, Feed>>, name: string): Tensor {
  const feed = feeds[name] ?? fail(`tfjs: the input ${name} is not given`);
  return isKnown(feed) ? fail(`tfjs: the input ${name} is a tensor of the model, got known numbers`) : feed;
}
/** Names of the layers a layer takes: of its first use, shared layers are not supported. */
function inboundOf({ class_name: kind, config, inbound_nodes: nodes = [] }: LayerSpec): string[] {
  if (nodes.length > 1) fail(`tfjs: layer ${config.name} (${kind}) is used at ${nodes.length} places: layers that are shared are not supported`);
  return nodes.length ? (nodes[0] as unknown[][]).map((n) => String(n[0])) : [];
}
const named = (list: unknown): string[] => (Array.isArray(list) ? (Array.isArray(list[0]) ? (list as unknown[][]).map((l) => String(l[0])) : [String(list[0])]) : fail('tfjs: the model says no outputs'));
