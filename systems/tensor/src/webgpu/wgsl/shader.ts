/**
 * One compute shader while it is written: buffers, functions of the library, workgroup memory and the lines of `main`.
 * `Scope` writes values at one point of a nest; what it has worked out has a name and is not worked out again.
 */
import type { DType } from '../../graph/dtype.ts';
import { laneKind, type Access, type LaneKind, type Store, type Value } from '../../loops/value.ts';
import type { GpuTraits } from '../device.ts';
import { float, laneFunctions, library } from './functions.ts';

/** How an element lies in a buffer. Elements take 32 bits: integers and bool as i32; f16 and bf16 as the f32 they are, or f16 in 16 where the device stores those. */
export const elementType = (dtype: DType, traits: Pick<GpuTraits, 'f16'>): 'f32' | 'i32' | 'f16' => (dtype === 'f16' && traits.f16 ? 'f16' : laneKind(dtype) === 'f32' ? 'f32' : 'i32');
export const wgslType: Readonly<Record<LaneKind, string>> = { f32: 'f32', i32: 'i32', mask: 'bool' };
export const integer = (n: number): string => (n < 0 ? `i32(${n})` : String(n));

interface Binding { element: 'f32' | 'i32' | 'f16'; written: boolean }

export class Shader {
  readonly traits: GpuTraits;
  readonly #bindings = new Map<number, Binding>();
  readonly #functions = new Set<string>();
  readonly #declarations: string[] = [];
  readonly #lines: string[] = [];
  readonly #builtins = new Map<string, string>();
  #depth = 1;
  #names = 0;
  #size = 1;

  constructor(traits: GpuTraits) { this.traits = traits; }

