/**
 * What a contender must offer: ours and peers alike. `prepare` makes a task ready with its inputs on the peer's side
 * of memory; then `run` does it once. A peer that cannot do a task says why, and is left out of that row.
 */
import { integers, uniform } from '../../test/oracle/generator.ts';
import type { Input, Inputs, Kind, Task, TaskOf } from '../works/task.ts';

export interface Prepared {
  /** One iteration; when the promise settles, or it returns, the result is there. Training steps go on from where the last one ended. */
  run(): void | Promise<void>;
  /** What the last run made, row-major: what contenders are compared by. */
  result(): Promise<Float32Array>;
  dispose(): void;
}

export interface Peer {
  name: string;
  version: string;
  prepare(task: Task, inputs: Inputs): Promise<Prepared>;
}

export class CannotDo extends Error {}
export const cannot = (why: string): never => { throw new CannotDo(why); };

export type Makers<Value> = { [K in Kind]?: (task: TaskOf<K>, value: Record<string, Value>) => Prepared | Promise<Prepared> };

/** The numbers of an input, the same in every contender. */
export function valuesOf(input: Input): Float32Array | Int32Array {
  return 'below' in input ? integers(input.seed, input.shape, input.below) : uniform(input.seed, input.shape, input.low, input.high);
}

/** A peer by a function per kind of task, over inputs that `upload` has made its own. */
export function peerOf<Value>(name: string, version: string, makers: Makers<Value>, upload: (values: Float32Array | Int32Array, shape: number[], key: string) => Value): Peer {
  return {
    name, version,
    async prepare(task, inputs) {
      const make = makers[task.kind] as ((task: Task, value: Record<string, Value>) => Prepared | Promise<Prepared>) | undefined;
      if (!make) return cannot(`${name} has no ${task.kind}`);
      return make(task, Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, upload(valuesOf(input), [...input.shape], key)])));
    },
  };
}
