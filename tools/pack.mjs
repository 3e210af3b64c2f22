// npm run pack -- daq: tarballs of a system and what it stands on, as JavaScript with types, for any project to install.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { environment, install, node24, root } from './install.mjs';

install();
const args = process.argv.slice(2), to = path.resolve(args.find((a) => a.startsWith('--to='))?.slice(5) ?? 'dist'), asked = args.filter((a) => !a.startsWith('-'));
if (asked.length === 0) { console.error('Which system? npm run pack -- daq'); process.exit(2); }

const manifestOf = (name) => JSON.parse(readFileSync(path.join(root, 'systems', name, 'package.json'), 'utf8'));
const needed = (name, seen = new Set()) => {
  if (!existsSync(path.join(root, 'systems', name, 'package.json'))) { console.error(`There is no system "${name}" in systems/.`); process.exit(4); }
  for (const dependency of Object.keys(manifestOf(name).dependencies ?? {})) if (dependency.startsWith('@galley/') && !seen.has(dependency.slice(8))) needed(dependency.slice(8), seen);
  return seen.add(name);
};

mkdirSync(to, { recursive: true });
for (const name of new Set(asked.flatMap((a) => [...needed(a)]))) {
  const source = path.join(root, 'systems', name), made = path.join(to, name), manifest = manifestOf(name);
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  const config = path.join(made, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ extends: path.join(root, 'tsconfig.json'), compilerOptions: { noEmit: false, declaration: true, outDir: made, rootDir: source, allowImportingTsExtensions: true, rewriteRelativeImportExtensions: true, composite: false, typeRoots: [path.join(root, 'node_modules/@types')] }, include: [path.join(source, 'src'), path.join(source, 'experiments')], exclude: [] }));
  const built = spawnSync(node24(), [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', config, '--noCheck'], { encoding: 'utf8', env: environment() });
  if (built.status !== 0) { console.error(built.stdout + built.stderr); process.exit(1); }
  rmSync(config);
  // Workers are found by address, which the compiler does not rewrite.
  for (const file of readdirSync(made, { recursive: true })) if (String(file).endsWith('.js')) {
    const at = path.join(made, String(file)), code = readFileSync(at, 'utf8'), rewritten = code.replace(/(new URL\('\.[^']*)\.ts', import\.meta\.url\)/g, "$1.js', import.meta.url)");
    if (rewritten !== code) writeFileSync(at, rewritten);
  }
  for (const file of ['README.md', 'LICENSE-systemflow.md']) if (existsSync(path.join(source, file))) cpSync(path.join(source, file), path.join(made, file));
  cpSync(path.join(root, 'LICENSE'), path.join(made, 'LICENSE'));
  const asJavaScript = (target) => ({ types: target.replace(/\.ts$/, '.d.ts'), default: target.replace(/\.ts$/, '.js') });
  const { name: fullName, version, description, license, type, dependencies, bin } = manifest;
  writeFileSync(path.join(made, 'package.json'), `${JSON.stringify({ name: fullName, version, description, license, type, ...(bin && { bin: Object.fromEntries(Object.entries(bin).map(([k, v]) => [k, v.replace(/\.ts$/, '.js')])) }), exports: Object.fromEntries(Object.entries(manifest.exports).map(([k, v]) => [k, asJavaScript(v)])), ...(dependencies && { dependencies: Object.fromEntries(Object.entries(dependencies).map(([k, v]) => [k, k.startsWith('@galley/') ? `^${manifestOf(k.slice(8)).version}` : v])) }) }, null, 2)}\n`);
  if (bin) for (const file of Object.values(bin)) compileBin(source, made, file);
  const packed = spawnSync('npm', ['pack', '--silent', '--pack-destination', to], { cwd: made, encoding: 'utf8', env: environment() });
  if (packed.status !== 0) { console.error(packed.stderr); process.exit(1); }
  rmSync(made, { recursive: true });
  console.log(path.join(to, packed.stdout.trim().split('\n').at(-1)));
}

/** A command of a package: its types stripped, its imports pointed at the JavaScript. */
function compileBin(source, made, file) {
  const script = `import { stripTypeScriptTypes } from 'node:module'; import { readFileSync } from 'node:fs'; process.stdout.write(stripTypeScriptTypes(readFileSync(process.argv[1], 'utf8')).replace(/(from\\s+'\\.[^']*)\\.ts'/g, "$1.js'"));`;
  const stripped = spawnSync(node24(), ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script, path.join(source, file)], { encoding: 'utf8' });
  if (stripped.status !== 0) { console.error(stripped.stderr); process.exit(1); }
  const target = path.join(made, file.replace(/\.ts$/, '.js'));
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, stripped.stdout, { mode: 0o755 });
}
