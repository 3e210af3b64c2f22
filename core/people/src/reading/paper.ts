/** The papers that readers act upon must be there. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import { Refusal } from '../refusal.ts';

/** @throws Refusal when the paper is not in this Galley */
export async function knownPaper(db: Database, arxiv: string): Promise<{ arxiv: string; title: string; authors: string[]; code: string | null }> {
  const [paper] = await rows<{ arxiv: string; title: string; authors: string[]; code: string | null }>(db, sql`select arxiv, title, authors, code from papers where arxiv = ${arxiv}`);
  if (!paper) throw new Refusal(`Paper ${arxiv.slice(0, 40)} is not in this Galley. Submit it first.`, 404);
  return paper;
}
