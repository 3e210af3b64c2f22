/** The tables. Everything the site knows lives here; everything derived (verdicts, ranks) is computed from it. */
export * from './schema/papers.ts';
export * from './schema/people.ts';
export * from './schema/mail.ts';
export * from './schema/upkeep.ts';
