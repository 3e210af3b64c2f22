/** Asks a source what is new and writes it: each batch together with the place to go on from, so that a killed harvest loses and repeats nothing. */
import { eq, sql } from 'drizzle-orm';
import { faultSentence, tables, type Database } from '@galley/papers';
import { nothingWritten, writeBatch, type Written } from './record.ts';
import type { Source } from './sources/source.ts';

const { sources } = tables;
export type SourceState = typeof sources.$inferSelect;
export interface HarvestStep { source: string; batches: number; written: Written }

/** Yields after every batch that was committed. @throws what the source throws, after it was written down. */
export async function* harvest(db: Database, source: Source, signal?: AbortSignal): AsyncGenerator<HarvestStep> {
  const state = await sourceState(db, source.name), total = nothingWritten();
  await db.insert(sources).values({ name: source.name, started: sql`now()` }).onConflictDoUpdate({ target: sources.name, set: { started: sql`now()` } });
  let batches = 0;
  try {
    for await (const { items, cursor } of source.papers(state?.cursor ?? undefined, signal)) {
      const written = nothingWritten();
      await db.transaction(async (tx) => {
        await writeBatch(tx as Database, items, written);
        const papers = written.papers.new + written.papers.changed;
        await tx.update(sources).set({ cursor, papers: sql`${sources.papers} + ${papers}` }).where(eq(sources.name, source.name));
      });
      add(total, written);
      batches++;
      yield { source: source.name, batches, written: total };
    }
    await db.update(sources).set({ finished: sql`now()`, error: null }).where(eq(sources.name, source.name));
  } catch (error) {
    if (!signal?.aborted) await db.update(sources).set({ error: faultSentence(error).slice(0, 500) }).where(eq(sources.name, source.name));
    throw error;
  }
}

export async function sourceState(db: Database, name: string): Promise<SourceState | undefined> {
  return (await db.select().from(sources).where(eq(sources.name, name)))[0];
}

export function sourceStates(db: Database): Promise<SourceState[]> {
  return db.select().from(sources).orderBy(sources.name);
}

function add(total: Written, written: Written): void {
  for (const part of ['papers', 'listings', 'runs'] as const) for (const what of ['new', 'changed', 'unchanged'] as const) total[part][what] += written[part][what];
  total.refused.push(...written.refused.slice(0, 200 - total.refused.length));
  total.refusedCount += written.refusedCount;
}
