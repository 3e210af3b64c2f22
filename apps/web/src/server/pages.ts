/** The kept pages of this process. `serve.ts` makes them; on their own (development) nothing is kept. */
import type { PageCache } from '#serving/page-cache.ts';

export const keptPages = (): PageCache | undefined => (globalThis as { galleyPages?: PageCache }).galleyPages;
