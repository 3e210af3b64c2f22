/**
 * Contractions: a workgroup has a tile of the result. Tiles of both operands are brought into workgroup memory by all its
 * invocations together; each owns mr x nr sums, strided over the tile, so that neighbours read and write neighbouring
 * places (the paper's virtual threads). Ragged edges are zeros in workgroup memory and are not stored.
 */
import type { ContractNest } from '../../loops/contract-nest.ts';
import type { Lowered } from '../../loops/kernel.ts';
import type { GpuTraits } from '../device.ts';
import { launched, nothingToDo } from '../kernel.ts';
import { lowerMap } from './map.ts';
import { Scope, Shader, wgslType } from './shader.ts';

/** Invocations lie 8 x 8; the tile of a workgroup is 8 mr x 8 nr, in steps of kb of the sum. */
export interface GpuSchedule { mr: number; nr: number; kb: number }
const side = 8;
/** The largest tile that the result fills at least half. */
export const gpuSchedule = (m: number, n: number, k: number): GpuSchedule => { const of = (size: number) => (size > 16 ? 4 : size > 8 ? 2 : 1); return { mr: of(m), nr: of(n), kb: Math.max(1, Math.min(16, k)) }; };

export function lowerContract(nest: ContractNest, buffers: number, traits: GpuTraits, schedule?: GpuSchedule): Lowered {
  const starts = [0, nest.batch, nest.batch + nest.m, nest.batch + nest.m + nest.n, nest.sizes.length], part = (role: number) => nest.sizes.slice(starts[role], starts[role + 1]).map((size, i) => ({ axis: starts[role] + i, size })), count = (axes: readonly { size: number }[]) => axes.reduce((n, { size }) => n * size, 1);
  const [batchAxes, mAxes, nAxes, kAxes] = [0, 1, 2, 3].map(part), [batches, m, n, k] = [batchAxes, mAxes, nAxes, kAxes].map(count), { lane } = nest, type = wgslType[lane];
  if (batches * m * n === 0) return nothingToDo;
  const kept = starts[3], zero = { kind: 'constant', lane, value: 0 } as const;
  // A sum of nothing is 0: the stores alone.
  if (k === 0) return lowerMap({ kind: 'map', sizes: nest.sizes.slice(0, kept), buffers, stores: nest.stores.map((s) => ({ ...s, value: filled(s.value, zero) })) }, traits);
  const { mr, nr, kb } = schedule ?? gpuSchedule(m, n, k), mb = side * mr, nb = side * nr, mTiles = Math.ceil(m / mb), nTiles = Math.ceil(n / nb), invocations = side * side;
  const shader = new Shader(traits), axes: string[] = nest.sizes.map(() => '0');
  shader.workgroupSize = invocations;
  shader.declare(`var<workgroup> left: array<${type}, ${mb * kb}>;\nvar<workgroup> right: array<${type}, ${kb * nb}>;`);
  shader.within(`if (group < ${batches * mTiles * nTiles}u)`, () => {
    shader.say(`let first_n = (group % ${nTiles}u) * ${nb}u; let rest = group / ${nTiles}u; let first_m = (rest % ${mTiles}u) * ${mb}u; let batch = rest / ${mTiles}u;`);
    shader.coordinates('batch', batchAxes, axes);
    shader.say(`let tx = local % ${side}u; let ty = local / ${side}u;`);
    const sums = Array.from({ length: mr * nr }, (_, i) => `sum${i}`), zeroText = shader.number(lane, 0);
    for (const sum of sums) shader.say(`var ${sum}: ${type} = ${zeroText};`);
    shader.within(`for (var first_k = 0u; first_k < ${k}u; first_k += ${kb}u)`, () => {
      // An operand's tile, [rows or columns][kb] and [kb][columns]; the sum's axis is the faster one of threads for a, the columns for b.
      const bring = (into: string, value: typeof nest.a, across: readonly { axis: number; size: number }[], size: number, block: number, first: string, isLeft: boolean) => {
        const i = shader.name('i');
        shader.within(`for (var ${i} = local; ${i} < ${block * kb}u; ${i} += ${invocations}u)`, () => {
          const x = shader.name('x'), y = shader.name('y'), at = shader.name('at');
          shader.say(isLeft ? `let ${x} = ${first} + ${i} / ${kb}u; let ${y} = first_k + ${i} % ${kb}u;` : `let ${x} = ${first} + ${i} % ${block}u; let ${y} = first_k + ${i} / ${block}u;`);
          shader.say(`var ${at}: ${type} = ${zeroText};`);
          shader.within(`if (${x} < ${size}u && ${y} < ${k}u)`, () => { shader.coordinates(x, across, axes); shader.coordinates(y, kAxes, axes); shader.say(`${at} = ${new Scope(shader, axes).value(value)};`); });
          shader.say(`${into}[${i}] = ${at};`);
        });
      };
      bring('left', nest.a, mAxes, m, mb, 'first_m', true);
      bring('right', nest.b, nAxes, n, nb, 'first_n', false);
      shader.say('workgroupBarrier();');
      shader.within(`for (var step = 0u; step < ${kb}u; step++)`, () => {
        for (let i = 0; i < mr; i++) shader.say(`let a${i} = left[(ty + ${side * i}u) * ${kb}u + step];`);
        for (let j = 0; j < nr; j++) shader.say(`let b_${j} = right[step * ${nb}u + tx + ${side * j}u];`);
        for (let i = 0; i < mr; i++) for (let j = 0; j < nr; j++) { const sum = sums[i * nr + j]; shader.say(lane === 'f32' ? `${sum} = fma(a${i}, b_${j}, ${sum});` : `${sum} += a${i} * b_${j};`); }
      });
      shader.say('workgroupBarrier();');
    });
    for (const { axis } of kAxes) axes[axis] = '0';
    for (let i = 0; i < mr; i++) for (let j = 0; j < nr; j++) {
      const x = shader.name('m'), y = shader.name('n');
      shader.say(`let ${x} = first_m + ty + ${side * i}u; let ${y} = first_n + tx + ${side * j}u;`);
      shader.within(`if (${x} < ${m}u && ${y} < ${n}u)`, () => { shader.coordinates(x, mAxes, axes); shader.coordinates(y, nAxes, axes); const scope = new Scope(shader, axes, [sums[i * nr + j]]); for (const store of nest.stores) scope.store(store); });
    }
  });
  return launched('contract', shader, buffers, batches * mTiles * nTiles, { flop: 2 * batches * m * n * k, bytes: 4 * batches * (m * k + n * k + nest.stores.length * m * n) });
}

function filled(value: ContractNest['a'], zero: ContractNest['a'], done = new Map<ContractNest['a'], ContractNest['a']>()): ContractNest['a'] {
  const known = done.get(value);
  if (known) return known;
  const made = value.kind === 'hole' ? zero : value.kind === 'map' ? { ...value, args: value.args.map((arg) => filled(arg, zero, done)) } : value;
  done.set(value, made);
  return made;
}
