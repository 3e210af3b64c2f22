// npm test: everything, from a fresh clone. `npm test -- types lint unit` runs a part; `npm test -- unit daq` the tests whose path holds "daq".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { environment, install, node24, root } from './install.mjs';

install();
/** One new database, copied by every test that wants one: making each anew takes two seconds. */
function newDatabase() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-new-database-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const made = spawnSync(node24(), ['--input-type=module', '-e', `const { openStore } = await import('@galley/papers'); await (await openStore({ dataDir: ${JSON.stringify(folder)} })).close();`], { cwd: root, env: environment(), stdio: 'inherit' });
  return made.status === 0 ? { GALLEY_NEW_DATABASE: path.join(folder, 'pg') } : {};
}
const bin = (name) => path.join(root, 'node_modules', name);
const node = (args, { env = {}, ...options } = {}) => spawnSync(node24(), args, { cwd: root, env: { ...environment(), NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...env }, stdio: 'inherit', ...options }).status ?? 1;

/** Test files below these folders. (Node 20, which runs this file, has no glob.) */
function tests(folders) {
  const walk = (folder) => readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(node_modules|build|\.svelte-kit|data)$/.test(entry.name) ? [] : walk(file);
    return entry.name.endsWith('.test.ts') ? [file] : [];
  });
  return folders.flatMap(walk).filter((file) => (filters.length === 0 || filters.some((f) => file.includes(f)))).sort();
}

const parts = {
  types: () => node([bin('typescript/bin/tsc'), '-p', 'tsconfig.json']) || node([bin('@sveltejs/kit/svelte-kit.js'), 'sync'], { cwd: path.join(root, 'apps/web') }) || node([bin('svelte-check/bin/svelte-check'), '--fail-on-warnings', '--output', 'human'], { cwd: path.join(root, 'apps/web') }),
  lint: () => node([bin('oxlint/bin/oxlint'), '--deny-warnings', 'apps', 'core', 'systems', 'tools']),
  arrows: () => node(['tools/arrows.ts']),
  unit: () => run(tests(['core', 'systems', 'apps/cli', 'tools']), ['--test-concurrency=2', '--test-timeout=240000']),
  web: () => { build(); return run(tests(['apps/web/test']), ['--test-concurrency=2', '--test-timeout=240000']); },
};

let copied;
function run(files, options = []) {
  if (files.length === 0) return 0;
  return node(['--import', './tools/seed.ts', '--test', '--test-reporter=spec', ...options, ...files], { env: (copied ??= newDatabase()) });
}

const asked = process.argv.slice(2), filters = asked.filter((a) => !Object.hasOwn(parts, a)), chosen = asked.filter((a) => Object.hasOwn(parts, a));
const names = chosen.length ? chosen : filters.length ? ['unit', 'web'] : Object.keys(parts);
const failed = [];
for (const name of names) {
  const begun = Date.now();
  console.log(`\n${name}`);
  if (parts[name]() !== 0) failed.push(name);
  console.log(`${name}: ${failed.includes(name) ? 'failed' : 'passed'} in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}
console.log(failed.length ? `\nfailed: ${failed.join(', ')}` : '\nall passed');
process.exitCode = failed.length ? 1 : 0;
