/**
 * Holds the arrows between rooms: apps -> core -> systems -> systems/{tensor,numerics}, and everything may know the
 * types of core/claims. Reads the import statements of every file; says each arrow that points the wrong way.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Arrow { from: string; to: string; file: string; line: number; kind: 'types' | 'lazy' | 'static' }

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Systems that other systems may stand on. */
const foundations = new Set(['tensor', 'numerics']);
const generated = new Set(['node_modules', 'build', '.svelte-kit', 'dist', 'data', 'cut']);

/** What is wrong with an arrow; undefined when it may be. */
export function faultOf({ from, to, kind }: Pick<Arrow, 'from' | 'to' | 'kind'>): string | undefined {
  const [fromHouse, fromRoom] = from.split('/'), [toHouse, toRoom] = to.split('/');
  if (from === to) return undefined;
  if (to === 'core/claims') return fromHouse === 'systems' && kind !== 'types' ? 'a system may know the types of core/claims only (import type)' : undefined;
  if (fromHouse === 'systems') {
    if (toHouse !== 'systems') return 'a system knows no part of the site';
    if (foundations.has(fromRoom) && !(fromRoom === 'tensor' && toRoom === 'numerics')) return 'a foundation stands on no other system';
    return foundations.has(toRoom) ? undefined : 'a system stands on systems/tensor and systems/numerics only';
  }
  if (fromHouse === 'core') {
    if (toHouse === 'apps') return 'core knows no app';
    if (toHouse === 'core') return fromRoom === 'claims' ? 'core/claims knows no other room' : fromRoom === 'catalog' ? 'core/catalog knows core/claims only' : undefined;
    if (toRoom === 'numerics') return undefined;
    if (fromRoom === 'search' && (toRoom === 'vector-search' || toRoom === 'tensor')) return undefined;
    return fromRoom === 'catalog' && kind !== 'static' ? undefined : 'core reaches systems only lazily, through core/catalog';
  }
  if (fromHouse === 'apps' && toHouse === 'apps') return from === 'apps/cli' && to === 'apps/web' ? undefined : 'an app knows no other app (the command line serves the site, no more)';
  return undefined;
}

export function arrows(folder = root): Arrow[] {
  const found: Arrow[] = [];
  for (const house of ['apps', 'core', 'systems']) for (const room of readdirSync(path.join(folder, house), { withFileTypes: true }).filter((e) => e.isDirectory())) {
    for (const file of sourceFiles(path.join(folder, house, room.name))) found.push(...arrowsOf(readFileSync(file, 'utf8'), file, `${house}/${room.name}`, folder));
  }
  return found;
}

export function arrowsOf(source: string, file: string, from: string, folder: string): Arrow[] {
  const found: Arrow[] = [];
  for (const match of source.matchAll(/(?:^|[^.\w])(?:(import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?|(import)\(\s*|import\.meta\.resolve\(\s*)['"]([^'"]+)['"]/g)) {
    const [, , type, lazy, specifier] = match, to = roomOf(specifier, file, folder);
    if (!to) continue;
    const onlyTypes = type !== undefined || /^[^]*?import\s*\{(?:\s*type\s+[\w ]+,?)+\s*\}\s*from\s*$/.test(match[0].slice(0, match[0].indexOf(specifier) - 1));
    found.push({ from, to, file: path.relative(folder, file), line: source.slice(0, match.index).split('\n').length, kind: onlyTypes ? 'types' : lazy || match[0].includes('resolve') ? 'lazy' : 'static' });
  }
  return found;
}

const names = new Map<string, string>();
for (const house of ['apps', 'core', 'systems']) for (const room of readdirSync(path.join(root, house), { withFileTypes: true }).filter((e) => e.isDirectory())) {
  try { names.set((JSON.parse(readFileSync(path.join(root, house, room.name, 'package.json'), 'utf8')) as { name: string }).name, `${house}/${room.name}`); } catch { /* a folder without a package is no room */ }
}

function roomOf(specifier: string, file: string, folder: string): string | undefined {
  const scoped = /^@galley\/[^/]+/.exec(specifier)?.[0];
  if (scoped) return names.get(scoped) ?? `unknown/${scoped}`;
  if (!specifier.startsWith('.')) return undefined;
  const [house, room] = path.relative(folder, path.resolve(path.dirname(file), specifier)).split(path.sep);
  return ['apps', 'core', 'systems'].includes(house) ? `${house}/${room}` : undefined;
}

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) { if (!generated.has(entry.name)) yield* sourceFiles(path.join(folder, entry.name)); }
    else if (/\.(ts|mjs|js|svelte)$/.test(entry.name)) yield path.join(folder, entry.name);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = arrows(), wrong = all.flatMap((arrow) => { const fault = faultOf(arrow); return fault ? [`${arrow.file}:${arrow.line}  ${arrow.from} -> ${arrow.to}: ${fault}`] : []; });
  for (const line of wrong) console.error(line);
  console.log(`${all.filter((a) => a.from !== a.to).length} arrows between rooms, ${wrong.length} wrong`);
  process.exitCode = wrong.length ? 1 : 0;
}
