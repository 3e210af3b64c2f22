/**
 * The papers Galley implements: what each is and claims, and where its experiments are.
 *
 *   papers, paperBySlug, paperByArxiv    the records, plain data, in the order of the edition
 *   edition                              the daily-papers page on which they were listed together
 *   matchTitle                           recognises a paper by its title
 *   experimentsOf                        loads the experiments that measure a paper, when they are asked for
 */
import type { Paper } from '@galley/claims';
import { editionPapers, papers } from './list.ts';

export { papers };
export { matchTitle } from './match.ts';
export { experimentModuleOf, experimentsOf } from './experiments.ts';
export { galleyVersion, versionsOf } from './versions.ts';

export const edition: { date: string; papers: string[] } = { date: '2025-10-08', papers: editionPapers.map((paper) => paper.slug) };

const bySlug = new Map(papers.map((paper) => [paper.slug, paper]));
const byArxiv = new Map(papers.map((paper) => [paper.arxiv, paper]));

export const paperBySlug = (slug: string): Paper | undefined => bySlug.get(slug);

/** With or without the version: `2407.00123`, `2407.00123v2`. */
export const paperByArxiv = (id: string): Paper | undefined => byArxiv.get(id.replace(/v\d+$/, ''));
