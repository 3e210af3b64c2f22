/** Scans and arg-reductions: an invocation walks the axis in order, for each point of the others. */
import { bytesOf } from '../../graph/dtype.ts';
import type { Lowered } from '../../loops/kernel.ts';
import { operationsOf, trafficOf, type ArgReduceNest, type ScanNest } from '../../loops/nest.ts';
import type { GpuTraits } from '../device.ts';
import { launched, nothingToDo } from '../kernel.ts';
import { joined } from './rows.ts';
import { Scope, Shader, wgslType } from './shader.ts';

export function lowerWalk(nest: ScanNest | ArgReduceNest, traits: GpuTraits): Lowered {
  const { sizes, axis, lane, value, access } = nest, length = sizes[axis], others = sizes.flatMap((size, a) => (a === axis ? [] : [{ axis: a, size }])), count = others.reduce((n, { size }) => n * size, 1);
  if (count === 0 || (nest.kind === 'scan' && length === 0)) return nothingToDo;
  const shader = new Shader(traits), axes: string[] = sizes.map(() => '0');
  shader.workgroupSize = traits.invocations;
  shader.say(`let walk = group * ${traits.invocations}u + local;`);
  shader.within(`if (walk < ${count}u)`, () => {
    shader.coordinates('walk', others, axes);
    const at = shader.name('k'), so = shader.name('so');
    axes[axis] = at;
    const isBackward = nest.kind === 'scan' && nest.reverse, head = isBackward ? `for (var ${at} = ${length - 1}; ${at} >= 0; ${at}--)` : `for (var ${at} = 0; ${at} < ${length}; ${at}++)`;
    if (nest.kind === 'scan') {
      shader.say(`var ${so}: ${wgslType[lane]} = ${shader.number(lane, nest.neutral)};`);
      shader.within(head, () => {
        const put = () => new Scope(shader, axes, [so]).store({ access, value: { kind: 'hole', lane, hole: 0 } });
        // What is written before the sum goes on must not be read again after it: the operand is read first.
        const now = new Scope(shader, axes).value(value);
        if (nest.exclusive) put();
        shader.say(`${so} = ${joined(shader, nest.fn, lane, so, now)};`);
        if (!nest.exclusive) put();
      });
      return;
    }
    const place = shader.name('place');
    shader.say(`var ${so}: ${wgslType[lane]} = ${shader.number(lane, 0)};`);
    shader.say(`var ${place} = 0;`);
    if (lane === 'f32') shader.need('isNaN_');
    shader.within(head, () => {
      const now = new Scope(shader, axes).value(value), better = `${now} ${nest.fn === 'max' ? '>' : '<'} ${so}`, isBetter = lane === 'f32' ? `(isNaN_(${now}) && !isNaN_(${so})) || (${better} && !isNaN_(${so}))` : better;
      shader.within(`if (${at} == 0 || ${isBetter})`, () => { shader.say(`${so} = ${now};`); shader.say(`${place} = ${at};`); });
    });
    axes[axis] = '0';
    new Scope(shader, axes, [place]).store({ access, value: { kind: 'hole', lane: 'i32', hole: 0 } });
  });
  return launched(nest.kind, shader, nest.buffers, Math.ceil(count / traits.invocations), { flop: count * length * (operationsOf([value]) + 1), bytes: trafficOf(sizes, [], [value], ({ dtype }) => bytesOf[dtype]) });
}
