/**
 * The daily papers of the Hugging Face Hub, day by day.
 *
 * Traps: days are New York's; a day of more than 100 papers has further pages, named in `Link`; the outer date of a
 * record is not the paper's; a day fills while it lasts and may come back with fewer papers than before, so the last
 * days are asked again and a batch only ever adds.
 */
import { dayOf, readDay } from '../day.ts';
import { readDailyPaper } from '../daily-papers.ts';
import type { Item } from '../record.ts';
import { systemClock } from './clock.ts';
import { FetchError, type Answer } from './fetch.ts';
import { fetchFor, textIn, type Batch, type Source, type SourceSettings } from './source.ts';

const firstDay = '2023-05-04', mostPages = 50, dayMs = 864e5;

export interface HfDailySettings extends SourceSettings {
  /** First day of a harvest without cursor; today when absent. */
  from?: string;
  /** Days before the cursor's that are asked again: lists and votes still move. */
  overlapDays?: number;
}

export function hfDaily({ from, overlapDays = 2, ...settings }: HfDailySettings = {}): Source {
  if (from !== undefined && !readDay(from)) throw new RangeError(`Expected a day such as 2026-07-31, got ${JSON.stringify(from)}.`);
  const base = settings.base ?? 'https://huggingface.co', { host } = new URL(base), clock = settings.clock ?? systemClock;
  const fetch = fetchFor({ base }, settings);

  async function itemsOf(day: string, signal?: AbortSignal): Promise<Item[]> {
    const items: Item[] = [], asked = new Set<string>(), listed = new Set<string>();
    let next: string | undefined = `${base}/api/daily_papers?date=${day}&limit=100`, place = 0;
    while (next) {
      if (asked.has(next) || asked.size >= mostPages) throw new FetchError(`${host} leads in circles: page ${asked.size + 1} of ${day}.`);
      asked.add(next);
      const page: { records: unknown[]; next?: string } = await fetch(next, { signal, accept: 'application/json', read: readPage });
      for (const record of page.records) {
        const item = readDailyPaper(record, day, ++place, `${day}, record ${place}`);
        // Pages shift while a day fills: a paper seen twice keeps its first place.
        if (item.kind === 'paper' && listed.has(item.paper.arxiv)) { place--; continue; }
        if (item.kind === 'paper') listed.add(item.paper.arxiv);
        items.push(item);
      }
      next = page.next;
    }
    return items;
  }

  return {
    name: 'hf-daily',
    async *papers(since, signal): AsyncGenerator<Batch> {
      const today = newYorkDay(clock.now()), stored = readDay(textIn(since, 'day'));
      let day = stored ? dayOf(new Date(Date.parse(stored) - overlapDays * dayMs)) : from ?? today;
      if (day < firstDay) day = firstDay;
      for (; day <= today; day = dayOf(new Date(Date.parse(day) + dayMs))) yield { items: await itemsOf(day, signal), cursor: { day: stored && stored > day ? stored : day } };
    },
  };
}

/** The day it is in New York. */
export const newYorkDay = (now: number): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York', year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);

function readPage({ text, headers, address }: Answer): { records: unknown[]; next?: string } {
  let records: unknown;
  try { records = JSON.parse(text); } catch (error) { throw new FetchError(`${address.host} answered with what is not JSON.`, { again: true, cause: error }); }
  if (!Array.isArray(records)) throw new FetchError(`${address.host} answered with no list of papers.`);
  const next = nextPage(String(headers.link ?? ''));
  return { records, ...(next && URL.canParse(next, address) && { next: new URL(next, address).href }) };
}

/** The address of `rel="next"` in a Link header (RFC 8288). */
export function nextPage(link: string): string | undefined {
  for (const [, target, parameters] of link.slice(0, 8000).matchAll(/<([^<>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^\s",;]*))*)/g)) if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=\s*(?:;|$)))/i.test(parameters)) return target;
  return undefined;
}
