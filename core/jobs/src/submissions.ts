/** Papers that readers submitted and that are not here yet: their records are fetched from arXiv, then they are listed. */
import { fetchPaper } from '@galley/ingest';
import { settleSubmission, waitingSubmissions } from '@galley/people';
import { ofArxiv } from './ingest.ts';
import type { Job } from './job.ts';

export const submissions: Job = {
  name: 'submissions', what: 'papers that readers submitted', due: { cron: '*/10 * * * *' }, minutes: 60, retries: 2,
  async work({ store, settings, signal, now }) {
    const { db } = store, asked = ofArxiv(store, settings, settings.api);
    let listed = 0, unknown = 0;
    for (const { id, arxiv } of await waitingSubmissions(db)) {
      if (await fetchPaper(db, arxiv, asked, signal)) { await settleSubmission(db, id, 'listed', null, now()); listed++; } else { await settleSubmission(db, id, 'not found', 'arXiv knows no paper by this identifier.', now()); unknown++; }
    }
    return listed + unknown ? `${listed} listed, ${unknown} unknown to arXiv` : 'nobody waits';
  },
};
