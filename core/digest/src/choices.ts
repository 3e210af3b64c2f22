/** What a subscriber chooses, read from a form. */
import type { tables } from '@galley/papers';
import { isZone } from './schedule.ts';

export type Choices = tables.Choices;

export const defaultChoices: Choices = { frequency: 'daily', weekday: 1, hour: 7, zone: 'UTC', topics: [], authors: [], searches: [], trending: true, most: 20 };
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const mostPapers = 50;
const longest = { topics: { entries: 60, characters: 60 }, authors: { entries: 60, characters: 100 }, searches: { entries: 20, characters: 200 } } as const;

/** Something a person entered that cannot be taken; the message says what and what to do. */
export class ChoiceError extends Error { override name = 'ChoiceError'; }

/**
 * Fields: `frequency`, `weekday`, `hour`, `zone`, `most`, `trending`; `topics`, `authors`, `searches` with one entry a line.
 * An absent field keeps what `before` has, but for the box: a form without `trending` means no.
 * @throws ChoiceError
 */
export function readChoices(form: { get(name: string): unknown; has(name: string): boolean }, before: Choices = defaultChoices): Choices {
  const text = (name: string) => { const given = form.get(name); return typeof given === 'string' ? given.trim() : undefined; };
  const number = (name: 'weekday' | 'hour' | 'most', low: number, high: number) => {
    const given = text(name);
    if (given === undefined || given === '') return before[name];
    const value = Number(given);
    if (!Number.isInteger(value) || value < low || value > high) throw new ChoiceError(`${name} expects a number from ${low} to ${high}, got “${given.slice(0, 20)}”.`);
    return value;
  };
  const frequency = text('frequency') ?? before.frequency, zone = text('zone') || before.zone;
  if (frequency !== 'daily' && frequency !== 'weekly') throw new ChoiceError(`A digest comes daily or weekly, not “${frequency.slice(0, 20)}”.`);
  if (!isZone(zone)) throw new ChoiceError(`“${zone.slice(0, 60)}” is no time zone. They are written like Europe/Berlin or America/New_York.`);
  const lines = (name: keyof typeof longest) => form.has(name) ? readLines(text(name) ?? '', name) : before[name];
  return { frequency, zone, weekday: number('weekday', 1, 7), hour: number('hour', 0, 23), most: number('most', 1, mostPapers), topics: lines('topics'), authors: lines('authors'), searches: lines('searches'), trending: form.has('topics') ? form.has('trending') : before.trending };
}

function readLines(text: string, name: keyof typeof longest): string[] {
  const { entries, characters } = longest[name], found = [...new Set(text.split(name === 'topics' ? /[\n,;]/ : '\n').map((line) => line.replaceAll('\0', '').replace(/\s+/g, ' ').trim()).filter(Boolean).map((line) => name === 'topics' ? topicName(line) : line))];
  const tooLong = found.find((line) => line.length > characters);
  if (tooLong) throw new ChoiceError(`“${tooLong.slice(0, 40)}…” has ${tooLong.length} characters; an entry of ${name} has at most ${characters}.`);
  if (found.length > entries) throw new ChoiceError(`${found.length} ${name} were given; at most ${entries} fit. Take broader ones?`);
  return found;
}

/** Categories as arXiv writes them (`cs.LG`, `hep-th`), keywords in lower case. */
export function topicName(given: string): string {
  const category = /^([a-z-]+)(?:\.([a-z-]{2,}))?$/i.exec(given);
  if (!category) return given.toLowerCase();
  const [, archive, subject] = category;
  if (subject === undefined) return given.toLowerCase();
  return `${archive.toLowerCase()}.${subject.length === 2 ? subject.toUpperCase() : subject.toLowerCase()}`;
}

/** `daily at 07:00, Europe/Berlin` */
export const scheduleWords = ({ frequency, weekday, hour, zone }: Choices): string => `${frequency === 'daily' ? 'daily' : `every ${weekdays[weekday - 1]}`} at ${String(hour).padStart(2, '0')}:00, ${zone.replaceAll('_', ' ')}`;
