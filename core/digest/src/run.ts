/** A run: plans what is due, sends what is planned. Any number of them on one database, in one process or in many. */
import { mailSettings, type Mailer, type MailSettings } from '@galley/mail';
import type { Store } from '@galley/papers';
import { planDue } from './plan.ts';
import { sendIntended, type SendOptions } from './send.ts';
import { forgetUnconfirmed } from './subscriptions.ts';

export interface DigestProgress { planned: number; nothingNew: number; sent: number; failed: number; givenUp: number; /** The last thing that went wrong. */ error?: string }
export interface RunOptions extends Pick<SendOptions, 'holdSeconds'> { now?: () => Date; signal?: AbortSignal; /** Subscribers planned in one transaction. */ batch?: number; concurrency?: number; settings?: MailSettings }

/** Yields the totals so far after each step; ends cleanly, between mails, when `signal` says so. */
export async function* digestRun({ db }: Pick<Store, 'db'>, mailer: Mailer, { now = () => new Date(), signal, batch, concurrency, holdSeconds, settings = mailSettings() }: RunOptions = {}): AsyncGenerator<DigestProgress, DigestProgress> {
  const total: DigestProgress = { planned: 0, nothingNew: 0, sent: 0, failed: 0, givenUp: 0 };
  await forgetUnconfirmed(db, now());
  for await (const { planned, nothingNew } of planDue(db, now(), { settings, batch, signal })) { total.planned += planned; total.nothingNew += nothingNew; yield { ...total }; }
  for await (const { sent, failed, givenUp, error } of sendIntended(db, mailer, { settings, signal, concurrency, holdSeconds, clock: now })) { total.sent += sent; total.failed += failed; total.givenUp += givenUp; if (error) total.error = error; yield { ...total }; }
  return total;
}
