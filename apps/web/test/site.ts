/** The site for a test: a process of its own, a free port, a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface Site { address: string; dataDir: string; stop(): Promise<void> }

const cli = path.resolve(import.meta.dirname, '../../cli/src/main.ts');

/** Runs one command of `galley` on a folder; resolves with what it printed. */
export async function galley(dataDir: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [cli, ...args, '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (piece: Buffer) => { out += piece.toString(); });
  const [code] = await once(child, 'exit') as [number];
  if (code !== 0) throw new Error(`galley ${args.join(' ')} ended with ${code}`);
  return out;
}

/** `shared`: with a PUBLIC_URL, so that readers sign in; without, it is one person's own. `worker`: false where the test runs the jobs itself. */
export async function startSite({ env = {}, shared = false, worker = true, dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-site-')) }: { env?: Record<string, string>; shared?: boolean; worker?: boolean; dataDir?: string } = {}): Promise<Site> {
  const wanted = shared ? await freePort() : 0;
  if (shared) env = { PUBLIC_URL: `http://localhost:${wanted}`, ...env };
  const child = spawn(process.execPath, [cli, 'serve', '--port', String(wanted), '--json', ...(worker ? [] : ['--no-worker']), '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, DATABASE_URL: '', SOURCES: 'none', LOG_LEVEL: 'error', ...env } });
  const said = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`The site ended with ${code} before it was up.`)));
  });
  const { port } = JSON.parse(said) as { port: number }, address = `http://localhost:${port}`;
  return {
    address, dataDir,
    async stop() {
      child.kill('SIGINT');
      await once(child, 'exit');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => { const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address() as net.AddressInfo; probe.close(() => resolve(port)); }); });
}
