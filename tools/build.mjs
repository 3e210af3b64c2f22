// Builds the pages when something they are made of has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { environment, node24, root } from './install.mjs';

const web = path.join(root, 'apps/web'), stamp = path.join(web, 'build/.made-from');
const made = new Set(['node_modules', 'build', '.svelte-kit', 'test', 'bench', 'data', 'cut', 'client', 'migrations', 'dist']);

/** One hash over every source the pages are bundled from. */
function sources() {
  const hash = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json')));
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) { if (!made.has(entry.name) || (entry.name === 'client' && folder.endsWith('src'))) walk(file); }
      else if (/\.(ts|svelte|css|html|json|svg|txt)$/.test(entry.name)) hash.update(path.relative(root, file)).update(readFileSync(file));
    }
  };
  for (const room of ['apps/web', 'core', 'systems']) if (statSync(path.join(root, room)).isDirectory()) walk(path.join(root, room));
  return hash.digest('hex');
}

export function build() {
  const now = sources(), isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === now;
  if (isBuilt()) return;
  const release = oneAtATime();
  try { if (!isBuilt()) make(); } finally { release(); }
}

/** Two builds at once would mix their files: the second waits for the first, unless that is dead. */
function oneAtATime() {
  const lock = path.join(web, '.building');
  for (;;) {
    try { writeFileSync(lock, String(process.pid), { flag: 'wx' }); return () => rmSync(lock, { force: true }); } catch (error) { if (error.code !== 'EEXIST') throw error; }
    let owner = NaN;
    try { owner = Number(readFileSync(lock, 'utf8')); process.kill(owner, 0); } catch (error) { if (error.code === 'ESRCH' || Number.isNaN(owner)) rmSync(lock, { force: true }); }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  }
}

function make() {
  console.error('Building the pages.');
  const run = (args) => {
    const done = spawnSync(node24(), args, { cwd: web, env: environment(), encoding: 'utf8' });
    if (done.status === 0) return;
    console.error(`${done.stdout}\n${done.stderr}`.trim());
    console.error('The pages could not be built; see above.');
    process.exit(3);
  };
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  run([path.join(root, 'node_modules/@sveltejs/kit/svelte-kit.js'), 'sync']);
  run(['fonts/subset.ts']);
  run(['digits/pack.ts']);
  run(['models/pack.ts']);
  run([vite, 'build', '-c', 'vite.client.config.ts', '--logLevel', 'warn']);
  run([vite, 'build', '--logLevel', 'warn']);
  writeFileSync(stamp, sources());
}
