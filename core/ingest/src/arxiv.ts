/** One paper from arXiv's API, for somebody who waits for it. */
import type { PaperInput } from '@galley/papers';
import { arxivApi } from './sources/arxiv-api.ts';

const timeoutMs = 15_000, limits = { bytes: 2_000_000, inflatedBytes: 2_000_000, tries: 2, backoffMs: 3000, longestWaitMs: 5000 };

/** The newest version's record; undefined when arXiv knows none. @throws when arXiv does not answer, or not with a feed. */
export async function fetchArxiv(id: string): Promise<PaperInput | undefined> {
  for await (const { items } of arxivApi({ ids: [id] }, { limits }).papers(undefined, AbortSignal.timeout(timeoutMs))) for (const item of items) if (item.kind === 'paper') return item.paper;
  return undefined;
}
