/**
 * arXiv's OAI-PMH server: everything, then what changed since, by day of change.
 *
 * Traps: there is no harvest by submission date; a resumption token is itself URL-encoded text, ends at midnight UTC and
 * is sent alone with its verb; a list resumed later may repeat records; a quiet day is an "error". In the format `arXiv`
 * `created` is the date of the current version, so only the versions of `arXivRaw` date a paper.
 * Source: OAI-PMH 2.0; arXiv's help page on it.
 */
import { plainText } from '@galley/typeset';
import { sourceRank } from '@galley/papers';
import { FeedError } from '../atom.ts';
import { dayOf, readDay } from '../day.ts';
import { isIdentifier, readIdentifier } from '../identifier.ts';
import { paperInput, remarks, type Item, type Version } from '../record.ts';
import { systemClock } from './clock.ts';
import { arxivGate } from './politeness.ts';
import { fetchFor, readWhole, textIn, type Batch, type Cursor, type Source, type SourceSettings } from './source.ts';
import { readXml } from './xml.ts';
import { splitNames } from './author-names.ts';

export interface ArxivOaiSettings extends SourceSettings {
  /** `group:archive:CATEGORY`, such as `cs:cs:LG`; everything when absent. */
  set?: string;
  /** `arXivRaw` tells versions, `arXiv` tells authors' names in parts but no first date. */
  format?: 'arXivRaw' | 'arXiv';
  /** First day of change of a harvest without cursor; everything since 2005 when absent. */
  from?: string;
}

const restartsWithoutProgress = 3, dayMs = 864e5;

export function arxivOai({ set, format = 'arXivRaw', from: first, ...settings }: ArxivOaiSettings = {}): Source {
  if (first !== undefined && !readDay(first)) throw new RangeError(`Expected a day such as 2026-07-31, got ${JSON.stringify(first)}.`);
  const base = settings.base ?? 'https://oaipmh.arxiv.org/oai', { host } = new URL(base), clock = settings.clock ?? systemClock;
  const fetch = fetchFor({ base, hosts: ['oaipmh.arxiv.org'], gate: arxivGate }, settings);

  async function* papers(since: Cursor | undefined, signal?: AbortSignal): AsyncGenerator<Batch> {
    /** Day of the first answer of this harvest: what changes while it runs is left to the next. */
    let begun = readDay(textIn(since, 'begun'));
    const last = readDay(textIn(since, 'from')) ?? first;
    // A finished harvest is overlapped by a day; an unfinished one goes on where it stood.
    let from = last && !begun && since ? dayOf(new Date(Date.parse(last) - dayMs)) : last;
    let token = textIn(since, 'token'), expires = textIn(since, 'expires'), restarts = 0;
    // Only a kept token is judged by our clock, which may be wrong; while the harvest runs the server judges.
    if (expires && Date.parse(expires) <= clock.now()) token = undefined;
    const origin = from;
    let inOrder = true;
    for (;;) {
      const query = token ? `verb=ListRecords&resumptionToken=${encodeURIComponent(token)}` : String(new URLSearchParams({ verb: 'ListRecords', metadataPrefix: format, ...(set && { set }), ...(from && { from }) }));
      const page = await fetch(`${base}?${query}`, { signal, accept: 'text/xml', read: (answer) => readWhole(host, () => readOaiPage(answer.text)) });
      begun ??= page.responded;
      if (page.error?.code === 'badResumptionToken' && token) {
        if (++restarts > restartsWithoutProgress) throw new FeedError(`${host} refused its own resumption tokens ${restarts} times in a row: ${page.error.message}`);
        token = undefined;
        continue;
      }
      if (page.error && page.error.code !== 'noRecordsMatch') throw new FeedError(`${host} answered with the error ${page.error.code}: ${page.error.message}`);
      for (const stamp of page.datestamps) {
        // Only while days ascend is the last one a place to restart from.
        if (from && stamp < from && inOrder) { inOrder = false; from = origin; }
        if (inOrder && (!from || stamp > from)) { from = stamp; restarts = 0; }
      }
      if (!page.token) { yield { items: page.items, cursor: { from: begun } }; return; }
      if (page.token.text === token) throw new FeedError(`${host} sent the same resumption token twice; the list would never end.`);
      token = page.token.text; expires = page.token.expires;
      yield { items: page.items, cursor: { begun, token, ...(from && { from }), ...(expires && { expires }) } };
    }
  }
  return { name: 'arxiv-oai', papers };
}

const namespaces = { 'http://www.openarchives.org/OAI/2.0/': 'oai', 'http://arxiv.org/OAI/arXivRaw/': 'raw', 'http://arxiv.org/OAI/arXiv/': 'arxiv' };

interface OaiRecord {
  identifier: string; datestamp: string; deleted: boolean; title: string; abstract: string; comments: string; journal: string; doi: string; categories: string;
  authors: string[]; authorLine: string; versions: Version[];
}
export interface OaiPage { /** Day */ responded: string; items: Item[]; /** Days of change, in the order of the records. */ datestamps: string[]; token?: { text: string; expires?: string }; error?: { code: string; message: string } }

