/**
 * Papers arrive: from files, and from the feeds of arXiv and the Hub (sources/). Whatever the source, it becomes the same items,
 * written in batches that are whole or not there at all.
 */
export { importFile, longestLine, largestDocument } from './import-file.ts';
export type { FileReport, FileKind, ImportOptions } from './import-file.ts';
export { fetchArxiv } from './arxiv.ts';
export { loadEdition } from './edition.ts';
export { readIdentifier, isIdentifier } from './identifier.ts';
export type { Identifier } from './identifier.ts';
export { readDay, readWeek, readMonth, dayOf } from './day.ts';
export type { Written, Counts, Refusal } from './record.ts';
export { arxivApi } from './sources/arxiv-api.ts';
export { arxivOai } from './sources/arxiv-oai.ts';
export { arxivRss } from './sources/arxiv-rss.ts';
export { hfDaily } from './sources/hf-daily.ts';
export type { Source, Batch, Cursor, SourceSettings } from './sources/source.ts';
export { FetchError, guardedFetch } from './sources/fetch.ts';
export type { Fetch, FetchLimits } from './sources/fetch.ts';
export { sharedGate } from './sources/shared-gate.ts';
export { harvest, sourceState, sourceStates } from './harvest.ts';
export type { HarvestStep, SourceState } from './harvest.ts';
export { harvestDetails, fetchPaper } from './details.ts';
export { harvestStars } from './sources/github.ts';
