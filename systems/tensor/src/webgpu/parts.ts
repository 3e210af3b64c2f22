/** A kernel that takes more buffers than a shader may have, as several: each makes some of the results, and works out again what they share. */
import type { MapNest, Reduction } from '../loops/nest.ts';
import type { Lowered } from '../loops/kernel.ts';
import { visitValues, type Access, type Store, type Value } from '../loops/value.ts';

/** Reductions that values stand on, by number. */
export function reductionsUnder(roots: readonly Value[], reductions: readonly Reduction[]): Set<number> {
  const found = new Set<number>(), open = [...roots];
  for (let root = open.pop(); root; root = open.pop()) visitValues([root], (v) => { if (v.kind === 'hole' && reductions[v.hole] && !found.has(v.hole)) { found.add(v.hole); open.push(reductions[v.hole].value); } });
  return found;
}
const rootsOf = (stores: readonly Store[]): Value[] => stores.flatMap(({ value, access }) => [value, ...(access.gathers ?? []).map((g) => g.index)]);
export function buffersOf(stores: readonly Store[], reductions: readonly Reduction[] = []): Set<number> {
  const found = new Set(stores.map((s) => s.access.buffer)), roots = rootsOf(stores);
  visitValues([...roots, ...[...reductionsUnder(roots, reductions)].map((i) => reductions[i].value)], (v) => { if (v.kind === 'load') found.add(v.access.buffer); });
  return found;
}
/** Stores together as long as their buffers are few enough, in their order. */
export function inParts<S extends Store>(stores: readonly S[], most: number, reductions: readonly Reduction[] = []): S[][] {
  const parts: S[][] = [];
  for (const store of stores) {
    const last = parts.at(-1);
    if (last && buffersOf([...last, store], reductions).size <= most) last.push(store); else parts.push([store]);
  }
  return parts;
}

const buffersUnder = (value: Value): Set<number> => { const found = new Set<number>(); visitValues([value], (v) => { if (v.kind === 'load') found.add(v.access.buffer); }); return found; };
const standsOnHole = (value: Value): boolean => { let is = false; visitValues([value], (v) => { if (v.kind === 'hole') is = true; }); return is; };

/** A nest to run before, which works out a part of a value that takes too many buffers by itself, and the value with a load in its place. */
export interface Cut { first: MapNest; replace: (value: Value) => Value; bytes: number }
/** The part of `value` with most buffers that a shader still has room for. @param buffers of the nest: the part is stored in the next one */
export function cutOut(value: Value, sizes: readonly number[], buffers: number, most: number): Cut | undefined {
  let part: Value | undefined, size = 1;
  visitValues([value], (v) => { if (v.kind !== 'map' || v === value || standsOnHole(v)) return; const count = buffersUnder(v).size; if (count < most && count > size) { part = v; size = count; } });
  if (!part) return undefined;
  const strides = sizes.map(() => 1), chosen = part;
  for (let i = sizes.length - 2; i >= 0; i--) strides[i] = strides[i + 1] * sizes[i + 1];
  const access: Access = { buffer: buffers, dtype: chosen.lane === 'mask' ? 'bool' : chosen.lane, offset: 0, strides }, load: Value = { kind: 'load', lane: chosen.lane, access }, done = new Map<Value, Value>([[chosen, load]]);
  const replace = (v: Value): Value => {
    const known = done.get(v);
    if (known) return known;
    const made: Value = v.kind === 'map' ? { ...v, args: v.args.map(replace) } : v.kind === 'load' && v.access.gathers ? { ...v, access: { ...v.access, gathers: v.access.gathers.map((g) => ({ ...g, index: replace(g.index) })) } } : v;
    done.set(v, made);
    return made;
  };
  return { first: { kind: 'map', sizes, buffers: buffers + 1, stores: [{ access, value: chosen }] }, replace, bytes: 4 * sizes.reduce((n, s) => n * s, 1) };
}
/** Launches of a lowering whose last buffer, number `buffers`, is a temporary in front of its own. */
export function behind(first: Lowered, rest: Lowered, buffers: number, bytes: number): Lowered {
  const moved = (lowered: Lowered): Lowered['launches'] => lowered.launches.map(({ kernel, buffers: own }) => ({ kernel, buffers: own.map((b) => ('temporary' in b ? { temporary: b.temporary + 1 } : b.buffer === buffers ? { temporary: 0 } : b)) }));
  return { temporaries: [bytes, ...first.temporaries, ...rest.temporaries], launches: [...moved(first), ...moved({ ...rest, launches: rest.launches.map((l) => ({ ...l, buffers: l.buffers.map((b) => ('temporary' in b ? { temporary: b.temporary + first.temporaries.length } : b)) })) })] };
}
/** Lowerings one after the other, each with temporaries of its own. */
export function joinedParts(parts: readonly Lowered[]): Lowered {
  const temporaries: number[] = [], launches: Lowered['launches'][number][] = [];
  for (const part of parts) {
    const before = temporaries.length;
    launches.push(...part.launches.map(({ kernel, buffers }) => ({ kernel, buffers: buffers.map((b) => ('temporary' in b ? { temporary: b.temporary + before } : b)) })));
    temporaries.push(...part.temporaries);
  }
  return { temporaries, launches };
}
