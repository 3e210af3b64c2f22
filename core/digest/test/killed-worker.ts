/** A worker for the kill test: runs what is due and, told so, dies by SIGKILL at a given step of a given mail. */
import { openMailer, mailSettings, type Mailer } from '@galley/mail';
import { openStore, type Database } from '@galley/papers';
import { digestRun } from '../src/index.ts';

export type Step = 'nowhere' | 'before the rows are committed' | 'after the rows are committed' | 'before the relay is asked' | 'between 250 and commit' | 'after commit';
const [databaseUrl, smtpUrl, step, mailNumber, now, lanes, holdSeconds] = process.argv.slice(2) as [string, string, Step, string, string, string, string];
const die = (): Promise<never> => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); };

const store = await openStore({ databaseUrl }), settings = mailSettings({ PUBLIC_URL: 'https://papers.lab.example', SMTP_URL: smtpUrl }), inner = await openMailer(store, settings);
let mails = 0, justSent = false;
const mailer: Mailer = {
  ...inner,
  async send(mail) {
    const mine = ++mails === Number(mailNumber);
    if (mine && step === 'before the relay is asked') await die();
    const sent = await inner.send(mail);
    if (mine && step === 'between 250 and commit') await die();
    justSent = mine;
    return sent;
  },
};
const db = new Proxy(store.db, {
  get(target, name, receiver) {
    const own: unknown = Reflect.get(target, name, receiver);
    if (name === 'transaction') return async (work: (tx: Database) => Promise<unknown>) => {
      const result = await target.transaction(async (tx) => { const done = await work(tx as unknown as Database); if (step === 'before the rows are committed') await die(); return done; });
      if (step === 'after the rows are committed') await die();
      return result;
    };
    if (name === 'execute') return async (query: Parameters<Database['execute']>[0]) => { const result = await target.execute(query); if (justSent && step === 'after commit') await die(); return result; };
    return typeof own === 'function' ? own.bind(target) as unknown : own;
  },
});
let sent = 0;
for await (const progress of digestRun({ db }, mailer, { now: () => new Date(now), settings, holdSeconds: Number(holdSeconds), concurrency: Number(lanes), batch: 25 })) sent = progress.sent;
process.stdout.write(`${sent}\n`);
await mailer.close();
await store.close();
