import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A file of an installed package, whether its `exports` name it or not. */
export function installed(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [], found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  if (!found) throw new Error(`${name} is not installed: npm ci`);
  return found;
}
