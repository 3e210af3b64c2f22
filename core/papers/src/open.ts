/** Opens the database: PGlite in a folder by default, a PostgreSQL server with `databaseUrl`. Same SQL, same migrations. */
import { constants, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle as drizzleServer } from 'drizzle-orm/node-postgres';
import { migrate as migrateServer } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzleEmbedded } from 'drizzle-orm/pglite';
import { migrate as migrateEmbedded } from 'drizzle-orm/pglite/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { canShare, claimFolder, isOwner, socketPort } from './claim-folder.ts';
import { share } from './share.ts';
import * as schema from './schema.ts';

export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

export interface Store {
  db: Database;
  /** What a queue of jobs or a listener needs beneath Drizzle. */
  engine: { kind: 'server'; pool: pg.Pool; databaseUrl: string } | { kind: 'embedded'; pglite: PGlite; /** Called whenever another process has used the folder through this one. */ onForeignUse(heard: () => void): void } | { kind: 'shared' };
  /** `PGlite in ./data`, `PostgreSQL at localhost:5432/galley`: for people, without the password. */
  where: string;
  /** Tells other processes on the same folder what this one does. */
  announce(doing: string): void;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Folder of the embedded database. */
  dataDir?: string;
  /** `postgres://...`; wins over `dataDir`. */
  databaseUrl?: string;
  /** Refuse to share the folder with a process that already has it open. */
  exclusive?: boolean;
}

export class StoreError extends Error { override name = 'StoreError'; }

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** @throws StoreError with one sentence for the person who started it. */
export async function openStore({ dataDir = './data', databaseUrl, exclusive = false }: OpenOptions): Promise<Store> {
  return databaseUrl ? openServer(databaseUrl) : openFolder(dataDir, exclusive);
}

async function openServer(databaseUrl: string): Promise<Store> {
  let url: URL;
  try { url = new URL(databaseUrl); } catch { throw new StoreError('DATABASE_URL is not an address like postgres://user:password@host:5432/name.'); }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, connectionTimeoutMillis: 10_000 });
  surviveLoss(pool);
  const where = `PostgreSQL at ${url.host}${url.pathname}`;
  const db = drizzleServer(pool, { schema, casing: 'snake_case' });
  try { await pool.query('select 1'); } catch (error) {
    await pool.end();
    throw new StoreError(`${where} cannot be reached: ${(error as Error).message || (error as { code?: string }).code}.`);
  }
  try {
    await refuseNewer(db, where);
    await oneAtATime(pool, () => migrateServer(db, { migrationsFolder }));
  } catch (error) { await pool.end(); throw error; }
  return { db, where, engine: { kind: 'server', pool, databaseUrl }, announce() {}, close: () => pool.end() };
}

async function openFolder(dataDir: string, exclusive: boolean): Promise<Store> {
  const folder = path.resolve(dataDir), where = `PGlite in ${dataDir}`;
  let found: Awaited<ReturnType<typeof claimFolder>>;
  try { found = await claimFolder(folder); } catch (error) { throw unwritable(folder, error); }
  if (isOwner(found)) {
    if (exclusive || !canShare) throw new StoreError(`Another Galley (process ${found.pid}, ${found.doing}) already uses ${folder}. Stop it, give this one another DATA_DIR, or let both use one DATABASE_URL.`);
    return openShared(found.socketFolder, where);
  }
  const claimed = found;
  let opened!: (db: PGlite) => void, failed!: (error: Error) => void;
  const ready = new Promise<PGlite>((resolve, reject) => { opened = resolve; failed = reject; });
  ready.catch(() => {});
  const shared = share(ready, claimed.server);
  try {
    const pglite = await openPGlite(folder);
    const db = drizzleEmbedded(pglite, { schema, casing: 'snake_case' });
    await refuseNewer(db, where);
    await migrateEmbedded(db, { migrationsFolder });
    opened(pglite);
    const stop = async () => { shared.close(); await claimed.release(); await pglite.close(); };
    let stopped: Promise<void> | undefined;
    return { db, where, engine: { kind: 'embedded', pglite, onForeignUse: shared.onTurn }, announce: claimed.announce, close: () => (stopped ??= stop()) };
  } catch (error) {
    failed(error as Error);
    shared.close();
    await claimed.release();
    throw error instanceof StoreError ? error : unwritable(folder, error);
  }
}

