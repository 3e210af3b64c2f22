/**
 * A pipeline from tables: one of detectors, one of triggers, as the published spreadsheets have them, or CSV.
 * Three layouts are known: `Reduction Ratio` with or without `Classifier`, `Reduction`, and counts of passed and discarded events.
 */
import type { Classifier } from './classifiers/classifier.ts';
import { gaussian } from './classifiers/gaussian.ts';
import { oracle } from './classifiers/oracle.ts';
import { Pipeline } from './pipeline.ts';
import type { SourceSpec, StageSpec } from './specification.ts';

export type Cell = string | number | boolean | null | undefined;
export type Row = Readonly<Record<string, Cell>>;

export interface Tables {
  detectors: readonly Row[];
  triggers: readonly Row[];
  /** One row with a `Year`. */
  global?: readonly Row[];
}

export interface TableOptions {
  /** What a column is called in these tables, by its usual name: `{ 'Reduction Ratio': 'Reduction' }`. */
  columns?: Record<string, string>;
  /** Values for columns the tables do not have: `{ 'Link Efficiency (J/bit)': 22.2e-12 }`. */
  defaults?: Record<string, number>;
  /** Operations as a function of bytes, by stage name; one per byte otherwise. */
  complexity?: Record<string, (bytes: number) => number>;
  /** Classifiers by stage name, or by what the `Classifier` column says: `{ L1T: l1Trigger(), HLT: sampledHlt() }`. */
  classifiers?: Record<string, Classifier>;
  /** As in the released code: transistor density scales links too. */
  scaleLinks?: boolean;
}

const PASSED = 'True Pass', DISCARDED = 'True Discard', WRONGLY_PASSED = 'False Pass (alpha)', WRONGLY_DISCARDED = 'False Discard (beta)';

/**
 * Builds the pipeline. Rows without a name are skipped; an empty `Output` or "None" marks the storage.
 * Stages with skill columns and no classifier are Gaussian. Where the tables count passed and discarded events instead
 * (True Pass, True Discard, ...), the reduction is their ratio and the classifier an oracle that misses `False Discard`.
 * @throws naming the table and the column that is missing, and what is there.
 */
export function fromTables(tables: Tables, options: TableOptions = {}): Pipeline {
  const { classifiers = {}, complexity = {}, scaleLinks = false } = options;
  const detectors = new Table('detectors', tables.detectors, 'Detector', options);
  const triggers = new Table('triggers', tables.triggers, 'Name', options);
  const sources = detectors.rows.map((row): SourceSpec => ({
    name: row.text('Detector'), into: row.text('Category'), bytes: row.number('Data (bytes)'), rate: row.number('Sample Rate'),
    compression: row.number('Compression', 0), linkJPerBit: row.number('Link Efficiency (J/bit)'), opJ: row.number('Op Efficiency (J/op)', 0),
  }));
  const counted = triggers.has(PASSED) && !triggers.has('Reduction Ratio');
  const stages = triggers.rows.map((row): StageSpec => {
    const name = row.text('Name'), output = row.maybeText('Output');
    const { reduction, classifier } = counted ? fromCounts(row) : { reduction: row.number('Reduction Ratio'), classifier: undefined };
    return {
      name, reduction,
      ...(output === undefined || output === 'None' ? {} : { into: output }),
      bytes: row.number('Data (bytes)', 0), compression: row.number('Compression', 0),
      linkJPerBit: output === undefined || output === 'None' ? row.number('Link Efficiency (J/bit)', 0) : row.number('Link Efficiency (J/bit)'),
      opJ: row.number('Op Efficiency (J/op)', counted ? 0 : undefined),
      ...(Object.hasOwn(complexity, name) ? { complexity: complexity[name] } : {}),
      ...(reduction > 1 ? { classifier: classifiers[name] ?? classifier ?? named(row, classifiers) } : {}),
    };
  });
  const year = tables.global?.[0]?.Year;
  if (tables.global && typeof year !== 'number') throw new RangeError(`the global table has no number in column "Year"; it has ${Object.keys(tables.global[0] ?? {}).join(', ') || 'no columns'}`);
  for (const name of Object.keys(complexity)) if (!stages.some((s) => s.name === name)) throw new RangeError(`complexity is given for "${name}", which is no stage of the table; the stages are ${stages.map((s) => s.name).join(', ')}`);
  return new Pipeline({ sources, stages, ...(typeof year === 'number' ? { technology: { year, scaleLinks } } : {}) });
}

