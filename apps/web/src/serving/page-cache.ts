/**
 * Pages as readers without an account see them, kept compressed until something they show has changed. The database
 * tells what changed when it is committed, whichever process did it; a page that was being made meanwhile is not kept.
 */
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { watchChanges, type Store } from '@galley/papers';

export interface Kept { plain: Uint8Array<ArrayBuffer>; gzipped: Uint8Array<ArrayBuffer>; headers: Record<string, string> }
interface Page extends Kept { shows: ReadonlySet<string> }
export interface Making {
  /** Papers the page shows (`2510.00001`): when one of them changes, the page is made anew. Not called: the page is not kept. */
  shows(papers: Iterable<string>): void;
}

const mostPages = 4000, mostBytes = 96 * 1024 * 1024, longestKey = 300;
const compress = promisify(gzip);

export class PageCache {
  private pages = new Map<string, Page>();
  private bytes = 0;
  /** Goes up with every change heard, so that a page made across one is not kept. */
  private epoch = 0;
  /** Nothing is kept while nobody tells of changes. */
  private hearing = false;
  /** Pages being made now: who asks for the same one meanwhile waits for it. */
  private making = new Map<string, { epoch: number; page: Promise<Page | undefined> }>();

  async watch(store: Store): Promise<{ stop(): Promise<void> }> {
    return watchChanges(store, { heard: (subject) => this.forget(subject), hearing: (now) => { this.hearing = now; this.forget('*'); } });
  }

  /** Forgets the pages that show this paper (`paper:2510.00001`); all of them for anything else. */
  forget(subject: string): void {
    this.epoch++;
    if (!subject.startsWith('paper:')) { this.pages.clear(); this.bytes = 0; return; }
    const paper = subject.slice('paper:'.length);
    for (const [key, page] of this.pages) if (page.shows.has(paper)) this.drop(key, page);
  }

  /** The page of this address, where there is one. */
  kept(key: string): Kept | undefined {
    const page = this.pages.get(key);
    if (page) { this.pages.delete(key); this.pages.set(key, page); }
    return page;
  }

  /** Makes a page, and keeps it if it says what it shows and nothing has changed meanwhile. */
  async make(key: string, make: (making: Making) => Promise<Response>): Promise<Response> {
    const { epoch } = this, under = this.making.get(key), ready = under?.epoch === epoch ? await under.page : undefined;
    if (ready) return new Response(ready.plain, { headers: ready.headers });
    const { promise, resolve } = Promise.withResolvers<Page | undefined>(), mine = { epoch, page: promise };
    if (!this.making.has(key) && key.length <= longestKey) this.making.set(key, mine);
    let page: Page | undefined;
    try {
      let shows: ReadonlySet<string> | undefined;
      const response = await make({ shows: (papers) => { shows = new Set(papers); } });
      if (!shows || !this.hearing || response.status !== 200 || response.headers.has('set-cookie') || key.length > longestKey) return response;
      const plain = new Uint8Array(await response.arrayBuffer());
      page = { plain, gzipped: new Uint8Array(await compress(plain)), headers: Object.fromEntries(response.headers), shows };
      if (epoch === this.epoch) this.keep(key, page);
      return new Response(plain, { headers: response.headers });
    } finally {
      if (this.making.get(key) === mine) this.making.delete(key);
      resolve(page);
    }
  }

  private keep(key: string, page: Page): void {
    const before = this.pages.get(key);
    if (before) this.drop(key, before);
    this.pages.set(key, page);
    this.bytes += page.plain.length + page.gzipped.length;
    for (const [oldest, old] of this.pages) {
      if (this.pages.size <= mostPages && this.bytes <= mostBytes) break;
      this.drop(oldest, old);
    }
  }
  private drop(key: string, page: Page): void {
    this.pages.delete(key);
    this.bytes -= page.plain.length + page.gzipped.length;
  }
}
