/** One sending process: `ours` is a digest run; `peer` is nodemailer alone with the same mails, nothing written down. */
import nodemailer from 'nodemailer';
import { sql } from 'drizzle-orm';
import { mailSettings, openMailer } from '@galley/mail';
import { openStore, rows } from '@galley/papers';
import { digestRun, type Choices } from '../src/index.ts';
import { letter } from '../src/letter.ts';
import { paperLines } from '../src/papers.ts';

const [what, databaseUrl, smtpUrl, now, most] = process.argv.slice(2), lanes = 5;
const store = await openStore({ databaseUrl }), settings = mailSettings({ PUBLIC_URL: 'https://papers.lab.example', SMTP_URL: smtpUrl, MAIL_RETURN: 'bounce+{id}@lab.example' });
const begun = performance.now();
let planned = 0, sent = 0, planSeconds = 0;

if (what === 'ours') {
  const mailer = await openMailer(store, settings);
  for await (const progress of digestRun(store, mailer, { now: () => new Date(now), settings, concurrency: lanes, holdSeconds: 8, batch: 400 })) {
    if (progress.sent === 0) { planned = progress.planned; planSeconds = (performance.now() - begun) / 1000; }
    sent = progress.sent;
  }
  await mailer.close();
} else {
  const { hostname: host, port } = new URL(smtpUrl), transport = nodemailer.createTransport({ pool: true, host, port: Number(port), maxConnections: lanes, maxMessages: 1000 }), lines = paperLines();
  type Row = Choices & { id: string; digest: string; email: string; period: string; rest: number };
  let after = '';
  while (sent < Number(most)) {
    const some = await rows<Row>(store.db, sql`select d.id::text as digest, d.period, d.rest, s.id::text as id, s.email, s.frequency, s.weekday, s.hour, s.zone, s.topics, s.authors, s.searches, s.trending, s.most from digests d join subscribers s on s.id = d.subscriber where d.id::text > ${after} order by d.id::text limit 100`);
    if (some.length === 0) break;
    after = some.at(-1)!.digest;
    const papers = Map.groupBy(await rows<{ digest: string; arxiv: string; why: string }>(store.db, sql`select digest::text as digest, arxiv, why from digest_papers where digest in (select jsonb_array_elements_text(${JSON.stringify(some.map((r) => r.digest))}::jsonb)::uuid) order by digest, position`), (r) => r.digest);
    const known = await lines(store.db, papers.values().flatMap((list) => list.map((p) => p.arxiv)));
    const left = [...some];
    await Promise.all(Array.from({ length: lanes }, async () => {
      for (let one = left.shift(); one; one = left.shift()) {
        const mail = await letter(store.db, settings, { subscriber: one, period: one.period, papers: (papers.get(one.digest) ?? []).flatMap((p) => { const line = known.get(p.arxiv); return line ? [{ ...line, why: p.why }] : []; }), rest: one.rest });
        await transport.sendMail({ from: 'galley@papers.lab.example', to: mail.to, subject: mail.subject, text: mail.text, html: mail.html, headers: mail.headers });
        sent++;
      }
    }));
  }
  transport.close();
}
await store.close();
process.stdout.write(JSON.stringify({ planned, sent, planSeconds, seconds: (performance.now() - begun) / 1000, peakMB: process.resourceUsage().maxRSS / 1024 }));
