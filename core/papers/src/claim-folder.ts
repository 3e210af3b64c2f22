/**
 * One owner per data folder. PGlite has no lock of its own: two processes on one folder would corrupt it.
 *
 * The owner listens on a local socket whose name derives from the folder, so that the system itself says
 * whether the owner lives: a killed process leaves a dead socket, never a stale lock that a person must remove.
 * The lock file only decides between two processes that start in the same instant.
 */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeSync, closeSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Owner { pid: number; /** What it is doing, said by itself: `serving http://localhost:3000`. */ doing: string; /** Folder of its socket, to be given to a PostgreSQL client as host. */ socketFolder: string }
export interface Claimed { server: net.Server; socketFolder: string; /** Tells others what this process does. */ announce(doing: string): void; release(): Promise<void> }

/** The port is part of a PostgreSQL socket's name; the number means nothing else. */
export const socketPort = 5432;

/** Claims the folder, or says who owns it. */
export async function claimFolder(folder: string): Promise<Claimed | Owner> {
  mkdirSync(folder, { recursive: true });
  const socketFolder = privateFolder(realpathSync(folder)), socket = socketIn(socketFolder), lock = path.join(folder, 'galley.lock');
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await answers(socket)) return { ...readLock(lock), socketFolder };
    let file: number;
    try { file = openSync(lock, 'wx', 0o600); } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const before = readLockText(lock);
      await sleep(300);                                   // an owner that has just made the lock listens by now
      if (await answers(socket)) continue;
      if (before !== undefined && readLockText(lock) === before) discard(lock);
      continue;
    }
    writeSync(file, JSON.stringify({ pid: process.pid, doing: 'starting', nonce: Math.random() }));
    closeSync(file);
    if (canShare) rmSync(socket, { force: true });
    const server = net.createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
    return {
      server, socketFolder,
      announce(doing) {
        const next = `${lock}.${process.pid}`, handle = openSync(next, 'w', 0o600);
        writeSync(handle, JSON.stringify({ pid: process.pid, doing }));
        closeSync(handle);
        renameSync(next, lock);
      },
      release: () => new Promise((resolve) => { rmSync(lock, { force: true }); server.close(() => resolve()); }),
    };
  }
  throw new Error(`The data folder ${folder} could not be claimed: its lock file keeps changing. Is another Galley starting and stopping there?`);
}

export const isOwner = (found: Claimed | Owner): found is Owner => 'pid' in found;

/** Windows has named pipes instead of socket files; PostgreSQL's clients cannot speak through them, so there the owner is alone. */
export const canShare = process.platform !== 'win32';
const socketIn = (folder: string) => canShare ? path.join(folder, `.s.PGSQL.${socketPort}`) : `\\\\.\\pipe\\${path.basename(folder)}`;

/** A folder only this user can enter. Sockets cannot live in the data folder: their paths may not be longer than about 100 characters. */
function privateFolder(dataFolder: string): string {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  const folder = path.join(os.tmpdir(), `galley-${os.userInfo().uid}-${name}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) throw new Error(`${folder} belongs to somebody else; remove it or set TMPDIR to a folder of your own.`);
  chmodSync(folder, 0o700);
  return folder;
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect(socket);
    probe.once('connect', () => { probe.destroy(); resolve(true); });
    probe.once('error', () => resolve(false));
  });
}

function readLockText(lock: string): string | undefined {
  try { return readFileSync(lock, 'utf8'); } catch { return undefined; }
}
function readLock(lock: string): { pid: number; doing: string } {
  try { const { pid, doing } = JSON.parse(readFileSync(lock, 'utf8')); return { pid, doing }; } catch { return { pid: 0, doing: 'starting' }; }
}
function discard(lock: string): void {
  const aside = `${lock}.stale-${process.pid}`;
  try { renameSync(lock, aside); rmSync(aside, { force: true }); } catch { /* somebody else was quicker */ }
}
