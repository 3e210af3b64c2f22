/**
 * Everything the site knows as lines of text, and back: from an embedded database into a server, or the other way round.
 *
 * First line `{galley, migration, tables}`, then per table `{table, columns}` followed by its rows, at last `{end}` with the
 * counts: a file that was cut has no such line and is refused whole. Left out is what makes itself again: queues, gates,
 * spent limits, challenges and links under way.
 */
import { sql } from 'drizzle-orm';
import { faultSentence } from './fault.ts';
import { newestMigration, rows, StoreError, type Database, type Store } from './open.ts';

const madeAgain = new Set(['gates', 'rate_limits', 'challenges', 'sign_in_links', 'answers']);
const rowsAtOnce = 500, format = 1;

export interface BackupStep { table: string; rows: number }
type Line = { galley: 'backup'; format: number; migration: string; tables: string[] } | { table: string; columns: string[] } | { row: Record<string, unknown> } | { end: Record<string, number> };

/** Lines as they stood at one moment, whatever is written meanwhile. With an embedded database readers wait while it is made. */
export async function backup({ db }: Store, write: (line: string) => Promise<void>, told: (step: BackupStep) => void = () => {}): Promise<Record<string, number>> {
  return db.transaction(async (tx) => {
    const session = tx as Database, tables = (await tablesInOrder(session)).filter((t) => !madeAgain.has(t.name)), counts: Record<string, number> = {};
    const line = (value: Line) => write(JSON.stringify(value));
    await line({ galley: 'backup', format, migration: newestMigration, tables: tables.map((t) => t.name) });
    for (const { name, columns, parentFirst } of tables) {
      await line({ table: name, columns });
      const list = sql.join(columns.map((c) => sql.identifier(c)), sql`, `);
      await session.execute(sql`declare everything no scroll cursor for select to_json(t)::text as row from (select ${list} from ${sql.identifier(name)} ${parentFirst ? sql`order by ${sql.identifier(parentFirst)}` : sql``}) t`);
      let written = 0;
      for (;;) {
        const some = await rows<{ row: string }>(session, sql.raw(`fetch ${rowsAtOnce} from everything`));
        for (const { row } of some) await write(`{"row":${row}}`);
        written += some.length;
        if (some.length < rowsAtOnce) break;
        told({ table: name, rows: written });
      }
      await session.execute(sql`close everything`);
      counts[name] = written;
      told({ table: name, rows: written });
    }
    await line({ end: counts });
    return counts;
  }, { isolationLevel: 'repeatable read', accessMode: 'read only' });
}

/**
 * Fills an empty database, whole or not at all.
 * @throws StoreError when the database is not empty, the file is no backup, was cut, or comes from a newer Galley.
 */
export async function restore({ db, where }: Store, lines: AsyncIterable<string>, told: (step: BackupStep) => void = () => {}): Promise<Record<string, number>> {
  return db.transaction(async (tx) => {
    const session = tx as Database, tables = new Map((await tablesInOrder(session)).map((t) => [t.name, t])), counts: Record<string, number> = {};
    for (const name of ['papers', 'accounts', 'subscribers', 'runs']) {
      const [{ there }] = await rows<{ there: boolean }>(session, sql`select exists (select from ${sql.identifier(name)}) as there`);
      if (there) throw new StoreError(`${where} is not empty (there are ${name} in it). A backup goes into an empty database: give this one another DATA_DIR or DATABASE_URL. Nothing was changed.`);
    }
    let number = 0, into: { name: string; columns: string[] } | undefined, waiting: string[] = [], end: Record<string, number> | undefined;
    const flush = async () => {
      if (!into || waiting.length === 0) return;
      const list = sql.join(into.columns.map((c) => sql.identifier(c)), sql`, `), table = sql.identifier(into.name);
      // A fresh database may hold a row the site made for itself: a secret. The one that was kept wins.
      if (into.name === 'secrets') await session.execute(sql`delete from secrets`);
      await session.execute(sql`insert into ${table} (${list}) select ${list} from jsonb_populate_recordset(null::${table}, ${`[${waiting.join(',')}]`}::jsonb)`).catch((error: unknown) => { throw new StoreError(`The rows of ${into!.name} in the backup do not fit together (${faultSentence(error)}); the file is damaged. Nothing was changed.`, { cause: error }); });
      counts[into.name] = (counts[into.name] ?? 0) + waiting.length;
      waiting = [];
      told({ table: into.name, rows: counts[into.name] });
    };
    for await (const text of lines) {
      number++;
      if (!text) continue;
      let line: Line;
      try { line = JSON.parse(text) as Line; } catch { throw new StoreError(`Line ${number} of the backup cannot be read; the file is damaged or cut. Nothing was changed.`); }
      if (number === 1) {
        if (!('galley' in line) || line.galley !== 'backup') throw new StoreError('This is not a backup of Galley: its first line does not say so. Nothing was changed.');
        if (line.format > format || line.migration > newestMigration) throw new StoreError('This backup was made by a newer Galley than this one. Update Galley; nothing was changed.');
      } else if ('row' in line) {
        if (!into) throw new StoreError(`Line ${number} of the backup is a row of no table. Nothing was changed.`);
        waiting.push(JSON.stringify(line.row));
        if (waiting.length >= rowsAtOnce) await flush();
      } else if ('table' in line) {
        await flush();
        const known = tables.get(line.table);
        if (!known) throw new StoreError(`The backup holds a table "${line.table.slice(0, 60)}" that this Galley does not know. Nothing was changed.`);
        into = { name: known.name, columns: line.columns.filter((c) => known.columns.includes(c)) };
        counts[known.name] = 0;
      } else if ('end' in line) { await flush(); ({ end } = line); }
    }
    if (!end) throw new StoreError('The backup has no end: the file was cut. Nothing was changed.');
    for (const [name, expected] of Object.entries(end)) if (counts[name] !== expected) throw new StoreError(`The backup promises ${expected} rows of ${name} and holds ${counts[name] ?? 0}. Nothing was changed.`);
    await session.execute(sql`select setval(pg_get_serial_sequence('audit', 'id'), (select coalesce(max(id), 0) + 1 from audit), false)`);
    return counts;
  });
}

interface Table { name: string; columns: string[]; /** A column that orders parents before children, where a table refers to itself. */ parentFirst?: string }

/** Tables of the site, each after those it refers to. Columns that are computed are left out. */
async function tablesInOrder(db: Database): Promise<Table[]> {
  const columns = await rows<{ table_name: string; columns: string[] }>(db, sql`
    select c.table_name, array_agg(c.column_name::text order by c.ordinal_position) as columns from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER' group by c.table_name order by c.table_name`);
  const arrows = await rows<{ child: string; parent: string }>(db, sql`select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`);
  const ordered: Table[] = [], left = new Map(columns.map((c) => [c.table_name, c.columns]));
  while (left.size) {
    const next = [...left.keys()].find((name) => !arrows.some((a) => a.child === name && a.parent !== name && left.has(a.parent)));
    if (next === undefined) throw new Error(`Tables refer to each other in a circle: ${[...left.keys()].join(', ')}.`);
    ordered.push({ name: next, columns: left.get(next)!, ...(arrows.some((a) => a.child === next && a.parent === next) && { parentFirst: 'written' }) });
    left.delete(next);
  }
  return ordered;
}
