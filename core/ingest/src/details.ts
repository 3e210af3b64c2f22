/**
 * What arXiv itself says of papers that came from elsewhere: titles and abstracts with their mathematics whole,
 * categories, versions, withdrawals. The daily list damages mathematics; arXiv's text replaces it.
 */
import { sql } from 'drizzle-orm';
import { rows, sourceRank, type Database } from '@galley/papers';
import { nothingWritten, writeBatch, type Written } from './record.ts';
import { arxivApi } from './sources/arxiv-api.ts';
import type { SourceSettings } from './sources/source.ts';

export interface DetailsSettings extends SourceSettings {
  /** Papers asked for in one go. */
  most?: number;
  /** Days before a paper that arXiv did not know is asked for again. */
  againDays?: number;
}

/** Papers without arXiv's own abstract, newest first; yields after each batch that was written. */
export async function* harvestDetails(db: Database, { most = 2000, againDays = 30, ...settings }: DetailsSettings = {}, signal?: AbortSignal): AsyncGenerator<{ asked: number; written: Written }> {
  const wanted = await rows<{ arxiv: string }>(db, sql`
    select p.arxiv from papers p left join answers a on a.address = 'arxiv:' || p.arxiv
    where coalesce(p.abstract_rank, -1) < ${sourceRank.arxiv} and (a.asked is null or a.asked < now() - ${againDays} * interval '1 day')
    order by p.slug is null, p.published desc nulls last, p.arxiv limit ${most}`);
  const ids = wanted.map((p) => p.arxiv);
  if (ids.length === 0) return;
  let asked = 0;
  const written = nothingWritten();
  for await (const { items, cursor } of arxivApi({ ids }, settings).papers(undefined, signal)) {
    const done = Number(cursor.done), batch = ids.slice(asked, done), got = new Set(items.flatMap((i) => i.kind === 'paper' ? [i.paper.arxiv] : []));
    await db.transaction(async (tx) => {
      await writeBatch(tx as Database, items, written);
      const unknown = batch.filter((id) => !got.has(id)).map((id) => ({ address: `arxiv:${id}` }));
      if (unknown.length) await tx.execute(sql`insert into answers (address, asked) select address, now() from jsonb_to_recordset(${JSON.stringify(unknown)}::jsonb) as u (address text) on conflict (address) do update set asked = now()`);
    });
    asked = done;
    yield { asked, written };
  }
}

/** One paper by its identifier, written. @returns whether arXiv knows it. */
export async function fetchPaper(db: Database, arxiv: string, settings: SourceSettings = {}, signal?: AbortSignal): Promise<boolean> {
  let found = false;
  for await (const { items } of arxivApi({ ids: [arxiv] }, settings).papers(undefined, signal)) {
    await writeBatch(db, items, nothingWritten());
    found ||= items.some((i) => i.kind === 'paper' && i.paper.arxiv === arxiv);
  }
  return found;
}
