/** A paper's page: proof, demonstration, experiments, runs. */
import { error } from '@sveltejs/kit';
import { experimentsOf, paperByArxiv as recordByArxiv, versionsOf } from '@galley/catalog';
import type { Experiment, InputSpec, Run } from '@galley/claims';
import { isIdentifier, readIdentifier } from '@galley/ingest';
import { daysOfPaper, listRuns, paperByArxiv, type Paper } from '@galley/papers';
import { html, plainText } from '@galley/typeset';
import { proof } from '#proof/proof.ts';
import { historyView } from '#server/views/history.ts';
import { verdictsOf } from '#server/views/verdicts.ts';

import { authorsShort, instantOf, plainDay, seconds } from '#server/views/words.ts';

type Db = App.Locals['store']['db'];

/** The identifier of an address, canonical. Says what is wrong with one that is none. */
export function identifierOf(given: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(given)) error(404, `${given} is not a day of the calendar.`);
  const read = readIdentifier(given);
  if (!isIdentifier(read)) error(404, read.wrong);
  return read.id;
}

export async function storedPaper(db: Db, arxiv: string): Promise<Paper> {
  return (await paperByArxiv(db, arxiv)) ?? error(404, `Paper ${arxiv} is not in this Galley. It comes in with galley import, or look at arxiv.org/abs/${arxiv}.`);
}

export async function paperPage(db: Db, arxiv: string) {
  const stored = await storedPaper(db, arxiv), record = recordByArxiv(arxiv);
  const [history, listedOn, experiments, verdicts, runs] = await Promise.all([
    historyView(db, stored),
    daysOfPaper(db, arxiv),
    record ? experimentsOf(record.slug) : [],
    record ? verdictsOf(db, [record]).then((m) => m.get(record.slug)!) : [],
    record ? listRuns(db, { paper: record.slug, limit: 12 }) : [],
  ]);
  const title = html(stored.title), inPage = experiments.filter((e) => e.runsIn.includes('browser'));
  const set = record
    ? proof(record, { summary: stored.summary ?? record.summary, abstract: stored.abstract ?? undefined }, verdicts, experiments)
    : { blocks: [{ kind: 'text' as const, ...html(stored.abstract ?? '') }].map((b) => ({ kind: b.kind, html: stored.abstract ? `<p>${b.html}</p>` : '<p>No abstract of it has been imported yet.</p>', notes: [] as string[], mathematics: b.mathematics })), mathematics: html(stored.abstract ?? '').mathematics, notes: [] };
  return {
    arxiv, history, upvotes: stored.upvotes, topics: [...stored.categories, ...stored.keywords].slice(0, 40), slug: record?.slug, title: title.html, plainTitle: plainText(stored.title), mathematics: title.mathematics || set.mathematics || history.mathematics,
    authors: authorsShort(stored.authors, 8), allAuthors: stored.authors.slice(0, 1000), moreAuthors: Math.max(0, stored.authors.length - 1000),
    venue: stored.venue, code: stored.code, projectPage: stored.projectPage, withdrawn: stored.withdrawn && plainDay(stored.withdrawn), published: record ? publishedWords(record.published) : stored.published && plainDay(stored.published),
    listedOn: listedOn.map((day) => ({ day, words: plainDay(day) })),
    blocks: set.blocks, proofScript: record && experiments.length ? dataScript('proof', { slug: record.slug, library: record.library, claims: record.claims, experiments: experiments.map(experimentData), versions: versionsOf(record) }) : '',
    experiments: experiments.map(experimentData), library: record?.library, runsInPage: inPage.length, runsInPageTake: seconds(inPage.reduce((sum, e) => sum + e.cost.seconds, 0)), demonstration: record?.library !== undefined && experiments.length > 0,
    runs: runs.filter((r) => r.origin === 'here').map(runLine), reported: runs.filter((r) => r.origin === 'reported').map(runLine),
    bibtex: bibtex(stored),
  };
}

/** Data for the page's own script; nothing in it can end the element. */
const dataScript = (id: string, value: unknown) => `<script type="application/json" id="${id}">${JSON.stringify(value).replace(/</g, '\\u003c')}</script>`;

const publishedWords = (published: string) => published.length === 7 ? plainDay(`${published}-01`).replace(/^1 /, '') : plainDay(published);

export interface ExperimentData { id: string; title: string; claims: string[]; runsIn: Experiment['runsIn']; cost: Experiment['cost']; inputs: [string, InputSpec][]; plots: Experiment['plots']; takes: string }
const experimentData = (e: Experiment): ExperimentData => ({ id: e.id, title: e.title, claims: e.claims, runsIn: e.runsIn, cost: e.cost, inputs: Object.entries(e.inputs as Record<string, InputSpec>), plots: e.plots, takes: seconds(e.cost.seconds) });

export const runLine = (r: Run) => ({ id: r.id, experiment: r.experiment, when: instantOf(r.startedAt), state: r.state, seconds: seconds(r.seconds), changed: r.changed, place: r.place, processor: r.device.processor.startsWith('not told') ? r.device.runtime : r.device.processor, origin: r.origin });

export function bibtex(paper: Paper): string {
  const year = paper.published?.slice(0, 4) ?? '', last = plainText(paper.authors[0] ?? 'anonymous').split(/\s+/).at(-1)!.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase();
  const word = (plainText(paper.title).match(/[A-Za-z]{4,}/g) ?? ['paper'])[0].toLowerCase();
  return `@misc{${last}${year}${word},\n  title         = {{${paper.title.replace(/[{}]/g, '')}}},\n  author        = {${paper.authors.slice(0, 100).join(' and ')}${paper.authors.length > 100 ? ' and others' : ''}},\n  year          = {${year}},\n  eprint        = {${paper.arxiv}},\n  archivePrefix = {arXiv},\n  url           = {https://arxiv.org/abs/${paper.arxiv}}\n}`;
}
