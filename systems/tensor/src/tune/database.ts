/**
 * What tuning found, kept: one entry per task on one class of devices, as lines of JSON in memory, in a file, or in
 * IndexedDB. Entries of others (`merge`) are only candidates: they are timed and verified here before they are used.
 */
import type { ContractSchedule } from '../loops/contract/index.ts';
import { InputError } from '../input-error.ts';

/** Schedules of another engine version may mean something else. */
export const engineVersion = 1;

export interface Entry {
  version: number;
  device: string;
  task: string;
  schedule: ContractSchedule;
  /** How often it has been the best. */
  count: number;
  /** Milliseconds: the least ever, and the median of the last tuning; its spread. */
  best: number;
  median: number;
  spread: number;
  /** Measured on this machine, or told by somebody. */
  from: 'here' | 'merged';
}
export interface Found { task: string; schedule: ContractSchedule; ms: number; spread: number }
export interface MergeReport { merged: number; /** Lines that are no entries, and entries of other engine versions or classes of devices. */ skipped: number }

/** Where lines are kept. */
interface Storage { read(): Promise<string>; append(lines: string): Promise<void>; replace(lines: string): Promise<void> }

export class KernelDb {
  readonly device: string;
  readonly #storage: Storage | undefined;
  readonly #own = new Map<string, Entry>();
  readonly #told = new Map<string, Entry[]>();
  /** Lines of the storage that could not be read. */
  skipped = 0;
  private constructor(device: string, storage: Storage | undefined) { this.device = device; this.#storage = storage; }

  /**
   * @param where 'memory', 'indexeddb', or a file
   * @param device the class of devices it is for: `deviceClass`
   */
  static async open(where: 'memory' | 'indexeddb' | (string & {}), device: string): Promise<KernelDb> {
    const storage = where === 'memory' ? undefined : where === 'indexeddb' ? await indexedDbStorage() : fileStorage(where), db = new KernelDb(device, storage);
    if (storage) {
      for (const line of (await storage.read()).split('\n')) {
        if (!line.trim()) continue;
        const entry = entryOf(line);
        if (!entry || entry.version !== engineVersion) db.skipped++;
        else if (entry.device === device) db.#keep(entry);
      }
    }
    return db;
  }

  /** What was measured here. */
  get(task: string): Promise<Entry | undefined> { return Promise.resolve(this.#own.get(task)); }
  /** What to try first: what was measured here, then what others found, fastest first. */
  candidates(task: string): Promise<Entry[]> {
    const own = this.#own.get(task), told = [...(this.#told.get(task) ?? [])].sort((a, b) => a.best - b.best);
    return Promise.resolve([...(own ? [own] : []), ...told]);
  }
  /** Of all tasks, what was measured here: what a back end is given. */
  schedules(): Map<string, ContractSchedule> { return new Map([...this.#own].map(([task, { schedule }]) => [task, schedule])); }
  get size(): number { return this.#own.size; }

  async put({ task, schedule, ms, spread }: Found): Promise<void> {
    const known = this.#own.get(task), entry: Entry = { version: engineVersion, device: this.device, task, schedule, count: (known?.count ?? 0) + 1, best: Math.min(ms, known?.best ?? Infinity), median: ms, spread, from: 'here' };
    this.#own.set(task, entry);
    await this.#storage?.append(`${JSON.stringify(entry)}\n`);
  }

  /** Lines that somebody else exported. */
  async merge(lines: string): Promise<MergeReport> {
    const report = { merged: 0, skipped: 0 }, kept: string[] = [];
    for (const line of lines.split('\n')) {
      if (!line.trim()) continue;
      const entry = entryOf(line);
      if (!entry || entry.version !== engineVersion || entry.device !== this.device) { report.skipped++; continue; }
      const told: Entry = { ...entry, from: 'merged' };
      this.#keep(told);
      kept.push(JSON.stringify(told));
      report.merged++;
    }
    if (kept.length) await this.#storage?.append(`${kept.join('\n')}\n`);
    return report;
  }
  /** What was measured here, a line each. */
  export(): Promise<string> { return Promise.resolve([...this.#own.values()].map((entry) => `${JSON.stringify(entry)}\n`).join('')); }
  /** Writes each entry once: files grow by a line for each tuning. */
  async compact(): Promise<void> { await this.#storage?.replace([...this.#own.values(), ...[...this.#told.values()].flat()].map((entry) => `${JSON.stringify(entry)}\n`).join('')); }

  #keep(entry: Entry): void {
    if (entry.from === 'here') { this.#own.set(entry.task, entry); return; }
    const told = this.#told.get(entry.task) ?? [], same = told.findIndex((t) => JSON.stringify(t.schedule) === JSON.stringify(entry.schedule));
    if (same >= 0) told[same] = entry; else told.push(entry);
    // A poisoned database may not make tuning long.
    told.sort((a, b) => a.best - b.best);
    this.#told.set(entry.task, told.slice(0, 4));
  }
}

/** Candidates alone, where nothing is kept. */
export const listFrom = (schedules: readonly ContractSchedule[]): { candidates(task: string): Promise<{ schedule: ContractSchedule }[]> } => ({ candidates: () => Promise.resolve(schedules.map((schedule) => ({ schedule }))) });

const wholes = ['mr', 'nr', 'kc', 'nb', 'mb', 'unroll'] as const;
const isPositive = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x) && x > 0;
/** Undefined for what is no entry. */
function entryOf(line: string): Entry | undefined {
  if (line.length > 20_000) return undefined;
  let found: Partial<Entry> | null;
  try { found = JSON.parse(line) as Partial<Entry> | null; } catch { return undefined; }
  if (typeof found !== 'object' || found === null) return undefined;
  const { version, device, task, schedule: s, count, best, median, spread, from } = found;
  if (typeof version !== 'number' || typeof device !== 'string' || typeof task !== 'string' || typeof s !== 'object' || s === null || (from !== 'here' && from !== 'merged')) return undefined;
  if (!wholes.every((name) => Number.isInteger(s[name]) && s[name] > 0 && s[name] <= 1 << 24) || !['none', 'task', 'before'].includes(s.packA) || !['task', 'before'].includes(s.packB)) return undefined;
  if (!isPositive(count) || !isPositive(best) || !isPositive(median) || typeof spread !== 'number' || !(spread >= 0)) return undefined;
  const { mr, nr, kc, nb, mb, unroll, packA, packB } = s;
  return { version, device, task, schedule: { mr, nr, kc, nb, mb, unroll, packA, packB }, count, best, median, spread, from };
}

function fileStorage(path: string): Storage {
  const fs = typeof process === 'object' ? process.getBuiltinModule?.('node:fs/promises') : undefined;
  if (!fs) throw new InputError(`a database of kernels in the file "${path}" needs Node: in a page, open 'indexeddb' or 'memory'`);
  return {
    async read() { try { return await fs.readFile(path, 'utf8'); } catch (error) { if ((error as { code?: string }).code === 'ENOENT') return ''; throw error; } },
    append: (lines) => fs.appendFile(path, lines),
    async replace(lines) { await fs.writeFile(`${path}.new`, lines); await fs.rename(`${path}.new`, path); },
  };
}

/** One record per line, in a database of this origin. */
async function indexedDbStorage(): Promise<Storage> {
  if (typeof indexedDB === 'undefined') throw new InputError("there is no IndexedDB here: open 'memory' or a file");
  const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((settle, fail) => { request.onsuccess = () => settle(request.result); request.onerror = () => fail(request.error ?? new Error('IndexedDB failed')); });
  const opening = indexedDB.open('galley-kernels', 1);
  opening.onupgradeneeded = () => { opening.result.createObjectStore('lines', { autoIncrement: true }); };
  const db = await asked(opening), store = (mode: IDBTransactionMode) => db.transaction('lines', mode).objectStore('lines');
  const add = async (lines: string, clear: boolean) => {
    const to = store('readwrite');
    if (clear) to.clear();
    await Promise.all(lines.split('\n').filter(Boolean).map((line) => asked(to.add(line))));
  };
  return { async read() { return (await asked(store('readonly').getAll() as IDBRequest<string[]>)).join('\n'); }, append: (lines) => add(lines, false), replace: (lines) => add(lines, true) };
}
