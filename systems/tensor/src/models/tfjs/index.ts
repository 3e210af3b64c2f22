/** Models of TensorFlow.js: `model.json` and its shards, as graphs or as layers of Keras. */
import { fail } from '../../input-error.ts';
import type { Model } from '../model.ts';
import type { TfjsJson } from './format.ts';
import { graphModel } from './graph.ts';
import { layersModel, type Layer } from './layers.ts';

export type { Layer, LayerWeights } from './layers.ts';

export type Shards = ArrayBuffer | Uint8Array | readonly (ArrayBuffer | Uint8Array)[] | ((path: string) => Promise<ArrayBuffer | Uint8Array>);

/**
 * @param json what is in `model.json`
 * @param shards the weights: all in one, a list in order, or how each path of the manifest is fetched
 * @throws InputError naming node and operator when one is not supported
 */
export async function readTfjs(json: unknown, shards: Shards, { layers }: { /** Classes of layers that are not Keras' own. */ layers?: Readonly<Record<string, Layer>> } = {}): Promise<Model> {
  const model = json as TfjsJson | null;
  if (typeof model !== 'object' || model === null || typeof model.modelTopology !== 'object' || !Array.isArray(model.weightsManifest)) fail('tfjs: expected the JSON of a model, with modelTopology and weightsManifest');
  const parts = typeof shards === 'function' ? await Promise.all(model!.weightsManifest.flatMap(({ paths }) => paths).map(shards)) : Array.isArray(shards) ? shards as readonly (ArrayBuffer | Uint8Array)[] : [shards as ArrayBuffer | Uint8Array];
  const bytes = joined(parts.map((p) => (p instanceof Uint8Array ? p : new Uint8Array(p))));
  return model!.modelTopology.node ? graphModel(model!, bytes) : layersModel(model!, bytes, layers);
}
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}
