/** Draws sheets: one at a time, few waiting, the last ones kept. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import satori from 'satori';
import { fonts } from './fonts.ts';
import { height, picture, width, type Sheet } from './picture.ts';

const mostBytes = 24 * 1024 * 1024, mostWaiting = 16, drawnAs = 'sheet 1';

let ready: Promise<void> | undefined;
const start = () => (ready ??= readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')).then((wasm) => initWasm(wasm)));

export class Busy extends Error { override name = 'Busy'; }

/** Names a sheet by what is on it: the same sheet, the same name. */
export const sheetName = (sheet: Sheet): string => createHash('sha256').update(JSON.stringify([drawnAs, sheet])).digest('base64url').slice(0, 27);

const kept = new Map<string, Uint8Array<ArrayBuffer>>(), under = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
let bytes = 0, last: Promise<unknown> = Promise.resolve();

/** The picture as PNG. @throws Busy when too many wait already */
export function draw(sheet: Sheet, name = sheetName(sheet)): Promise<Uint8Array<ArrayBuffer>> {
  const known = kept.get(name);
  if (known) { kept.delete(name); kept.set(name, known); return Promise.resolve(known); }
  const waited = under.get(name);
  if (waited) return waited;
  if (under.size >= mostWaiting) return Promise.reject(new Busy('Too many pictures are being drawn; ask again in a moment.'));
  const drawn = last.then(() => paint(sheet)).then((png) => { keep(name, png); return png; }).finally(() => under.delete(name));
  under.set(name, drawn);
  last = drawn.catch(() => {});
  return drawn;
}

async function paint(sheet: Sheet): Promise<Uint8Array<ArrayBuffer>> {
  await start();
  const svg = await satori(picture(sheet) as unknown as Parameters<typeof satori>[0], { width, height, fonts: await fonts() });
  const resvg = new Resvg(svg, { fitTo: { mode: 'original' } }), rendered = resvg.render(), png = Uint8Array.from(rendered.asPng());
  rendered.free();
  resvg.free();
  return png;
}

function keep(name: string, png: Uint8Array<ArrayBuffer>): void {
  kept.set(name, png);
  bytes += png.length;
  for (const [oldest, old] of kept) { if (bytes <= mostBytes) break; kept.delete(oldest); bytes -= old.length; }
}
