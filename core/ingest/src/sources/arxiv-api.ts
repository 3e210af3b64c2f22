/**
 * arXiv's query API: a search in the order of submission, or papers by identifier.
 *
 * Traps: a 200 with no entries on a later page, although more were announced, is a hiccup and never the end; no query
 * reaches beyond 30,000 results, so a longer one goes on from the last submission time; an error is a feed too.
 * Source: arXiv API user's manual.
 */
import { atomReader, FeedError } from '../atom.ts';
import { isIdentifier, readIdentifier } from '../identifier.ts';
import type { Item } from '../record.ts';
import { FetchError, type Answer } from './fetch.ts';
import { arxivGate } from './politeness.ts';
import { countIn, fetchFor, readWhole, textIn, type Batch, type Cursor, type Source, type SourceSettings } from './source.ts';

export const largestSlice = 2000, farthestResult = 30_000;
const idsAtOnce = 200, dayMs = 864e5;

export interface ArxivApiSettings extends SourceSettings {
  /** Results a page, at most 2,000. */
  slice?: number;
  /** How far back a later harvest looks again: papers held by moderators appear with their old submission time. */
  overlapDays?: number;
}

export function arxivApi(query: { search: string } | { ids: string[] }, { slice = 500, overlapDays = 7, ...settings }: ArxivApiSettings = {}): Source {
  if (!Number.isInteger(slice) || slice < 1 || slice > largestSlice) throw new RangeError(`A slice of ${slice} results was asked for; arXiv gives from 1 to ${largestSlice}.`);
  const base = settings.base ?? 'https://export.arxiv.org/api/query', { host } = new URL(base);
  const fetch = fetchFor({ base, hosts: ['arxiv.org', 'export.arxiv.org'], gate: arxivGate }, settings);
  const ask = (parameters: Record<string, string>, start: number, signal?: AbortSignal) => fetch(`${base}?${new URLSearchParams(parameters)}`, { signal, accept: 'application/atom+xml', statuses: [400], read: (answer) => readPage(answer, start, host) });

  async function* searched(search: string, since: Cursor | undefined, signal?: AbortSignal): AsyncGenerator<Batch> {
    let from = textIn(since, 'from'), start = Math.min(countIn(since, 'start'), farthestResult - 1), newest = textIn(since, 'newest');
    for (;;) {
      const page = await ask({
        search_query: from ? `(${search}) AND submittedDate:[${stampOf(from)} TO 209912312359]` : search,
        start: String(start), max_results: String(Math.min(slice, farthestResult - start)), sortBy: 'submittedDate', sortOrder: 'ascending',
      }, start, signal);
      for (const item of page.items) if (item.kind === 'paper' && item.paper.published && (!newest || item.paper.published > newest)) newest = item.paper.published;
      start += page.entries;
      if (start >= page.total) {
        const again = newest ? new Date(Date.parse(newest) - overlapDays * dayMs).toISOString() : from;
        yield { items: page.items, cursor: again ? { from: again } : {} };
        return;
      }
      if (start >= farthestResult) {
        if (!newest || (from && stampOf(newest) <= stampOf(from))) throw new FeedError(`More than ${farthestResult} results of "${search}" were submitted in one minute, as ${host} tells it; ask a narrower question.`);
        [from, start] = [newest, 0];
      }
      yield { items: page.items, cursor: { start, ...(from && { from }), ...(newest && { newest }) } };
    }
  }

  async function* identified(ids: string[], since: Cursor | undefined, signal?: AbortSignal): AsyncGenerator<Batch> {
    for (let done = countIn(since, 'done'); done < ids.length; done += idsAtOnce) {
      const asked = new Set<string>(), items: Item[] = [];
      for (const given of ids.slice(done, done + idsAtOnce)) {
        const read = readIdentifier(given);
        // One malformed identifier would have the whole request refused.
        if (isIdentifier(read)) asked.add(read.id); else items.push({ kind: 'refused', position: given.slice(0, 60), why: read.wrong });
      }
      if (asked.size > 0) items.push(...(await ask({ id_list: [...asked].join(','), max_results: String(asked.size) }, 0, signal)).items);
      for (const item of items) if (item.kind === 'paper') asked.delete(item.paper.arxiv);
      for (const id of asked) items.push({ kind: 'refused', position: id, why: `arXiv knows no paper ${id}.` });
      yield { items, cursor: { done: Math.min(done + idsAtOnce, ids.length) } };
    }
  }

  return { name: 'arxiv-api', papers: (since, signal) => 'ids' in query ? identified(query.ids, since, signal) : searched(query.search, since, signal) };
}

interface Page { items: Item[]; entries: number; total: number }

function readPage({ text, status }: Answer, start: number, host: string): Page {
  const { items, entries, total } = readWhole(host, () => {
    const reader = atomReader(), read = [...reader.write(text), ...reader.end()], { entries, total } = reader.found();
    return { items: read, entries, total };
  });
  const fault = items.find((i) => i.kind === 'refused' && i.why.startsWith('arXiv answered with an error'));
  if (fault?.kind === 'refused') throw new FetchError(fault.why, { status });
  if (status !== 200) throw new FetchError(`${host} answered ${status}.`, { status });
  if (total === undefined) throw new FetchError(`${host} sent a feed that does not say how many results there are.`, { again: true });
  if (entries === 0 && (total > start || (start > 0 && total === 0))) throw new FetchError(`${host} sent an empty page at result ${start}, although there are more.`, { again: true });
  return { items, entries, total };
}

/** `YYYYMMDDHHMM`, GMT, as the API's date ranges want it. */
const stampOf = (time: string): string => time.replace(/\D/g, '').slice(0, 12);
