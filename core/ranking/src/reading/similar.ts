/** Papers like a paper, by the words of title and abstract. */
import { paperByArxiv, type Database } from '@galley/papers';
import type { Alike, Shelf } from './shelf.ts';
import { shelfIfMade, shelfOf } from './stored-shelf.ts';

/** Below this cosine two papers share words, not a subject. */
const leastCosine = 0.08;

/** At most `limit`, the most alike first; ties by identifier. Empty for a paper that is not here. */
export async function similarPapers(db: Database, arxiv: string, { limit = 5, now = Date.now() }: { limit?: number; now?: number } = {}): Promise<Alike[]> {
  return alike(db, await shelfOf(db, now), arxiv, limit);
}

/** The same without waiting: undefined while the papers are being read for the first time. */
export async function similarPapersIfKnown(db: Database, arxiv: string, { limit = 5, now = Date.now() }: { limit?: number; now?: number } = {}): Promise<Alike[] | undefined> {
  const shelf = await shelfIfMade(db, now);
  return shelf && alike(db, shelf, arxiv, limit);
}

async function alike(db: Database, shelf: Shelf, arxiv: string, limit: number): Promise<Alike[]> {
  const place = shelf.places.get(arxiv);
  let vector = place === undefined ? undefined : shelf.vectors[place];
  if (!vector) {
    const paper = await paperByArxiv(db, arxiv);
    if (!paper) return [];
    vector = shelf.vectorOf({ title: paper.titlePlain, abstract: paper.abstractPlain ?? paper.summary ?? '' });
  }
  return shelf.nearest(vector, limit, new Set([arxiv])).filter((a) => a.cosine >= leastCosine);
}
