/** A real SMTP server on this machine that keeps what it takes, and refuses what it is told to. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Taken { from: string; to: string[]; raw: string }
export interface TestRelay { url: string; taken: Taken[]; stop(): Promise<void> }

export async function startRelay(options: SMTPServerOptions = {}): Promise<TestRelay> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], logger: false,
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map((r) => r.address), raw: Buffer.concat(pieces).toString('utf8') });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, taken, stop: () => new Promise((resolve) => { server.close(() => resolve()); }) };
}
