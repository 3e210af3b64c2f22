/**
 * A file becomes papers, days and runs: recognised by its content, read as a stream, written in batches that are
 * whole or not there at all. What cannot be read is refused with its place and the reason; the rest goes in.
 */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RecordError, readRun } from '@galley/claims';
import { faultSentence, type Database } from '@galley/papers';
import { atomReader, FeedError } from './atom.ts';
import { readCopiedPage } from './copied-page.ts';
import { dayOfRecords, readDailyPaper } from './daily-papers.ts';
import { readDay } from './day.ts';
import { nothingWritten, writeBatch, type Item, type Written } from './record.ts';

export type FileKind = 'day' | 'days' | 'atom' | 'copied page' | 'runs';
export interface FileReport extends Written { file: string; kind?: FileKind; /** Why nothing, or nothing more, of it was read. */ failed?: string }
export interface ImportOptions {
  /** Day for files that do not name one. */
  day?: string;
  /** Bytes read so far, of the file as it lies on disk. */
  onProgress?: (read: number, total: number) => void;
  signal?: AbortSignal;
}

/** Bounds on what a hostile file can make us hold. */
export const longestLine = 32 * 1024 * 1024, largestDocument = 64 * 1024 * 1024, largestInflated = 2 * 1024 ** 3, inflateRatio = 200;
const batchSize = 200;

/** Never throws for what a file holds: a file that cannot be read is a report that says so. */
export async function importFile(db: Database, file: string, options: ImportOptions = {}): Promise<FileReport> {
  const report: FileReport = { file, ...nothingWritten() };
  const batches = batcher(db, report);
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new ImportError('It is not a file.');
    if (found.size === 0) throw new ImportError('The file is empty.');
    for await (const item of itemsOf(file, found.size, report, options)) {
      options.signal?.throwIfAborted();
      await batches.add(item);
    }
  } catch (error) {
    report.failed = options.signal?.aborted ? 'Stopped; what was read until then is kept.' : sentenceOf(error, file);
  }
  await batches.flush().catch((error: unknown) => { report.failed ??= sentenceOf(error, file); });
  return report;
}

class ImportError extends Error { override name = 'ImportError'; }

async function* itemsOf(file: string, size: number, report: FileReport, options: ImportOptions): AsyncGenerator<Item> {
  const text = decoded(await contentOf(file, size, options));
  const { start, all } = await peek(text);
  const first = start.trimStart()[0];
  if (first === '<') { report.kind = 'atom'; yield* feed(all); }
  else if (first === '[') { report.kind = 'day'; yield* dayFile(all, file, options); }
  else if (first === '{') yield* lines(all, report, file, options);
  else { report.kind = 'copied page'; yield* page(all, file, options); }
}

async function* feed(text: AsyncIterable<string>): AsyncGenerator<Item> {
  const reader = atomReader();
  for await (const piece of text) yield* reader.write(piece);
  yield* reader.end();
}

async function* dayFile(text: AsyncIterable<string>, file: string, options: ImportOptions): AsyncGenerator<Item> {
  const records = parseJson(await whole(text)) as unknown[];
  const day = options.day ?? dayInName(file) ?? dayOfRecords(records);
  if (!day || !readDay(day)) throw new ImportError('It does not say which day it is; add --day YYYY-MM-DD.');
  for (const [i, record] of records.entries()) yield readDailyPaper(record, day, i + 1, `record ${i + 1}`);
}

/** JSON lines: days, or exported runs, even mixed. A lone JSON object over several lines is not this. */
async function* lines(text: AsyncIterable<string>, report: FileReport, file: string, options: ImportOptions): AsyncGenerator<Item> {
  for await (const { line, number, tooLong } of splitLines(text)) {
    const position = `line ${number}`;
    if (tooLong) { yield { kind: 'refused', position, why: `The line is longer than ${longestLine / 1024 / 1024} MB.` }; continue; }
    if (!line.trim()) continue;
    let value: unknown;
    try { value = JSON.parse(line); } catch (error) { yield { kind: 'refused', position, why: `Not JSON: ${jsonFault(error)}` }; continue; }
    const record = value as { galley?: unknown; date?: unknown; papers?: unknown; paper?: unknown } | null;
    if (record?.galley === 'run') {
      report.kind ??= 'runs';
      try { yield { kind: 'run', run: readRun(record) }; } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        yield { kind: 'refused', position, why: error.message };
      }
    } else if (record && Array.isArray(record.papers)) {
      report.kind ??= 'days';
      const day = readDay(record.date);
      if (!day) { yield { kind: 'refused', position, why: `date is not a day: ${JSON.stringify(record.date)?.slice(0, 40)}; expected YYYY-MM-DD.` }; continue; }
      for (const [i, paper] of record.papers.entries()) yield readDailyPaper(paper, day, i + 1, `line ${number}, record ${i + 1}`);
    } else if (record?.paper) {
      report.kind ??= 'day';
      const day = options.day ?? dayInName(file);
      if (!day) { yield { kind: 'refused', position, why: 'The record does not say which day it is; add --day YYYY-MM-DD.' }; continue; }
      yield readDailyPaper(record, day, number, position);
    } else yield { kind: 'refused', position, why: 'Neither a day ({"date", "papers"}) nor a record ({"paper"}) nor an exported run.' };
  }
}

