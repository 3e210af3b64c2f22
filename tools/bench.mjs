// npm run bench: every bench of the house, one after the other. `npm run bench -- --quick`, `npm run bench -- daq`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { environment, install, root } from './install.mjs';

install();
build();
const flags = process.argv.slice(2).filter((a) => a.startsWith('-')), filters = process.argv.slice(2).filter((a) => !a.startsWith('-'));
let failed = 0;
for (const house of ['apps', 'core', 'systems']) for (const room of readdirSync(path.join(root, house))) {
  const manifest = path.join(root, house, room, 'package.json');
  if (!existsSync(manifest) || !JSON.parse(readFileSync(manifest, 'utf8')).scripts?.bench || (filters.length && !filters.some((f) => room.includes(f)))) continue;
  if (!flags.includes('--json')) console.log(`\n${house}/${room}`);
  const { status } = spawnSync('npm', ['run', '--silent', 'bench', '-w', `${house}/${room}`, '--', ...flags], { cwd: root, env: environment(), stdio: 'inherit' });
  if (status !== 0) failed++;
}
process.exitCode = failed ? 1 : 0;
