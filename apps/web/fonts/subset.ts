/**
 * The fonts the pages ship: Newsreader for text, IBM Plex Mono for figures, cut down to the letters that titles,
 * names and plain mathematics need. Written to `fonts/cut`, again only when this file or a font changes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

const range = (from: number, to: number) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const letters = range(0x20, 0x7e) + range(0xa0, 0x17f) + '–—‘’“”„…•·×÷±−≈≤≥≠→←↑↓′″€™⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉\u2009\u202f';
const fonts = [
  { from: '@fontsource-variable/newsreader/files/newsreader-latin-opsz-normal.woff2', to: 'newsreader', axes: { opsz: { min: 6, max: 72 }, wght: { min: 400, max: 600 } } },
  { from: '@fontsource-variable/newsreader/files/newsreader-latin-opsz-italic.woff2', to: 'newsreader-italic', axes: { opsz: { min: 6, max: 72 }, wght: { min: 400, max: 600 } } },
  { from: '@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2', to: 'plex-mono' },
];
const folder = fileURLToPath(new URL('./cut/', import.meta.url));
mkdirSync(folder, { recursive: true });
const own = readFileSync(fileURLToPath(import.meta.url));
for (const font of fonts) {
  const source = readFileSync(fileURLToPath(import.meta.resolve(font.from)));
  const key = createHash('sha256').update(own).update(source).digest('hex'), file = `${folder}${font.to}.woff2`, keyFile = `${folder}${font.to}.key`;
  if (existsSync(file) && existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) continue;
  const cut = await subsetFont(source, letters, { targetFormat: 'woff2', ...(font.axes && { variationAxes: font.axes }) });
  writeFileSync(file, cut);
  writeFileSync(keyFile, key);
  console.log(`${font.to}: ${(cut.length / 1000).toFixed(1)} kB of ${(source.length / 1000).toFixed(1)} kB`);
}
