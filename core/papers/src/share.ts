/**
 * Lets other local processes use the PGlite this process owns: PostgreSQL's wire protocol on the local socket.
 * `galley run` works while the site is up, with the same driver that talks to a real server.
 *
 * PGlite is one session, so clients take turns: a turn lasts until the server reports "idle", that is, over a
 * whole transaction. Frames: one type byte (none in the first message), a 32-bit length that counts itself, the body.
 */
import type net from 'node:net';
import type { PGlite } from '@electric-sql/pglite';

const sslRequest = 80877103, gssRequest = 80877104, cancelRequest = 80877102;
const frontend = { query: 0x51, sync: 0x53, terminate: 0x58 };
const readyForQuery = 0x5a, idle = 0x49;

export function share(pglite: Promise<PGlite>, server: net.Server): { /** Calls back after every turn of another process. */ onTurn(heard: () => void): void; close(): void } {
  const listeners = new Set<() => void>();
  const sockets = new Set<net.Socket>();
  let turns: Promise<unknown> = Promise.resolve();
  const takeTurn = (work: () => Promise<void>) => (turns = turns.then(work, work));

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    const session = frames(socket);
    void greet(socket, session).then(async () => {
      const db = await pglite;
      for (;;) {
        const first = await session.next();
        if (!first || first[0] === frontend.terminate) break;
        await takeTurn(() => db.runExclusive(() => turn(db, socket, session, first)));
        for (const heard of listeners) heard();
      }
      socket.end();
    }).catch(() => socket.destroy());
  });
  return { onTurn(heard) { listeners.add(heard); }, close() { for (const socket of sockets) socket.destroy(); } };
}

/** Answers until the session is idle again; a client that goes away in a transaction is rolled back. */
async function turn(db: PGlite, socket: net.Socket, session: Frames, first: Uint8Array): Promise<void> {
  let message: Uint8Array | undefined = first, status = idle;
  for (;;) {
    if (!message || message[0] === frontend.terminate) {
      if (status !== idle) await db.execProtocolRaw(simpleQuery('ROLLBACK'));
      else await db.execProtocolRaw(Uint8Array.of(frontend.sync, 0, 0, 0, 4));
      socket.end();
      return;
    }
    const reply = await db.execProtocolRaw(message);
    if (reply.length) socket.write(reply);
    const ends = message[0] === frontend.query || message[0] === frontend.sync;
    if (ends) status = statusOf(reply) ?? status;
    if (ends && status === idle) return;
    message = await session.next();
  }
}

/** The status byte of the last ReadyForQuery in a reply. */
function statusOf(reply: Uint8Array): number | undefined {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.byteLength);
  let status: number | undefined;
  for (let at = 0; at + 5 <= reply.length; at += 1 + view.getUint32(at + 1)) if (reply[at] === readyForQuery) status = reply[at + 5];
  return status;
}

function simpleQuery(sql: string): Uint8Array {
  const text = Buffer.from(`${sql}\0`), head = Buffer.alloc(5);
  head[0] = frontend.query;
  head.writeUInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}

/** The handshake is ours: the socket's folder is private to this user, so there is nothing to authenticate. */
async function greet(socket: net.Socket, session: Frames): Promise<void> {
  for (;;) {
    const message = await session.first();
    if (!message) return;
    const code = new DataView(message.buffer, message.byteOffset).getUint32(4);
    if (code === sslRequest || code === gssRequest) { socket.write('N'); continue; }
    if (code === cancelRequest) { socket.destroy(); return; }
    break;
  }
  const parameter = (name: string, value: string) => frame('S', `${name}\0${value}\0`);
  socket.write(Buffer.concat([
    frame('R', Buffer.from([0, 0, 0, 0])),
    parameter('server_version', '18'), parameter('client_encoding', 'UTF8'), parameter('server_encoding', 'UTF8'), parameter('DateStyle', 'ISO, MDY'), parameter('standard_conforming_strings', 'on'), parameter('integer_datetimes', 'on'),
    frame('K', Buffer.alloc(8)), frame('Z', 'I'),
  ]));
}

function frame(type: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body as string), head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

interface Frames { first(): Promise<Uint8Array | undefined>; next(): Promise<Uint8Array | undefined> }

/** Cuts the socket's bytes into messages; undefined when the other side is gone. */
function frames(socket: net.Socket): Frames {
  let waiting: Buffer = Buffer.alloc(0), gone = false, wake = () => {};
  socket.on('data', (chunk: Buffer) => { waiting = waiting.length ? Buffer.concat([waiting, chunk]) : chunk; wake(); });
  socket.on('close', () => { gone = true; wake(); });
  socket.on('end', () => { gone = true; wake(); });
  const take = async (typed: 0 | 1): Promise<Uint8Array | undefined> => {
    for (;;) {
      if (waiting.length >= typed + 4) {
        const length = typed + waiting.readUInt32BE(typed);
        if (waiting.length >= length) { const message = waiting.subarray(0, length); waiting = waiting.subarray(length); return message; }
      }
      if (gone) return undefined;
      await new Promise<void>((resolve) => { wake = resolve; });
    }
  };
  return { first: () => take(0), next: () => take(1) };
}
