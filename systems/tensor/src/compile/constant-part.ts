/**
 * What depends on constant inputs alone: operands packed for the tiles of a contraction, and whole kernels on weights.
 * It is taken out of the plan, done once, and kept.
 */
import type { Node } from '../graph/node.ts';
import type { Compiled } from './index.ts';
import type { Step } from './plan.ts';

export interface ConstantPart {
  steps: readonly Step[];
  outputs: readonly { bytes: number }[];
  /** Of storages, and of temporaries by key: which output they are. */
  places: ReadonlyMap<Node | string, number>;
  /** By key. */
  launches: ReadonlySet<string>;
}
export const launchKey = (group: number, launch: number): string => `launch ${group} ${launch}`;
export const temporaryKey = (group: number, index: number): string => `temporary ${group} ${index}`;

export function constantPart(groups: Compiled['groups'], storage: Compiled['storage'], inputs: readonly Node[], outputs: readonly Node[], constants: readonly number[], bytes: (node: Node) => number): ConstantPart {
  const known = new Map<Node, number | undefined>(constants.map((i) => [inputs[i], undefined])), input = new Map(constants.map((i) => [inputs[i], i]));
  const places = new Map<Node | string, number>(), launches = new Set<string>(), made: { bytes: number }[] = [], steps: Step[] = [];
  if (constants.length === 0) return { steps, outputs: made, places, launches };
  // A storage several kernels write parts of, or one that is a result, is no constant.
  const writers = new Map<Node, number>();
  for (const { lowered } of groups) for (const owner of new Set(lowered.stored.map((node) => storage(node).of))) writers.set(owner, (writers.get(owner) ?? 0) + 1);
  const isResult = new Set(outputs);
  groups.forEach(({ group, lowered }, step) => {
    if (lowered.host || (group.kind !== 'contract' && group.kind !== 'map' && group.kind !== 'rows')) return;
    const owners = new Set(lowered.stored.map((node) => storage(node).of)), whole = [...owners].every((owner) => !isResult.has(owner) && writers.get(owner) === 1 && lowered.stored.includes(owner));
    const isKnown = (b: { buffer: number } | { temporary: number }) => ('temporary' in b ? places.has(temporaryKey(step, b.temporary)) : known.has(lowered.buffers[b.buffer]));
    const at = (b: { buffer: number } | { temporary: number }) => {
      const key = 'temporary' in b ? temporaryKey(step, b.temporary) : lowered.buffers[b.buffer], i = typeof key === 'string' ? undefined : input.get(key);
      return i === undefined ? { output: places.get(key)! } : { input: i };
    };
    lowered.launches.forEach(({ kernel, buffers }, i) => {
      const last = i === lowered.launches.length - 1;
      // Launches before the last fill temporaries that nobody has touched; the last one stores what the group is for.
      const writes = last ? buffers.filter((b) => 'buffer' in b && owners.has(lowered.buffers[b.buffer])) : buffers.filter((b) => 'temporary' in b && !touched(lowered.launches, i, b.temporary)), reads = buffers.filter((b) => !writes.includes(b));
      if (writes.length === 0 || (last && !whole) || reads.length === 0 || !reads.every(isKnown)) return;
      for (const b of writes) {
        const node = 'temporary' in b ? undefined : lowered.buffers[b.buffer];
        places.set(node ?? temporaryKey(step, (b as { temporary: number }).temporary), made.push({ bytes: node ? bytes(node) : lowered.temporaries[(b as { temporary: number }).temporary] }) - 1);
        if (node) known.set(node, undefined);
      }
      launches.add(launchKey(step, i));
      steps.push({ kind: 'kernel', kernel, buffers: buffers.map(at) });
    });
  });
  return { steps, outputs: made, places, launches };
}

function touched(launches: readonly { buffers: readonly ({ buffer: number } | { temporary: number })[] }[], before: number, temporary: number): boolean {
  return launches.slice(0, before).some(({ buffers }) => buffers.some((b) => 'temporary' in b && b.temporary === temporary));
}
