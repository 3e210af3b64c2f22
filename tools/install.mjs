// Plain JavaScript for any Node from 20 on: this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(root, 'node_modules/.galley-installed');
const wanted = () => createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');

/** Installs what package-lock.json says, unless that is what is installed. */
export function install() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted() && existsSync(node24())) return;
  console.error('Installing what Galley needs (once; a minute or two).');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const done = spawnSync(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) { console.error('npm could not install everything; see above. Is the npm registry reachable?'); process.exit(3); }
  if (!existsSync(node24())) { console.error('Node 24 was not installed beside Galley: npm may not run the install script of the package "node". Run: npm install-scripts approve node'); process.exit(3); }
  writeFileSync(stamp, wanted());
}

/** The Node 24 that npm installs beside Galley. */
export const node24 = () => path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Environment in which scripts find Node 24 and the installed programs first. */
export const environment = () => ({ ...process.env, PATH: [path.dirname(node24()), path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter) });
