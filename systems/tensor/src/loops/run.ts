/** Runs along the vector axis: whole vectors, several in flight, then the elements that are left. */
import type { FunctionBuilder, Local } from '../wasm/index.ts';
import type { Place } from './lanes.ts';
import { repeat, type Streams } from './streams.ts';

/** Emits one vector: `ahead` elements from the streams, in the accumulators' set `unrolled`. */
type Body = (ahead: number, lanes: Place['lanes'], unrolled: number) => void;

/** A run of a size known now. Afterwards the streams are where they were, but for moves not yet settled. */
export function staticRun(f: FunctionBuilder, streams: Streams, axis: number, size: number, unroll: number, body: Body): void {
  const vectors = size >> 2, left = size & 3;
  let done = 0;
  streams.settle();
  if (vectors > 2 * unroll) {
    const rounds = Math.floor(vectors / unroll);
    repeat(f, rounds, () => {
      for (let u = 0; u < unroll; u++) body(4 * u, 4, u);
      streams.advance(axis, 4 * unroll);
      streams.settle();
    });
    done = rounds * unroll;
    for (let v = done; v < vectors; v++) body(4 * (v - done), 4, v - done);
    if (left) body(4 * (vectors - done), left as Place['lanes'], (vectors - done) % unroll);
    streams.advance(axis, -4 * done);
    return;
  }
  for (let v = 0; v < vectors; v++) body(4 * v, 4, v % unroll);
  if (left) body(4 * vectors, left as Place['lanes'], vectors % unroll);
}

/** A run whose number of elements is in a local; it is a multiple of 4 everywhere but at the axis's end, where `left` remain. Streams end up `count` elements on, less what is left. */
export function dynamicRun(f: FunctionBuilder, streams: Streams, axis: number, count: Local, left: number, unroll: number, body: Body): void {
  const rounds = f.local('i32');
  const vectors = (times: number) => { for (let u = 0; u < times; u++) body(4 * u, 4, u); streams.advance(axis, 4 * times); streams.settle(); };
  streams.settle();
  if (unroll > 1) {
    f.get(count).i32(4 * unroll).op('i32.div_u').set(rounds);
    repeat(f, { local: rounds }, () => vectors(unroll));
    f.get(count).i32(4 * unroll).op('i32.rem_u').i32(2).op('i32.shr_u').set(rounds);
  } else f.get(count).i32(2).op('i32.shr_u').set(rounds);
  repeat(f, { local: rounds }, () => vectors(1));
  if (left) { f.get(count).i32(3).op('i32.and').if(); body(0, left as Place['lanes'], 0); f.end(); }
  f.release(rounds);
}