/** Relevant and irrelevant events passed and discarded: the reduction is everything over what passes. */
function fromCounts(row: TableRow): { reduction: number; classifier: Classifier } {
  const passed = row.number(PASSED), discarded = row.number(DISCARDED), wronglyPassed = row.number(WRONGLY_PASSED), missed = row.number(WRONGLY_DISCARDED);
  return {
    reduction: (passed + discarded + wronglyPassed + missed) / (passed + wronglyPassed),
    classifier: oracle({ missed: passed + missed > 0 ? missed / (passed + missed) : 0 }),
  };
}

function named(row: TableRow, classifiers: Record<string, Classifier>): Classifier {
  const kind = row.maybeText('Classifier') ?? 'Gaussian';
  if (Object.hasOwn(classifiers, kind)) return classifiers[kind];
  if (kind !== 'Gaussian') throw new RangeError(`stage "${row.text('Name')}" asks for a classifier "${kind}": pass one as classifiers["${kind}"], or write Gaussian`);
  return gaussian(row.number('Skill mean'), row.number('Skill variance'));
}

class Table {
  readonly rows: TableRow[];
  readonly columns: Set<string>;
  readonly name: string;
  readonly options: TableOptions;
  constructor(name: string, rows: readonly Row[], key: string, options: TableOptions) {
    this.name = name;
    this.options = options;
    this.columns = new Set(rows.flatMap((row) => Object.keys(row)));
    if (!this.columns.has(this.actual(key))) throw new RangeError(this.missing(key));
    this.rows = rows.filter((row) => !blank(row[this.actual(key)])).map((row) => new TableRow(this, row));
    if (this.rows.length === 0) throw new RangeError(`the table of ${name} has no rows with a "${this.actual(key)}"`);
  }
  actual(column: string): string { return this.options.columns?.[column] ?? column; }
  has(column: string): boolean { return this.columns.has(this.actual(column)); }
  missing(column: string): string {
    const first = column.split(' ')[0].toLowerCase(), alike = [...this.columns].find((c) => c.toLowerCase().startsWith(first));
    const hint = alike ? `; if "${alike}" is meant, pass columns: { '${column}': '${alike}' }` : `; add it, or pass defaults: { '${column}': … } if one number does for all`;
    return `the table of ${this.name} has no column "${this.actual(column)}"; it has ${[...this.columns].map((c) => `"${c}"`).join(', ')}${hint}`;
  }
}

class TableRow {
  readonly table: Table;
  readonly row: Row;
  constructor(table: Table, row: Row) {
    this.table = table;
    this.row = row;
  }
  /** @throws when the column is missing and there is no fallback, or the cell is not a number. */
  number(column: string, fallback?: number): number {
    const { table } = this;
    if (!table.has(column)) {
      const stand = table.options.defaults?.[column] ?? fallback;
      if (stand === undefined) throw new RangeError(table.missing(column));
      return stand;
    }
    const cell = this.row[table.actual(column)];
    if (blank(cell)) {
      if (fallback !== undefined) return fallback;
      throw new RangeError(`the table of ${table.name} has nothing in column "${table.actual(column)}" of ${this.label()}: expected a number`);
    }
    const value = typeof cell === 'number' ? cell : Number(cell);
    if (!Number.isFinite(value)) throw new RangeError(`the table of ${table.name} has "${cell}" in column "${table.actual(column)}" of ${this.label()}: expected a number`);
    return value;
  }
  text(column: string): string {
    const found = this.maybeText(column);
    if (found === undefined) throw new RangeError(this.table.has(column) ? `the table of ${this.table.name} has nothing in column "${this.table.actual(column)}" of ${this.label()}` : this.table.missing(column));
    return found;
  }
  maybeText(column: string): string | undefined {
    const cell = this.row[this.table.actual(column)];
    return blank(cell) ? undefined : String(cell).trim();
  }
  private label(): string {
    return `row ${this.table.rows.length === 0 ? '?' : this.table.rows.indexOf(this) + 1}`;
  }
}

function blank(cell: Cell): boolean { return cell === null || cell === undefined || cell === ''; }

/** Rows of a CSV text with a header line: commas, double quotes, either line ending. Numbers stay text; `fromTables` reads them. */
export function parseCsv(text: string): Row[] {
  const lines: string[][] = [[]];
  let cell = '', quoted = false;
  const push = () => { lines[lines.length - 1].push(cell); cell = ''; };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') { cell += '"'; i++; } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === ',') push();
    else if (c === '\n') { push(); lines.push([]); }
    else if (c !== '\r' && c !== '\uFEFF') cell += c;
  }
  push();
  if (quoted) throw new RangeError('the CSV text ends inside a quoted cell: a closing " is missing');
  const [header, ...rest] = lines.filter((line) => line.some((value) => value.trim() !== ''));
  if (!header) throw new RangeError('the CSV text has no header line');
  return rest.map((line) => Object.fromEntries(header.map((name, i) => [name.trim(), (line[i] ?? '').trim()])));
}
