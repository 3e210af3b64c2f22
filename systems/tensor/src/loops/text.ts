/** Loop nests as text, for people: axes, what is computed at each point, and how it is cut and tiled. */
import type { Problem } from './contract/problem.ts';
import type { ContractSchedule } from './contract/schedule.ts';
import type { MapSchedule } from './map.ts';
import type { ArgReduceNest, MapNest, RowNest, ScanNest } from './nest.ts';
import type { RowSchedule } from './rows.ts';
import { visitValues, type Access, type Store, type Value } from './value.ts';

const axisName = (axis: number): string => 'ijklmnopqrs'[axis] ?? `a${axis}`;
const signs: Record<string, string> = { add: '+', sub: '-', mul: '*', div: '/', lt: '<', le: '<=', gt: '>', ge: '>=', eq: '==', ne: '!=', addI: '+', subI: '-', mulI: '*' };

class Printer {
  readonly lines: string[] = [];
  readonly #names = new Map<Value, string>();
  #depth = 0;
  say(text: string): void { this.lines.push('  '.repeat(this.#depth) + text); }
  within(text: string, body: () => void): void { this.say(text); this.#depth++; body(); this.#depth--; }

  access({ buffer, offset, strides, gathers }: Access): string {
    const terms = [...strides.flatMap((s, axis) => (s === 0 ? [] : [s === 1 ? axisName(axis) : s === -1 ? `-${axisName(axis)}` : `${s}*${axisName(axis)}`])), ...(gathers ?? []).map((g) => `${g.stride}*(${this.value(g.index)})`), ...(offset ? [String(offset)] : [])];
    return `${'abcdefgh'[buffer] ?? `b${buffer}`}[${terms.join(' + ') || '0'}]`;
  }
  value(v: Value): string {
    const known = this.#names.get(v);
    if (known) return known;
    switch (v.kind) {
      case 'load': return this.access(v.access);
      case 'constant': return v.lane === 'mask' ? String(Boolean(v.value)) : String(Number(v.value.toPrecision(7)));
      case 'index': return `(${[...v.strides.flatMap((s, axis) => (s ? [s === 1 ? axisName(axis) : `${s}*${axisName(axis)}`] : [])), ...(v.offset ? [String(v.offset)] : [])].join(' + ') || '0'})`;
      case 'hole': return `sum${v.hole || ''}`;
      case 'map': return signs[v.fn] ? `(${this.value(v.args[0])} ${signs[v.fn]} ${this.value(v.args[1])})` : `${v.fn}(${v.args.map((arg) => this.value(arg)).join(', ')})`;
    }
  }
  /** Values that are used more than once get names first. */
  shared(roots: readonly Value[]): void {
    const uses = new Map<Value, number>(), use = (v: Value) => uses.set(v, (uses.get(v) ?? 0) + 1);
    roots.forEach(use);
    visitValues(roots, (v) => { if (v.kind === 'map') v.args.forEach(use); });
    visitValues(roots, (v) => {
      if (v.kind !== 'map' || uses.get(v)! < 2 || this.#names.has(v)) return;
      const name = `t${this.#names.size}`;
      this.say(`${name} = ${this.value(v)}`);
      this.#names.set(v, name);
    });
  }
  stores(stores: readonly Store[]): void {
    this.shared(stores.map((s) => s.value));
    for (const { access, value, add } of stores) this.say(`${this.access(access)} ${add ? '+=' : '='} ${this.value(value)}`);
  }
  axes(axes: readonly { axis: number; size: number }[], body: () => void): void {
    const [first, ...rest] = axes;
    if (!first) { body(); return; }
    this.within(`for ${axisName(first.axis)} in 0 .. ${first.size}`, () => this.axes(rest, body));
  }
}
const all = (sizes: readonly number[]) => sizes.map((size, axis) => ({ axis, size }));
const done = (p: Printer): string => p.lines.join('\n');

export function mapText({ sizes, stores }: MapNest, { split, unroll }: MapSchedule): string {
  const p = new Printer();
  p.say(`// a task takes ${split.block} of ${axisName(split.axis)}; ${unroll} vector${unroll > 1 ? 's' : ''} of 4 lanes at a time along ${axisName(sizes.length - 1)}`);
  p.axes(all(sizes), () => p.stores(stores));
  return done(p);
}

export function rowsText({ sizes, reduced, reductions, stores }: RowNest, byColumn: boolean, { split, unroll, columns }: RowSchedule): string {
  const p = new Printer(), kept = all(sizes).filter(({ axis }) => !reduced[axis]), along = all(sizes).filter(({ axis }) => reduced[axis]);
  p.say(`// a task takes ${split.block} of ${axisName(split.axis)}; ${byColumn ? `${4 * columns} columns are reduced side by side` : `${unroll} vectors of partial results, combined in a fixed order`}`);
  p.axes(kept, () => {
    reductions.forEach(({ fn, value }, i) => p.axes(along, () => { p.shared([value]); p.say(`sum${i || ''} = ${fn}(sum${i || ''}, ${p.value(value)})`); }));
    const full = stores.filter((s) => !s.perRow), once = stores.filter((s) => s.perRow);
    if (full.length) p.axes(along, () => p.stores(full));
    p.stores(once);
  });
  return done(p);
}

export function walkText(nest: ScanNest | ArgReduceNest): string {
  const p = new Printer();
  p.axes(all(nest.sizes), () => p.say(`${p.access(nest.access)} = ${nest.kind === 'scan' ? `running ${nest.fn}` : `place of the ${nest.fn}`} of ${p.value(nest.value)} along ${axisName(nest.axis)}`));
  return done(p);
}

export function contractText({ batch, m, n, k, stores }: Problem, s: ContractSchedule): string {
  const p = new Printer(), offset = batch.length;
  const outer = [...all(batch), ...m.map((size, i) => ({ axis: offset + i, size })), ...n.map((size, i) => ({ axis: offset + m.length + i, size }))];
  p.say(`// tile ${s.mr} x ${s.nr}, panels of b ${Math.min(k, s.kc)} long, ${s.nb} columns and ${s.mb} rows to a task; a is ${s.packA === 'none' ? 'read where it lies' : s.packA === 'task' ? 'packed by each task' : 'packed before'}, b ${s.packB === 'task' ? 'packed by each task' : 'packed before'}`);
  p.axes(outer, () => {
    p.within(`for k in 0 .. ${k}`, () => p.say(`sum += a(${[...batch.keys(), ...m.keys()].map((_, i) => axisName(i)).join(', ') || '0'}, k) * b(k, ${n.map((_, i) => axisName(offset + m.length + i)).join(', ')})`));
    p.stores(stores);
  });
  return done(p);
}
