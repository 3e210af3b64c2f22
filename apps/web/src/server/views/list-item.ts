/** A paper as lists show it: title, two lines of text, authors, votes, the bars of its claims. */
import type { Verdict } from '@galley/claims';
import type { PaperSummary } from '@galley/papers';
import { html } from '@galley/typeset';
import { stripOf, type Strip } from '#server/views/verdicts.ts';
import { authorsShort, plainDay } from '#server/views/words.ts';

export interface ListItem { arxiv: string; title: string; text: string; authors: string; published: string | null; upvotes: number; strip?: Strip; mathematics: boolean }

export function listItem(paper: PaperSummary, verdicts: Map<string, Verdict[]>): ListItem {
  const title = html(paper.title), text = html(opening(paper.summary ?? paper.excerpt ?? '')), mine = paper.slug ? verdicts.get(paper.slug) : undefined;
  return { arxiv: paper.arxiv, title: title.html, text: text.html, authors: authorsShort(paper.authors, 4), published: paper.published && plainDay(paper.published), upvotes: paper.upvotes, strip: mine && stripOf(mine), mathematics: title.mathematics || text.mathematics };
}

/** About two lines of a text, ended at a sentence or a word, never inside mathematics. */
export function opening(text: string): string {
  if (text.length <= 230) return text;
  const sentence = /^.{90,230}?[.!?](?=\s+[A-Z])/.exec(text);
  const cut = sentence ? sentence[0] : `${text.slice(0, 225).replace(/\s+\S*$/, '')} …`;
  return (cut.match(/\$/g) ?? []).length % 2 ? cut.replace(/\$[^$]*$/, '…') : cut;
}
