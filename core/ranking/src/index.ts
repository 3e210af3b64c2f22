/**
 * What to read first. Trending by one published formula; recommendations from a reader's own votes; papers like a paper.
 *
 *   await trending(db, { at: Date.now(), limit: 30 })     the list of a moment, each item with its parts
 *   rank(events, { at, window: 'week', limit: 30 })       the same, as a pure function of events
 */
export { trending } from './trending/stored.ts';
export type { TrendingQuery } from './trending/stored.ts';
export { rank } from './trending/formula.ts';
export type { Trending, Trend, Parts } from './trending/formula.ts';
export { constants, windows } from './trending/constants.ts';
export type { Window } from './trending/constants.ts';
export type { Events } from './trending/events.ts';
export { readMoment } from './moment.ts';
export { isWindow } from './trending/constants.ts';
export { similarPapers, similarPapersIfKnown } from './reading/similar.ts';
export { forYou } from './reading/for-you.ts';
export type { ForYou, Followed } from './reading/for-you.ts';
export { Shelf } from './reading/shelf.ts';
export type { Alike, Text } from './reading/shelf.ts';
export { picks } from './reading/taste.ts';
export type { Pick, Given } from './reading/taste.ts';
