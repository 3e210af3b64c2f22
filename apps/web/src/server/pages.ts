/** The kept pages of this process. */
import { PageCache } from '#serving/page-cache.ts';
import { store } from './store.ts';

let made: Promise<PageCache> | undefined;

export function pageCache(): Promise<PageCache> {
  return (made ??= store().then(async (opened) => {
    const cache = new PageCache();
    await cache.watch(opened);
    return cache;
  }));
}
