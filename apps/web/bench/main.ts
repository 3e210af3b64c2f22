/** The site's benches, one after the other: how long pages take, and what load the whole holds. With --json one document. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { nodeDevice } from '@galley/claims/node';

const flags = process.argv.slice(2), json = flags.includes('--json'), rows: unknown[] = [];
for (const bench of ['pages.ts', 'load.ts']) {
  const { status, stdout } = spawnSync(process.execPath, [path.join(import.meta.dirname, bench), ...flags], { stdio: ['inherit', json ? 'pipe' : 'inherit', 'inherit'], encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) process.exit(status ?? 1);
  if (json) rows.push(...(JSON.parse(stdout) as { rows: unknown[] }).rows);
}
if (json) process.stdout.write(`${JSON.stringify({ device: nodeDevice(), rows })}\n`);
