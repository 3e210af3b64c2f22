/**
 * Pages as readers without an account see them, kept until something they show has changed. The database tells what
 * changed when it is committed, whichever process did it; a page that was being made meanwhile is not kept.
 */
import { watchChanges, type Store } from '@galley/papers';
import { countPage } from './metrics.ts';

interface Kept { body: Uint8Array<ArrayBuffer>; headers: [string, string][]; shows: ReadonlySet<string> }
export interface Making {
  /** Papers the page shows (`2510.00001`): when one of them changes, the page is made anew. Not called: the page is not kept. */
  shows(papers: Iterable<string>): void;
}

const mostPages = 1000, mostBytes = 64 * 1024 * 1024, longestKey = 300;

export class PageCache {
  private pages = new Map<string, Kept>();
  private bytes = 0;
  /** Goes up with every change heard, so that a page made across one is not kept. */
  private epoch = 0;
  /** Nothing is kept while nobody tells of changes. */
  private hearing = false;

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

  async answer(key: string, make: (making: Making) => Promise<Response>): Promise<Response> {
    const kept = this.pages.get(key);
    if (kept) {
      this.pages.delete(key);
      this.pages.set(key, kept);
      countPage('kept');
      return new Response(kept.body, { headers: kept.headers });
    }
    const { epoch } = this;
    let shows: ReadonlySet<string> | undefined;
    const response = await make({ shows: (papers) => { shows = new Set(papers); } });
    countPage('made');
    if (!shows || !this.hearing || response.status !== 200 || response.headers.has('set-cookie') || key.length > longestKey) return response;
    const body = new Uint8Array(await response.arrayBuffer()), headers = [...response.headers];
    if (epoch === this.epoch) this.keep(key, { body, headers, shows });
    return new Response(body, { headers });
  }

  private keep(key: string, page: Kept): void {
    const before = this.pages.get(key);
    if (before) this.drop(key, before);
    this.pages.set(key, page);
    this.bytes += page.body.length;
    for (const [oldest, old] of this.pages) {
      if (this.pages.size <= mostPages && this.bytes <= mostBytes) break;
      this.drop(oldest, old);
    }
  }
  private drop(key: string, page: Kept): void {
    this.pages.delete(key);
    this.bytes -= page.body.length;
  }
}
