/**
 * A paper as a galley proof: its text in blocks, each claimed figure marked where it stands, and beside each block
 * the proof-reader's notes in the order of their marks. The same notes are drawn on the server and, after a run, in the page.
 */
import type { Claim, Experiment, Paper, Verdict } from '@galley/claims';
import { escapeHtml, html, type Mark } from '@galley/typeset';
import { noteHtml, stateClass, type NoteView } from './note.ts';
import { viewOf } from './proof-view.ts';

export interface Block { html: string; notes: string[]; kind: 'lead' | 'text' | 'claim' }
export interface Proof { blocks: Block[]; mathematics: boolean; notes: NoteView[] }

export function proof(paper: Paper, text: { summary?: string; abstract?: string }, verdicts: Verdict[], experiments: Experiment[]): Proof {
  const byId = new Map(paper.claims.map((c) => [c.id, c])), verdictOf = new Map(verdicts.map((v) => [v.claim, v]));
  const sources = [{ kind: 'lead' as const, source: text.summary }, { kind: 'text' as const, source: text.abstract }].filter((s): s is { kind: 'lead' | 'text'; source: string } => !!s.source);
  const placed = placeClaims(paper.claims, sources.map((s) => s.source));
  const notes: NoteView[] = [];
  let mathematics = false;
  const noteOf = (claim: Claim) => { const view = viewOf(notes.length + 1, claim, verdictOf.get(claim.id)!, paper, experiments); notes.push(view); return view; };

  const blocks: Block[] = sources.map(({ kind, source }, i) => {
    const views = placed[i].map((id) => noteOf(byId.get(id)!));
    const set = html(source, views.map((v) => markOf(v, byId.get(v.claim)!)));
    mathematics ||= set.mathematics;
    return { kind, html: `<p>${set.html}</p>`, notes: views.map(noteHtml) };
  });
  const standing = new Set(placed.flat());
  for (const claim of paper.claims) {
    if (standing.has(claim.id)) continue;
    const view = noteOf(claim), mark = markOf(view, claim), marked = html(claim.text, [{ ...mark, forms: [claim.says.text, ...mark.forms] }]);
    mathematics ||= marked.mathematics;
    // A claim whose figure is not in its own sentence gets a number at the end and no line under it.
    const number = marked.marked.length ? '' : ` ${mark.open.replace('class="', 'class="bare ')}${mark.close}`;
    blocks.push({ kind: 'claim', html: `<p>${marked.html}${number}</p>`, notes: [noteHtml(view)] });
  }
  return { blocks, mathematics, notes };
}

/** Where each claim stands: in the abstract if it is there, else in our summary; in the order of the text. */
function placeClaims(claims: Claim[], sources: string[]): string[][] {
  const open = new Map(claims.filter((c) => c.quote?.length).map((c) => [c.id, c])), placed: string[][] = sources.map(() => []);
  for (let i = sources.length - 1; i >= 0; i--) {
    placed[i] = html(sources[i], [...open.values()].map((c) => ({ id: c.id, forms: c.quote!, open: '<mark>', close: '</mark>' }))).marked;
    for (const id of placed[i]) open.delete(id);
  }
  return placed;
}

function markOf(view: NoteView, claim: Claim): Mark {
  return {
    id: claim.id, forms: claim.quote ?? [],
    open: `<mark class="${stateClass(view.state)}" id="claim-${escapeHtml(claim.id)}">`,
    close: `<sup><a href="#note-${escapeHtml(claim.id)}" aria-label="Note ${view.number}: ${view.state}">${view.number}</a></sup></mark>`,
  };
}
