/** Evaluations as people have them: a table of pool, samples, error. */
import { InputError, type Point, type Pool } from './pool.ts';

export interface CsvOptions {
  /** Distinct samples per pool, for all pools or by name, where the table has no `size` column. */
  size?: number | Readonly<Record<string, number>>;
}

const synonyms: Record<string, 'pool' | 'samples' | 'error' | 'size' | 'weight'> = {
  pool: 'pool', name: 'pool', bucket: 'pool', samples: 'samples', tokens: 'samples', n: 'samples', error: 'error', loss: 'error', y: 'error',
  size: 'size', pool_size: 'size', epoch_size: 'size', weight: 'weight',
};

/**
 * Reads `pool,samples,error[,size][,weight]` with a header line, columns in any order, quotes as in RFC 4180, comma,
 * semicolon or tab between. Rows are sorted by samples within each pool; an empty or `NaN` error is a missing one.
 * Pools come in the order they first appear.
 * @throws InputError naming the line, for missing columns, unreadable numbers, sizes that are missing or disagree.
 */
export function poolsFromCsv(text: string, { size }: CsvOptions = {}): Pool[] {
  const rows = parse(text.replace(/^\uFEFF/, ''));
  const header = rows.shift();
  if (!header) throw new InputError('the table is empty: expected a header line "pool,samples,error" and a line for each evaluation');
  const columns = new Map<string, number>();
  header.cells.forEach((cell, i) => {
    const column = synonyms[cell.trim().toLowerCase().replaceAll(' ', '_')];
    if (column && !columns.has(column)) columns.set(column, i);
  });
  const missing = ['pool', 'samples', 'error'].filter((column) => !columns.has(column));
  if (missing.length > 0) {
    const named = missing.map((column) => `"${column}"`).join(' and ');
    throw new InputError(`line ${header.line} has no column ${named}: expected a header such as "pool,samples,error", got "${header.cells.join(',')}"`);
  }
  if (rows.length === 0) throw new InputError('the table has a header and no evaluations');

  const pools = new Map<string, { pool: Pool; points: Point[] }>();
  for (const { cells, line } of rows) {
    const cell = (column: string) => (cells[columns.get(column) ?? -1] ?? '').trim();
    const number = (column: string) => {
      const raw = cell(column), value = Number(raw.replaceAll('_', ''));
      if (raw === '' || Number.isNaN(value)) throw new InputError(`line ${line}: expected a number in column "${column}", got "${raw}"`);
      return value;
    };
    const name = cell('pool');
    if (name === '') throw new InputError(`line ${line}: expected the pool's name, got nothing`);
    const known = pools.get(name), given = cell('size') === '' ? undefined : number('size');
    const poolSize = given ?? known?.pool.size ?? (typeof size === 'object' ? size[name] : size);
    if (poolSize === undefined) throw new InputError(`line ${line}: the size of pool "${name}" (distinct samples, one epoch) is not known: add a column "size", or give the size`);
    if (known && known.pool.size !== poolSize) throw new InputError(`line ${line}: pool "${name}" has size ${poolSize} here and ${known.pool.size} before`);
    const at = known ?? { pool: { name, size: poolSize }, points: [] };
    if (!known) pools.set(name, at);
    const absent = /^(nan|na|null|-)?$/i.test(cell('error'));
    at.points.push({
      samples: number('samples'), error: absent ? null : number('error'),
      ...(columns.has('weight') && cell('weight') !== '' ? { weight: number('weight') } : {}),
    });
  }
  return [...pools.values()].map(({ pool, points }) => ({ ...pool, points: points.sort((p, q) => p.samples - q.samples) }));
}

interface Row { cells: string[]; line: number }

/** Splits into rows and cells; empty lines and lines that start with # are passed over. */
function parse(text: string): Row[] {
  const first = text.split(/\r?\n/).find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  const separator = [',', ';', '\t'].reduce((best, mark) => (first.split(mark).length > first.split(best).length ? mark : best), ',');
  const rows: Row[] = [];
  let cells: string[] = [], cell = '', quoted = false, wasQuoted = false, line = 1, started = 1;
  const endRow = () => {
    cells.push(cell);
    if (cells.length > 1 || cells[0].trim() !== '' || wasQuoted) {
      if (wasQuoted || !cells[0].startsWith('#')) rows.push({ cells, line: started });
    }
    cells = []; cell = ''; wasQuoted = false;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { cell += '"'; i++; } else if (c === '"') quoted = false;
      else { if (c === '\n') line++; cell += c; }
    } else if (c === '"' && cell.trim() === '') { quoted = true; wasQuoted = true; cell = ''; }
    else if (c === separator) { cells.push(cell); cell = ''; }
    else if (c === '\n') { endRow(); line++; started = line; }
    else if (c !== '\r') cell += c;
  }
  if (quoted) throw new InputError(`line ${started}: a quote is opened and never closed`);
  endRow();
  return rows;
}
