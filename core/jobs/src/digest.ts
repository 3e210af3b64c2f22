/** The e-mail goes out at every reader's own hour: looked for every five minutes. */
import { digestRun } from '@galley/digest';
import type { Job } from './job.ts';

export const digest: Job = {
  name: 'digest', what: 'the daily and weekly e-mail', due: { cron: '*/5 * * * *' }, atStart: true, alongside: true, minutes: 600, retries: 2,
  async work({ store, mailer, settings, now, signal }) {
    let last = { planned: 0, nothingNew: 0, sent: 0, failed: 0, givenUp: 0 };
    for await (const progress of digestRun(store, mailer, { now, signal, holdSeconds: settings.digestHoldSeconds })) last = progress;
    const { planned, nothingNew, sent, failed, givenUp } = last;
    return [`${sent} sent`, ...(planned ? [`${planned} planned`] : []), ...(nothingNew ? [`${nothingNew} had nothing new`] : []), ...(failed ? [`${failed} to be tried again`] : []), ...(givenUp ? [`${givenUp} given up`] : [])].join(', ');
  },
};