/** Reads one answer of the server. @throws FeedError when it is none, or cut. */
export function readOaiPage(text: string): OaiPage {
  const page: OaiPage = { responded: '', items: [], datestamps: [] };
  let record: OaiRecord | undefined, records = 0, name = { key: '', fore: '', suffix: '' }, version = 0, code = '', expires: string | undefined;
  readXml(text, namespaces, {
    open(path, attribute) {
      const at = path.at(-1)!;
      if (path.length === 1 && at !== 'oai:OAI-PMH') throw new FeedError(`Expected an OAI-PMH answer, found <${at.replace(/^other:/, '')}>.`);
      if (at === 'oai:record') { records++; record = { identifier: '', datestamp: '', deleted: false, title: '', abstract: '', comments: '', journal: '', doi: '', categories: '', authors: [], authorLine: '', versions: [] }; }
      else if (at === 'oai:header' && record) record.deleted = attribute('status') === 'deleted';
      else if (at === 'oai:error') code = attribute('code') ?? 'unnamed';
      else if (at === 'oai:resumptionToken') expires = attribute('expires') ?? attribute('expirationDate');
      else if (at === 'raw:version') version = Number(/^v(\d{1,4})$/.exec(attribute('version') ?? '')?.[1] ?? 0);
      else if (at === 'arxiv:author') name = { key: '', fore: '', suffix: '' };
    },
    close(path, text) {
      const at = path.at(-1)!, parent = path.at(-2);
      if (at === 'oai:responseDate') page.responded = text.slice(0, 10);
      else if (at === 'oai:error') page.error = { code, message: text.slice(0, 300) };
      else if (at === 'oai:resumptionToken') { if (text) page.token = { text, ...(expires && { expires }) }; }
      if (!record) return;
      if (parent === 'oai:header') { if (at === 'oai:identifier') record.identifier = text; else if (at === 'oai:datestamp') record.datestamp = text; }
      else if (parent === 'raw:arXivRaw' || parent === 'arxiv:arXiv') {
        const field = at.replace(/^(raw|arxiv):/, '');
        if (field === 'title' || field === 'abstract' || field === 'comments' || field === 'categories') record[field] = text;
        else if (field === 'journal-ref') record.journal = text;
        else if (field === 'doi') record.doi = text;
        else if (at === 'raw:authors') record.authorLine = text;
      } else if (at === 'raw:date' && parent === 'raw:version') { const time = Date.parse(text); if (version > 0 && Number.isFinite(time)) record.versions.push({ version, at: new Date(time).toISOString() }); }
      else if (at === 'arxiv:keyname') name.key = text;
      else if (at === 'arxiv:forenames') name.fore = text;
      else if (at === 'arxiv:suffix') name.suffix = text;
      else if (at === 'arxiv:author') record.authors.push([name.fore, name.key, name.suffix].filter(Boolean).join(' '));
      else if (at === 'oai:record') {
        if (readDay(record.datestamp.slice(0, 10))) page.datestamps.push(record.datestamp.slice(0, 10));
        page.items.push(itemOf(record, `record ${records}`));
        record = undefined;
      }
    },
  });
  if (!readDay(page.responded)) throw new FeedError('The answer does not say when it was given (responseDate).');
  return page;
}

function itemOf(record: OaiRecord, position: string): Item {
  const identifier = readIdentifier(record.identifier);
  if (!isIdentifier(identifier)) return { kind: 'refused', position, why: identifier.wrong };
  if (record.deleted) return Number.isFinite(Date.parse(record.datestamp)) ? { kind: 'deleted', arxiv: identifier.id, at: new Date(record.datestamp).toISOString() } : { kind: 'refused', position, why: `${identifier.id} was deleted on no day: "${record.datestamp.slice(0, 40)}".` };
  if (!record.title) return { kind: 'refused', position, why: `${identifier.id} has no title.` };
  const versions = record.versions.toSorted((a, b) => a.version - b.version), first = versions.find((v) => v.version === 1), changed = Date.parse(versions.at(-1)?.at ?? record.datestamp);
  return {
    kind: 'paper',
    paper: paperInput({
      arxiv: identifier.id, title: record.title, abstract: record.abstract, rank: sourceRank.arxiv,
      authors: (record.authorLine ? splitNames(record.authorLine) : record.authors).map((a) => plainText(a)),
      ...(first && { published: first.at }), categories: [...new Set(record.categories.split(/\s+/).filter((c) => /^[a-z-]+(\.[A-Za-z-]+)?$/.test(c)))].slice(0, 50),
      ...(record.journal && { venue: record.journal.replace(/\s+/g, ' ').slice(0, 500) }),
      ...remarks({ comment: record.comments, journal: record.journal, doi: record.doi, summary: record.abstract }),
      ...(/\bwithdrawn\b/i.test(record.comments) && Number.isFinite(changed) && { withdrawn: new Date(changed).toISOString() }),
    }),
    ...(versions.length > 0 && { versions }),
  };
}
