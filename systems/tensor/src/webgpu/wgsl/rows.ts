/**
 * Row nests: reductions and what uses their results over the same row again. A long row has a workgroup, whose
 * partial results are added up as a tree in workgroup memory; a short one an invocation. Sums are in an order that depends on
 * sizes alone.
 */
import { bytesOf } from '../../graph/dtype.ts';
import type { Lowered } from '../../loops/kernel.ts';
import { rowOperations, trafficOf, type RowNest } from '../../loops/nest.ts';
import { combine, levels } from '../../loops/rows.ts';
import type { GpuTraits } from '../device.ts';
import { launched, nothingToDo } from '../kernel.ts';
import { behind, buffersOf, cutOut, inParts, joinedParts, reductionsUnder } from '../parts.ts';
import { lowerMap } from './map.ts';
import { laneFunctions } from './functions.ts';
import { Scope, Shader, wgslType } from './shader.ts';

const shortRow = 32;

export function lowerRows(nest: RowNest, traits: GpuTraits): Lowered {
  const parts = inParts(nest.stores, traits.buffers, nest.reductions);
  if (parts.length > 1) return joinedParts(parts.map((stores) => lowerRows({ ...nest, stores }, traits)));
  if (buffersOf(nest.stores, nest.reductions).size > traits.buffers) {
    // Of what is reduced, or of what is stored, the part that stands on no result and takes most buffers.
    for (const value of [...nest.reductions.map((r) => r.value), ...nest.stores.map((s) => s.value)]) {
      const cut = cutOut(value, nest.sizes, nest.buffers, traits.buffers);
      if (cut) return behind(lowerMap(cut.first, traits), lowerRows({ ...nest, buffers: nest.buffers + 1, reductions: nest.reductions.map((r) => ({ ...r, value: cut.replace(r.value) })), stores: nest.stores.map((s) => ({ ...s, value: cut.replace(s.value) })) }, traits), nest.buffers, cut.bytes);
    }
  }
  return lowerPart(nest, traits);
}
function lowerPart(nest: RowNest, traits: GpuTraits): Lowered {
  const { sizes, reduced, reductions, stores } = nest, pick = (is: boolean) => sizes.flatMap((size, axis) => (reduced[axis] === is ? [{ axis, size }] : [])), kept = pick(false), row = pick(true);
  const rows = kept.reduce((n, { size }) => n * size, 1), length = row.reduce((n, { size }) => n * size, 1);
  if (rows === 0) return nothingToDo;
  const { invocations } = traits, isShort = length <= shortRow, shader = new Shader(traits), level = levels(nest), wanted = reductionsUnder(stores.map((s) => s.value), reductions), axes: string[] = sizes.map(() => '0'), holes: string[] = [];
  shader.workgroupSize = invocations;
  shader.say(isShort ? `let row = group * ${invocations}u + local;` : 'let row = group;');
  shader.within(`if (row < ${rows}u)`, () => {
    shader.coordinates('row', kept, axes);
    /** Goes along the row; what `body` writes is inside the loop, with the row's coordinates known. */
    const along = (body: () => void) => {
      const at = shader.name('e');
      shader.within(isShort ? `for (var ${at} = 0u; ${at} < ${length}u; ${at}++)` : `for (var ${at} = local; ${at} < ${length}u; ${at} += ${invocations}u)`, () => { shader.coordinates(at, row, axes); body(); });
    };
    const passes = Math.max(-1, ...level.reductions);
    for (let pass = 0; pass <= passes; pass++) {
      const now = reductions.flatMap((r, i) => (level.reductions[i] === pass && wanted.has(i) ? [{ ...r, i, sum: shader.name('sum') }] : []));
      for (const { lane, neutral, sum } of now) shader.say(`var ${sum}: ${wgslType[lane]} = ${shader.number(lane, neutral)};`);
      along(() => { const scope = new Scope(shader, axes, holes); for (const { fn, lane, value, sum } of now) shader.say(`${sum} = ${joined(shader, fn, lane, sum, scope.value(value))};`); });
      for (const { fn, lane, i, sum } of now) {
        if (isShort) { holes[i] = sum; continue; }
        const shared = `parts${i}`;
        shader.declare(`var<workgroup> ${shared}: array<${wgslType[lane]}, ${invocations}>;`);
        shader.say(`${shared}[local] = ${sum};`);
        shader.say('workgroupBarrier();');
        shader.within(`for (var half = ${invocations / 2}u; half > 0u; half >>= 1u)`, () => {
          shader.within('if (local < half)', () => shader.say(`${shared}[local] = ${joined(shader, fn, lane, `${shared}[local]`, `${shared}[local + half]`)};`));
          shader.say('workgroupBarrier();');
        });
        holes[i] = shader.name('result');
        shader.say(`let ${holes[i]} = ${shared}[0];`);
      }
    }
    const everywhere = stores.filter((s) => !s.perRow), once = stores.filter((s) => s.perRow);
    if (everywhere.length) along(() => { const scope = new Scope(shader, axes, holes); for (const store of everywhere) scope.store(store); });
    if (once.length) { row.forEach(({ axis }) => { axes[axis] = '0'; }); shader.within(isShort ? 'if (true)' : 'if (local == 0u)', () => { const scope = new Scope(shader, axes, holes); for (const store of once) scope.store(store); }); }
  });
  const values = reductions.map((r) => r.value);
  return launched('rows', shader, nest.buffers, isShort ? Math.ceil(rows / invocations) : rows, { flop: rowOperations(nest, rows, length), bytes: trafficOf(sizes, stores, values, ({ dtype }) => bytesOf[dtype]) });
}

export function joined(shader: Shader, fn: keyof typeof combine, lane: 'f32' | 'i32', a: string, b: string): string {
  const { print, needs } = laneFunctions[combine[fn][lane]];
  shader.need(...needs);
  return print(a, b);
}
