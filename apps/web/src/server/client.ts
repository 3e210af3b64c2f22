/** Where the browser's entry is: its name carries a hash of its content. Read once. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

let entry: string | undefined;

export function clientEntry(): string | undefined {
  if (entry) return entry;
  for (let folder = path.dirname(fileURLToPath(import.meta.url)), i = 0; i < 6; folder = path.dirname(folder), i++) {
    try {
      const manifest = JSON.parse(readFileSync(path.join(folder, 'static/client/manifest.json'), 'utf8')) as Record<string, { file: string }>;
      return (entry = `/client/${manifest['src/client/main.ts'].file}`);
    } catch { /* one folder up */ }
  }
  return undefined;
}
