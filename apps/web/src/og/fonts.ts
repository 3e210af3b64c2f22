/** The fonts of the pictures, from the packages that the pages' own come from. What none of them holds is not drawn. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { SatoriOptions } from 'satori';

const { resolve } = createRequire(import.meta.url);
// One name for each part of the alphabet: of several files of one name, only one would be asked for a letter.
const newsreader = (weight: 400 | 500, style: 'normal' | 'italic') => ['latin', 'latin-ext', 'vietnamese'].map((subset) => ({ name: `Newsreader ${subset}`, weight, style, file: `@fontsource/newsreader/files/newsreader-${subset}-${weight}-${style}.woff` }));
const files = [
  ...newsreader(400, 'normal'), ...newsreader(500, 'normal'), ...newsreader(400, 'italic'),
  { name: 'Plex Mono', weight: 400 as const, style: 'normal' as const, file: '@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff' },
  // Greek and the signs of mathematics.
  ...['Main-Regular', 'Math-Italic', 'AMS-Regular'].map((cut) => ({ name: `KaTeX ${cut}`, weight: 400 as const, style: 'normal' as const, file: `katex/dist/fonts/KaTeX_${cut}.ttf` })),
];

let read: Promise<SatoriOptions['fonts']> | undefined;
export const fonts = (): Promise<SatoriOptions['fonts']> => (read ??= Promise.all(files.map(async ({ file, ...font }) => ({ ...font, data: await readFile(resolve(file)) }))));