  set workgroupSize(invocations: number) { this.#size = invocations; }
  /** Numbers of the buffers that are bound, in the order of their bindings. */
  get bound(): number[] { return [...this.#bindings.keys()].sort((a, b) => a - b); }
  /** Buffers that are written. */
  get written(): ReadonlySet<number> { return new Set([...this.#bindings].filter(([, { written }]) => written).map(([buffer]) => buffer)); }

  /** With a stroke, so that none is the name of a type. */
  name(prefix = 'v'): string { return `${prefix}_${this.#names++}`; }
  say(line: string): void { this.#lines.push('  '.repeat(this.#depth) + line); }
  within(head: string, body: () => void): void { this.say(`${head} {`); this.#depth++; body(); this.#depth--; this.say('}'); }
  /** Something at module scope: workgroup memory, a function of the kernel's own. */
  declare(text: string): void { this.#declarations.push(text); }
  need(...names: readonly string[]): void {
    for (const name of names) {
      if (this.#functions.has(name)) continue;
      this.need(...(library[name].needs ?? []));
      this.#functions.add(name);
    }
  }
  builtin(name: string, type: string): string { this.#builtins.set(name, type); return name; }

  /** Lines written by `body`, instead of into `main`: the body of a function of the kernel's own. */
  aside(body: () => void): string {
    const start = this.#lines.length, depth = this.#depth;
    this.#depth = 1;
    body();
    this.#depth = depth;
    return this.#lines.splice(start).join('\n');
  }

  element(access: Access, written: boolean): { name: string; element: Binding['element'] } {
    const element = elementType(access.dtype, this.traits), known = this.#bindings.get(access.buffer);
    if (known && known.element !== element) throw new Error(`buffer ${access.buffer} of a kernel is read as ${element} and as ${known.element}`);
    if (known) known.written ||= written; else this.#bindings.set(access.buffer, { element, written });
    return { name: `b${access.buffer}`, element };
  }

  /** @param writable buffers that have to be bound for writing although they are only read: parts of a buffer that is written elsewhere */
  text(writable: (buffer: number) => boolean): string {
    const enabled = [...(this.traits.f16 && [...this.#bindings.values()].some((b) => b.element === 'f16') ? ['enable f16;'] : []), ...(this.#builtins.has('subgroup_id') ? ['enable subgroups;', 'requires subgroup_id;'] : [])];
    const bindings = this.bound.map((buffer, i) => { const { element, written } = this.#bindings.get(buffer)!; return `@group(0) @binding(${i}) var<storage, ${written || writable(buffer) ? 'read_write' : 'read'}> b${buffer}: array<${element}>;`; });
    const builtins = ['@builtin(workgroup_id) workgroup: vec3<u32>', '@builtin(num_workgroups) workgroups: vec3<u32>', '@builtin(local_invocation_index) local: u32', ...[...this.#builtins].map(([name, type]) => `@builtin(${name}) ${name}: ${type}`)];
    return [...enabled, ...bindings, ...[...this.#functions].map((name) => library[name].text), ...this.#declarations, `@compute @workgroup_size(${this.#size})`, `fn main(${builtins.join(', ')}) {`, '  let group = workgroup.x + workgroup.y * workgroups.x;', ...this.#lines, '}', ''].join('\n');
  }

  number(lane: LaneKind, value: number): string {
    if (lane === 'mask') return value ? 'true' : 'false';
    if (lane === 'i32') return integer(value | 0);
    const rounded = Math.fround(value);
    if (Number.isNaN(rounded)) { this.need('notANumber'); return 'notANumber()'; }
    if (!Number.isFinite(rounded)) { this.need('infinity'); return rounded > 0 ? 'infinity()' : '-infinity()'; }
    return float(rounded);
  }

  /** Writes coordinates of a point from its number (u32, used up), outermost axis first. */
  coordinates(number: string, axes: readonly { axis: number; size: number }[], into: string[]): void {
    let rest = number;
    for (let i = axes.length - 1; i >= 0; i--) {
      const { axis, size } = axes[i], at = this.name('i');
      if (size === 1) { into[axis] = '0'; continue; }
      if (axes.slice(0, i).every((a) => a.size === 1)) { this.say(`let ${at} = i32(${rest});`); rest = '0u'; } else {
        this.say(`let ${at} = i32(${rest} % ${size}u);`);
        const next = this.name('r');
        this.say(`let ${next} = ${rest} / ${size}u;`);
        rest = next;
      }
      into[axis] = at;
    }
  }
}

/** Values at one point: `axes` are its coordinates, `holes` what the kernel provides. */
export class Scope {
  readonly #shader: Shader;
  readonly #axes: readonly string[];
  readonly #holes: readonly string[];
  readonly #known = new Map<Value, string>();
  constructor(shader: Shader, axes: readonly string[], holes: readonly string[] = []) { this.#shader = shader; this.#axes = axes; this.#holes = holes; }

  /** An expression without effect: a name, or a constant. */
  value(value: Value): string {
    const known = this.#known.get(value);
    if (known) return known;
    const made = this.#make(value);
    this.#known.set(value, made);
    return made;
  }

  #make(value: Value): string {
    const shader = this.#shader;
    switch (value.kind) {
      case 'constant': return shader.number(value.lane, value.value);
      case 'hole': return this.#holes[value.hole];
      case 'index': return this.#named(this.#sum(value.offset, value.strides, []));
      case 'load': return this.#load(value.access, value.lane);
      case 'map': {
        const { print, needs } = laneFunctions[value.fn];
        shader.need(...needs);
        // Expressions of constants alone are worked out by the compiler, which refuses those that overflow.
        const constant = value.args.every((arg) => arg.kind === 'constant');
        return this.#named(print(...value.args.map((arg) => (constant ? this.#named(this.value(arg)) : this.value(arg)))));
      }
    }
  }
  #named(expression: string): string {
    const name = this.#shader.name();
    this.#shader.say(`let ${name} = ${expression};`);
    return name;
  }
  #sum(offset: number, strides: readonly number[], more: readonly string[]): string {
    const terms = strides.flatMap((stride, axis) => (stride === 0 || this.#axes[axis] === '0' ? [] : [stride === 1 ? this.#axes[axis] : `${integer(stride)} * ${this.#axes[axis]}`]));
    return [...terms, ...more, ...(offset || terms.length + more.length === 0 ? [integer(offset)] : [])].join(' + ');
  }

  /** Where an access is, and what must hold for it to be inside. */
  #place({ offset, strides, gathers = [] }: Access): { at: string; inside: string } {
    const indices = gathers.map(({ index }) => this.value(index));
    return {
      at: this.#sum(offset, strides, gathers.map(({ stride }, i) => `${integer(stride)} * ${indices[i]}`)),
      inside: gathers.map(({ size }, i) => `bitcast<u32>(${indices[i]}) < ${size}u`).join(' && '),
    };
  }

  #load(access: Access, lane: LaneKind): string {
    const shader = this.#shader, { at, inside } = this.#place(access), { name, element } = shader.element(access, false);
    const read = (place: string) => { const raw = `${name}[${place}]`; return lane === 'mask' ? `${raw} != 0` : element === 'f16' ? `f32(${raw})` : raw; };
    if (!inside) return this.#named(read(at));
    const result = shader.name();
    shader.say(`var ${result} = ${shader.number(lane, 0)};`);
    shader.within(`if (${inside})`, () => shader.say(`${result} = ${read(at)};`));
    return result;
  }

  store({ access, value, add = false }: Store): void {
    const shader = this.#shader, given = this.value(value), { at, inside } = this.#place(access), { name, element } = shader.element(access, true), { dtype } = access;
    const put = () => {
      let place = at;
      if (add) { place = shader.name('at'); shader.say(`let ${place} = ${at};`); }
      const before = add ? `${element === 'f16' ? `f32(${name}[${place}])` : `${name}[${place}]`} + ` : '', now = add ? `(${before}${given})` : given;
      shader.say(`${name}[${place}] = ${this.#stored(now, dtype, !add && value.kind === 'map' ? value.fn : '', element)};`);
    };
    if (inside) shader.within(`if (${inside})`, put); else put();
  }
  /** A lane as an element of the dtype. */
  #stored(expression: string, dtype: DType, made: string, element: string): string {
    switch (dtype) {
      case 'u8': return `${expression} & 255`;
      case 'i8': return `(${expression} << 24u) >> 24u`;
      case 'bool': return `select(0, 1, ${expression})`;
      case 'bf16': if (made === 'roundBf16') return expression; this.#shader.need('roundBf16_'); return `roundBf16_(${expression})`;
      case 'f16': {
        const rounded = made === 'roundF16' ? expression : `roundF16_(${expression})`;
        if (made !== 'roundF16') this.#shader.need('roundF16_');
        return element === 'f16' ? `f16(${rounded})` : rounded;
      }
      default: return expression;
    }
  }
}
