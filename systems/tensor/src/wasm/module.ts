/** A WebAssembly module that imports one memory, as `env.memory`, and exports functions. The same calls give the same bytes. */
import { Bytes } from './bytes.ts';
import { FunctionBuilder, type Callable } from './function.ts';
import { typeByte, type ValueType } from './opcodes.ts';

export interface MemoryType {
  /** 64 KiB pages. */
  minPages: number;
  /** A shared memory must have one. */
  maxPages?: number;
  shared?: boolean;
  /** Addresses of 64 bits. */
  memory64?: boolean;
}

export class ModuleBuilder {
  readonly memory: MemoryType;
  readonly #functions: FunctionBuilder[] = [];
  readonly #imports: (Callable & { module: string })[] = [];
  readonly #exports: [string, Callable][] = [];
  readonly #types: string[] = [];

  constructor(memory: MemoryType) {
    if (memory.shared && memory.maxPages === undefined) throw new Error('a shared memory needs maxPages');
    this.memory = memory;
  }
  get address(): 'i32' | 'i64' { return this.memory.memory64 ? 'i64' : 'i32'; }

  /** Imported functions come before all others. */
  importFunction(module: string, name: string, params: readonly ValueType[], results: readonly ValueType[]): Callable {
    if (this.#functions.length) throw new Error(`import of ${module}.${name} after a function was begun`);
    const imported = { module, name, params, results, index: this.#imports.length };
    this.#imports.push(imported);
    return imported;
  }
  function(name: string, params: readonly ValueType[], results: readonly ValueType[] = [], { exported = false } = {}): FunctionBuilder {
    const built = new FunctionBuilder(name, this.#imports.length + this.#functions.length, params, results, this.address);
    this.#functions.push(built);
    if (exported) this.#exports.push([name, built]);
    return built;
  }

  #type(params: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${params.join()}>${results.join()}`, known = this.#types.indexOf(key);
    return known >= 0 ? known : this.#types.push(key) - 1;
  }

  /** @param names include function names, for disassembly and stack traces */
  finish({ names = false } = {}): Uint8Array<ArrayBuffer> {
    const bytes = new Bytes(), { minPages, maxPages, shared = false, memory64 = false } = this.memory;
    /** A section of `count` entries; none when it is empty. */
    const section = (id: number, count: number, write: (s: Bytes) => void) => {
      if (count === 0) return;
      const s = new Bytes();
      s.unsigned(count);
      write(s);
      bytes.byte(id);
      bytes.sized(s);
    };
    const typesOfImports = this.#imports.map((f) => this.#type(f.params, f.results)), typesOfFunctions = this.#functions.map((f) => this.#type(f.params, f.results));
    for (const b of [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) bytes.byte(b);
    section(1, this.#types.length, (s) => {
      for (const key of this.#types) {
        s.byte(0x60);
        for (const side of key.split('>')) {
          const types = side ? side.split(',') as ValueType[] : [];
          s.unsigned(types.length);
          for (const t of types) s.byte(typeByte[t]);
        }
      }
    });
    section(2, 1 + this.#imports.length, (s) => {
      s.name('env'); s.name('memory'); s.byte(2);
      s.byte((maxPages === undefined ? 0 : 1) | (shared ? 2 : 0) | (memory64 ? 4 : 0));
      s.unsigned(minPages);
      if (maxPages !== undefined) s.unsigned(maxPages);
      this.#imports.forEach((f, i) => { s.name(f.module); s.name(f.name); s.byte(0); s.unsigned(typesOfImports[i]); });
    });
    section(3, typesOfFunctions.length, (s) => { for (const t of typesOfFunctions) s.unsigned(t); });
    section(7, this.#exports.length, (s) => { for (const [name, f] of this.#exports) { s.name(name); s.byte(0); s.unsigned(f.index); } });
    section(10, this.#functions.length, (s) => { for (const f of this.#functions) s.sized(f.finish()); });
    if (names) {
      const custom = new Bytes(), inner = new Bytes();
      inner.unsigned(this.#imports.length + this.#functions.length);
      for (const f of [...this.#imports, ...this.#functions]) { inner.unsigned(f.index); inner.name(f.name); }
      custom.name('name');
      custom.byte(1);
      custom.sized(inner);
      bytes.byte(0);
      bytes.sized(custom);
    }
    return bytes.finish();
  }
}
