/** The versions a run depends on: Galley's own and that of the library it measures. */
import { readFileSync } from 'node:fs';
import { experimentModuleOf } from './experiments.ts';

const versionIn = (file: URL): string => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

export const galleyVersion = versionIn(new URL('../../package.json', import.meta.url));

/** Package name to version, for the run record of a paper. */
export function versionsOf(paper: { slug: string; library?: string }): Record<string, string> {
  const module = experimentModuleOf(paper.slug);
  return { galley: galleyVersion, ...(paper.library && module && { [paper.library]: versionIn(new URL('../package.json', module)) }) };
}
