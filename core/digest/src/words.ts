/** Dates, names and openings as a mail writes them. */
import { DateTime } from 'luxon';
import { plainText } from '@galley/typeset';

/** `Wednesday, 8 October 2025`; of a week, `Week 41 of 2025`. */
export function periodWords(period: string): string {
  const week = /^(\d{4})-W(\d\d)$/.exec(period);
  return week ? `Week ${Number(week[2])} of ${week[1]}` : DateTime.fromISO(period, { zone: 'utc', locale: 'en-GB' }).toFormat('cccc, d LLLL yyyy');
}
export const shortPeriod = (period: string): string => /-W/.test(period) ? periodWords(period) : DateTime.fromISO(period, { zone: 'utc', locale: 'en-GB' }).toFormat('d LLLL');

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** At most so many characters, ended at a word. */
export function cut(text: string, most: number): string {
  const line = text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '').replace(/\s+\S{0,40}$/, '')} …`;
}

/** About two lines, ended at a sentence where one ends there. */
export function opening(text: string): string {
  const line = cut(text, 1000), sentence = /^.{90,230}[.!?](?=\s+\p{Lu})/u.exec(line);
  return line.length <= 230 ? line : sentence ? sentence[0] : cut(line, 230);
}

export const authorsLine = (authors: string[], most = 4): string => {
  const shown = authors.length > most + 1 ? most : authors.length, more = authors.length - shown;
  return cut(authors.slice(0, shown).map((a) => cut(plainText(a), 60)).join(', '), 260) + (more > 0 ? ` and ${more} more` : '');
};
