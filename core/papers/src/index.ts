/**
 * Papers, days and runs in PostgreSQL. Open a store, then call queries with its `db`.
 *
 *   const store = await openStore({ dataDir: './data' });
 *   const day = await newestDay(store.db);
 */
export { openStore, rows, StoreError } from './open.ts';
export * as tables from './schema.ts';
export type { Store, Database, OpenOptions } from './open.ts';
export { faultSentence, isUnavailable } from './fault.ts';
export { watchChanges } from './changes.ts';
export type { Listener } from './changes.ts';
export { upsertPapers, paperByArxiv, papersByArxiv, countPapers, sourceRank } from './papers.ts';
export type { Paper, PaperSummary, PaperInput, Written } from './papers.ts';
export { announcedFrom, upsertListings, papersOfDay, neighbourDays, newestDay, days, daysOfPaper, listedBetween, firstListing } from './days.ts';
export type { ListingInput, Listing, DayPaper, DayCount } from './days.ts';
export { summariesOf, papersOn, recordsOn, recordsMatching, publicCollection, curatedPapers, topics, identifiers } from './lists.ts';
export type { Subject, TopicCount, Placed, Shelved } from './lists.ts';
export { paperHistory } from './history.ts';
export type { PaperHistory } from './history.ts';
export { search, searchRecords } from './search.ts';
export type { SearchQuery, Found } from './search.ts';
export { saveRuns, runById, listRuns, judgeableRuns, everyRun, runsExist } from './runs.ts';
export type { RunFilter } from './runs.ts';
export { backup, restore } from './backup.ts';
export type { BackupStep } from './backup.ts';
export { secretOf } from './secret.ts';
export { spendPoint } from './points.ts';
export type { Spending } from './points.ts';
