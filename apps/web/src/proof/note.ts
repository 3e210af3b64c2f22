import { escapeHtml as esc } from '@galley/typeset/escape';

/** One note of the proof-reader, as HTML. Plain text in, escaped; used by the server and by the page after a run. */
export interface NoteView {
  number: number;
  claim: string;
  state: 'holds' | 'falls short' | 'not measured' | 'out of reach';
  modelled: boolean;
  why: string;
  claimed: string;
  here?: string;
  interval?: string;
  ratio?: string;
  /** Id of the run it rests on. */
  run?: string;
  /** The experiment that measures it, how to run it, and whether the page can. */
  experiment?: string;
  command?: string;
  inPage?: boolean;
  /** What of the claim stays out of reach although the rest holds. */
  partial?: string;
  /** How it is checked, a line for each check. */
  how: string[];
}

export const stateClass = (state: NoteView['state']): string => ({ holds: 'holds', 'falls short': 'short', 'not measured': 'none', 'out of reach': 'out' })[state];

export function noteHtml(n: NoteView): string {
  const figures = [`claimed ${esc(n.claimed)}`, ...(n.here ? [`here <b>${esc(n.here)}</b>`] : []), ...(n.interval ? [`95 % ${esc(n.interval)}`] : []), ...(n.ratio ? [`× ${esc(n.ratio)}`] : []), ...(n.modelled ? ['modelled'] : [])];
  const run = n.experiment === undefined ? '' : n.inPage
    ? `<button class="text only-with-js" data-run="${esc(n.experiment)}">${n.here ? 'Run again' : 'Run'}</button><code class="only-without-js">${esc(n.command!)}</code>`
    : `<code>${esc(n.command!)}</code>`;
  return `<aside class="note ${stateClass(n.state)}" id="note-${esc(n.claim)}" data-claim="${esc(n.claim)}" data-number="${n.number}" aria-label="Note ${n.number}">`
    + `<p><a class="v" href="#claim-${esc(n.claim)}">${n.number} ${n.state}</a> ${esc(n.why)}${n.partial ? ` ${esc(n.partial)}` : ''}</p>`
    + `<p class="mono">${figures.join(' · ')}</p>`
    + `<div class="act">${run}${n.run ? `<a href="/runs/${esc(n.run)}">the run</a>` : ''}<details><summary>how it is checked</summary>${n.how.map((line) => `<p>${esc(line)}</p>`).join('')}</details></div></aside>`;
}