/** A connection that is cut fails what is asked on it; it must not fail the process, whether it was idle or in the middle of a transaction. */
function surviveLoss(pool: pg.Pool): void {
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
}

/** Another process owns the folder: talk to it as to a server. */
async function openShared(socketFolder: string, where: string): Promise<Store> {
  const pool = new pg.Pool({ host: socketFolder, port: socketPort, database: 'postgres', user: 'postgres', max: 1, connectionTimeoutMillis: 20_000 });
  surviveLoss(pool);
  const db = drizzleServer(pool, { schema, casing: 'snake_case' });
  await refuseNewer(db, where);
  return { db, where: `${where}, shared with the process that has it open`, engine: { kind: 'shared' }, announce() {}, close: () => pool.end() };
}

/** A new database is made beside its place and moved there whole, so that a kill in the middle leaves nothing half-made. */
async function openPGlite(folder: string): Promise<PGlite> {
  const place = path.join(folder, 'pg');
  if (!existsSync(place)) {
    const making = path.join(folder, 'pg.making');
    rmSync(making, { recursive: true, force: true });
    // Where many new ones are wanted (tests), they are copies of one that was made before.
    if (process.env.GALLEY_NEW_DATABASE) cpSync(process.env.GALLEY_NEW_DATABASE, making, { recursive: true, mode: constants.COPYFILE_FICLONE });
    else {
      mkdirSync(making, { recursive: true });
      const first = await PGlite.create(making);
      await first.close();
    }
    renameSync(making, place);
  }
  return PGlite.create(place);
}

interface Journal { entries: { when: number; tag: string }[] }
const journal = JSON.parse(readFileSync(path.join(migrationsFolder, 'meta/_journal.json'), 'utf8')) as Journal;

/** `0003_papers_changed`: how far this Galley's database goes. */
export const newestMigration: string = journal.entries.at(-1)!.tag;

/** Several processes may start on one server at once: the first one migrates, the others wait. */
async function oneAtATime(pool: pg.Pool, work: () => Promise<void>): Promise<void> {
  const session = await pool.connect();
  try {
    await session.query('select pg_advisory_lock(7236051)');
    try { await work(); } finally { await session.query('select pg_advisory_unlock(7236051)'); }
  } finally { session.release(); }
}

/** A database written by a newer Galley is left alone. */
async function refuseNewer(db: Database, where: string): Promise<void> {
  const known = await rows<{ there: string | null }>(db, sql`select to_regclass('drizzle.__drizzle_migrations')::text as there`);
  if (!known[0]?.there) return;
  const [{ newest }] = await rows<{ newest: string | null }>(db, sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`);
  const ours = Math.max(...journal.entries.map((e) => e.when));
  if (Number(newest) > ours) throw new StoreError(`${where} was written by a newer Galley than this one. Update Galley; nothing was changed.`);
}

function unwritable(folder: string, error: unknown): StoreError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new StoreError(`The data folder ${folder} cannot be written. Make it writable or set DATA_DIR to another folder.`);
  if (code === 'ENOSPC') return new StoreError(`The disk of ${folder} is full. Free some space and start again; nothing acknowledged was lost.`);
  if (code === 'ENOTDIR' || code === 'EEXIST') return new StoreError(`${folder} is not a folder. Set DATA_DIR to a folder.`);
  if (code === undefined && /no space left|ErrnoError: 51\b/i.test(String((error as Error).message))) return new StoreError(`The disk of ${folder} is full. Free some space and start again; nothing acknowledged was lost.`);
  return new StoreError(`The database in ${folder} could not be opened: ${String((error as Error).message).split('\n')[0].slice(0, 300)}`);
}

/** Rows of a raw query; the two drivers agree on `rows`. */
export async function rows<T>(db: Database, query: ReturnType<typeof sql>): Promise<T[]> {
  return (await db.execute(query) as unknown as { rows: T[] }).rows;
}
