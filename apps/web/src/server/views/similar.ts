/** The list of similar papers on a paper's page. */
import { summariesOf, type Database } from '@galley/papers';
import { similarPapersIfKnown } from '@galley/ranking';
import { html } from '@galley/typeset';

const shown = 5;

/** Undefined while the papers are being read for the first time. */
export async function similarLines(db: Database, arxiv: string) {
  const found = await similarPapersIfKnown(db, arxiv, { limit: shown });
  if (!found) return undefined;
  const titles = new Map((await summariesOf(db, found.map((f) => f.arxiv))).map((p) => [p.arxiv, html(p.title)]));
  const lines = found.flatMap((f) => { const title = titles.get(f.arxiv); return title ? [{ arxiv: f.arxiv, title: title.html, words: f.words.slice(0, 4) }] : []; });
  return { lines, mathematics: [...titles.values()].some((t) => t.mathematics) };
}
