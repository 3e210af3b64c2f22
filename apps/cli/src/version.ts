import { readFileSync } from 'node:fs';

const versionIn = (file: string): string => (JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as { version: string }).version;
export const version = versionIn('../../../package.json');

/** Versions that a run of a paper depends on. */
export function versionsFor(library: string | undefined): Record<string, string> {
  return { galley: version, ...(library && { [library]: versionIn(`../../../systems/${library.replace('@galley/', '')}/package.json`) }) };
}
