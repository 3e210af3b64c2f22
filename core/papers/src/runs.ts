/** Runs: kept whole, never changed. Verdicts are derived from them elsewhere. */
import { and, desc, eq, inArray, lt, sql, type SQL } from 'drizzle-orm';
import type { Run } from '@galley/claims';
import { rows, type Database } from './open.ts';
import { runs } from './schema.ts';

/** Keeps runs; one that is already kept stays as it is, so an own run never turns into a reported one. Returns the ids that were new. `account` is who reported them. */
export async function saveRuns(db: Database, given: Run[], { account = null }: { account?: string | null } = {}): Promise<string[]> {
  if (given.length === 0) return [];
  const inserted = await db.insert(runs).values(given.map((run) => ({ id: run.id, paper: run.paper, experiment: run.experiment, state: run.state, origin: run.origin, started: run.startedAt, account, record: run }))).onConflictDoNothing().returning({ id: runs.id });
  return inserted.map((r) => r.id);
}

export async function runById(db: Database, id: string): Promise<Run | undefined> {
  return (await db.select({ record: runs.record }).from(runs).where(eq(runs.id, id)))[0]?.record;
}

export interface RunFilter { paper?: string; experiment?: string; origin?: Run['origin']; state?: Run['state']; before?: string; limit?: number }

/** Newest first. */
export async function listRuns(db: Database, { paper, experiment, origin, state, before, limit = 50 }: RunFilter = {}): Promise<Run[]> {
  const conditions: (SQL | undefined)[] = [paper ? eq(runs.paper, paper) : undefined, experiment ? eq(runs.experiment, experiment) : undefined, origin ? eq(runs.origin, origin) : undefined, state ? eq(runs.state, state) : undefined, before ? lt(runs.id, before) : undefined];
  const found = await db.select({ record: runs.record }).from(runs).where(and(...conditions.filter((c) => c !== undefined))).orderBy(desc(runs.id)).limit(limit);
  return found.map((r) => r.record);
}

/**
 * The runs that can decide a verdict: for each experiment and origin the newest finished ones, without their plots.
 * `judge` looks at measurements only, so this is all it needs.
 */
export async function judgeableRuns(db: Database, papers?: string[]): Promise<Run[]> {
  const found = await rows<{ record: Run }>(db, sql`
    select record from (
      select record - 'events' || '{"events": []}' as record, row_number() over (partition by paper, experiment, origin order by started desc, id desc) as place
      from runs where state = 'done' and jsonb_array_length(record->'changed') = 0 ${papers ? sql`and paper in ${papers}` : sql``}
    ) as newest where place <= 3`);
  return found.map((r) => r.record);
}

/** All runs in the order they were made, in pieces, for an export of any size. */
export async function* everyRun(db: Database, pieceSize = 200): AsyncGenerator<Run> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const piece = await rows<{ id: string; record: Run }>(db, sql`select id::text as id, record from runs where id > ${after} order by id limit ${pieceSize}`);
    for (const { record } of piece) yield record;
    if (piece.length < pieceSize) return;
    after = piece.at(-1)!.id;
  }
}

export async function runsExist(db: Database, ids: string[]): Promise<Set<string>> {
  return new Set(ids.length ? (await db.select({ id: runs.id }).from(runs).where(inArray(runs.id, ids))).map((r) => r.id) : []);
}
