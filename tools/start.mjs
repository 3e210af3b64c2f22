// npm start: install if needed, build if needed, serve.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from './build.mjs';
import { environment, install, node24, root } from './install.mjs';

install();
build();
const child = spawn(node24(), ['--disable-warning=ExperimentalWarning', path.join(root, 'apps/cli/src/main.ts'), 'serve', ...process.argv.slice(2)], { cwd: process.env.INIT_CWD ?? root, env: environment(), stdio: 'inherit' });
// The terminal sends Ctrl-C to both; this one waits for the other.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => { process.exitCode = code ?? (signal ? 130 : 1); });
