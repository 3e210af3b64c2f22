/** Peers are dependencies of nobody but the bench: they are installed into this folder, once, without running their scripts. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Says what it does on standard error. @returns why the peers are not there, if they are not */
export function installPeers(): string | undefined {
  if (existsSync(`${folder}node_modules/.package-lock.json`)) return undefined;
  console.error(`installing the peers into ${folder}node_modules (npm ci --ignore-scripts, about 500 MB): they are used by this bench alone`);
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--workspaces=false'], { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
  return status === 0 ? undefined : `the peers could not be installed: ${stderr?.trim().split('\n').at(-1) ?? 'npm did not run'}`;
}
