/** One paper from arXiv's API. Whole harvests, schedules and the shared politeness gate come with the feeds. */
import { atomReader } from './atom.ts';
import type { PaperInput } from '@galley/papers';

const longestAnswer = 2_000_000, timeoutMs = 15_000;

/** The newest version's record; undefined when arXiv knows none. @throws when arXiv does not answer, or not with a feed. */
export async function fetchArxiv(id: string): Promise<PaperInput | undefined> {
  const response = await fetch(`https://export.arxiv.org/api/query?id_list=${encodeURIComponent(id)}&max_results=1`, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error', headers: { 'user-agent': 'galley (https://arxiv.org/help/api)' } });
  if (!response.ok) throw new Error(`arXiv answered ${response.status}`);
  const reader = atomReader(), decoder = new TextDecoder();
  let read = 0;
  for await (const chunk of response.body!) {
    if ((read += chunk.length) > longestAnswer) throw new Error('arXiv answered with more than one record could hold');
    for (const item of reader.write(decoder.decode(chunk, { stream: true }))) if (item.kind === 'paper') return item.paper;
  }
  for (const item of reader.end()) if (item.kind === 'paper') return item.paper;
  return undefined;
}
