/** Map nests: an invocation for each point; axes whose points share a place are walked in order by one. */
import { bytesOf } from '../../graph/dtype.ts';
import type { Lowered } from '../../loops/kernel.ts';
import { operationsOf, trafficOf, type MapNest } from '../../loops/nest.ts';
import type { GpuTraits } from '../device.ts';
import { launched, nothingToDo } from '../kernel.ts';
import { behind, buffersOf, cutOut, inParts, joinedParts } from '../parts.ts';
import { Scope, Shader } from './shader.ts';

export function lowerMap(nest: MapNest, traits: GpuTraits): Lowered {
  const parts = inParts(nest.stores, traits.buffers);
  if (parts.length > 1) return joinedParts(parts.map((stores) => lowerMap({ ...nest, stores }, traits)));
  const [store] = nest.stores;
  if (nest.stores.length === 1 && buffersOf([store]).size > traits.buffers) {
    const cut = cutOut(store.value, nest.sizes, nest.buffers, traits.buffers);
    if (cut) return behind(lowerMap(cut.first, traits), lowerMap({ ...nest, buffers: nest.buffers + 1, stores: [{ ...store, value: cut.replace(store.value) }] }, traits), nest.buffers, cut.bytes);
  }
  return lowerPart(nest, traits);
}
function lowerPart(nest: MapNest, traits: GpuTraits): Lowered {
  const { sizes, stores, sequential = [] } = nest, points = sizes.reduce((n, s) => n * s, 1);
  if (points === 0) return nothingToDo;
  const shader = new Shader(traits), axes: string[] = [], side = sizes.flatMap((size, axis) => (sequential.includes(axis) ? [] : [{ axis, size }])), count = side.reduce((n, { size }) => n * size, 1);
  shader.workgroupSize = traits.invocations;
  shader.say(`let point = group * ${traits.invocations}u + local;`);
  shader.within(`if (point < ${count}u)`, () => {
    shader.coordinates('point', side, axes);
    const walk = (rest: readonly number[]): void => {
      const [axis, ...inner] = rest;
      if (axis === undefined) { const scope = new Scope(shader, axes); for (const store of stores) scope.store(store); return; }
      const at = (axes[axis] = shader.name('s'));
      shader.within(`for (var ${at} = 0; ${at} < ${sizes[axis]}; ${at}++)`, () => walk(inner));
    };
    walk(sequential);
  });
  return launched('map', shader, nest.buffers, Math.ceil(count / traits.invocations), { flop: points * operationsOf(stores.map((s) => s.value)), bytes: trafficOf(sizes, stores, [], ({ dtype }) => bytesOf[dtype]) });
}