async function* page(text: AsyncIterable<string>, file: string, options: ImportOptions): AsyncGenerator<Item> {
  const content = await whole(text);
  if (content.includes('\0') || content.includes('\ufffd')) throw new ImportError('It is neither JSON, nor a feed, nor text.');
  const named = options.day ?? dayInName(file);
  const { items } = readCopiedPage(content, { day: named, year: named ? Number(named.slice(0, 4)) : undefined });
  if (items.length === 0) throw new ImportError('No paper was recognised in it. Expected a daily-papers day (JSON), JSON lines, an Atom feed, or a copied daily-papers page.');
  yield* items;
}

/** The bytes of the file, inflated where it is gzip, with progress and bounds. */
async function contentOf(file: string, size: number, { onProgress, signal }: ImportOptions): Promise<Readable> {
  const handle = await open(file), head = Buffer.alloc(2);
  await handle.read(head, 0, 2, 0);
  await handle.close();
  const bytes = createReadStream(file, { highWaterMark: 256 * 1024 });
  let read = 0;
  bytes.on('data', (chunk) => { read += chunk.length; onProgress?.(read, size); if (signal?.aborted) bytes.destroy(); });
  if (head[0] !== 0x1f || head[1] !== 0x8b) return bytes;
  const inflate = createGunzip();
  let inflated = 0;
  inflate.on('data', (chunk: Buffer) => {
    inflated += chunk.length;
    if (inflated > largestInflated || inflated > Math.max(50e6, size * inflateRatio)) inflate.destroy(new ImportError(`It inflates to more than ${inflateRatio} times its size; that is not a file of papers.`));
  });
  bytes.on('error', (error) => inflate.destroy(error));
  return bytes.pipe(inflate);
}

async function* decoded(bytes: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: false });
  for await (const chunk of bytes) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}

/** The first characters, and everything including them. */
async function peek(text: AsyncGenerator<string>): Promise<{ start: string; all: AsyncGenerator<string> }> {
  let start = '';
  while (start.trim().length < 1 && start.length < 1e6) {
    const next = await text.next();
    if (next.done) break;
    start += next.value;
  }
  return { start, all: (async function* () { yield start; yield* text; })() };
}

async function whole(text: AsyncIterable<string>): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of text) {
    if ((length += piece.length) > largestDocument) throw new ImportError(`It is larger than ${largestDocument / 1024 / 1024} MB in one piece; write it as JSON lines.`);
    pieces.push(piece);
  }
  return pieces.join('');
}

/** Lines, without ever holding more than the longest one allowed. */
async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<{ line: string; number: number; tooLong: boolean }> {
  let pieces: string[] = [], held = 0, number = 1, tooLong = false;
  const take = (rest: string) => {
    const out = { line: tooLong ? '' : pieces.join('') + rest, number: number++, tooLong };
    pieces = []; held = 0; tooLong = false;
    return out;
  };
  for await (const piece of text) {
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) { yield take(piece.slice(from, end)); from = end + 1; }
    const rest = piece.slice(from);
    if ((held += rest.length) > longestLine) { tooLong = true; pieces = []; } else pieces.push(rest);
  }
  if (held > 0) yield take('');
}

function batcher(db: Database, report: Written) {
  let waiting: Item[] = [];
  const flush = async () => { const batch = waiting; waiting = []; if (batch.length) await writeBatch(db, batch, report); };
  return { flush, async add(item: Item) { waiting.push(item); if (waiting.length >= batchSize) await flush(); } };
}

const dayInName = (file: string): string | undefined => readDay(/(\d{4}-\d{2}-\d{2})(?=[^/\\]*$)/.exec(path.basename(file))?.[1]);

function parseJson(text: string): unknown {
  try { return JSON.parse(text); } catch (error) { throw new ImportError(`Not JSON: ${jsonFault(error)}`); }
}
const jsonFault = (error: unknown) => (error as Error).message.replace(/, "[^]*$|\.\.\.[^]*$/, '').replace(/^(Unexpected token) .*?(?=,| in| is|$)/s, '$1').slice(0, 160);

function sentenceOf(error: unknown, file: string): string {
  if (error instanceof ImportError || error instanceof FeedError) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `There is no file ${file}.`;
  if (code === 'EACCES') return `The file ${file} may not be read.`;
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR') return 'The gzip data in it is damaged; what could be read until there is kept.';
  return faultSentence(error);
}
