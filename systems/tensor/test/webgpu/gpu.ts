/** A GPU in software for tests: Dawn (npm `webgpu`) on SwiftShader, the system's Chromium's or the one npm brings. */
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createWebgpuBackend, type Gpu, type WebgpuBackend, type WebgpuOptions } from '../../src/webgpu/index.ts';

const installed = ['/usr/lib/chromium/vk_swiftshader_icd.json'];
let found: Promise<Gpu | string> | undefined;

async function driver(): Promise<string | undefined> {
  if (process.env.VK_ICD_FILENAMES) return process.env.VK_ICD_FILENAMES;
  const system = installed.find((file) => existsSync(file));
  if (system) return system;
  try {
    const name = '@sparticuz/chromium', { default: chromium } = await import(name) as { default: { executablePath(): Promise<string> } }, folder = path.dirname(await chromium.executablePath());
    return readdirSync(folder, { recursive: true }).map(String).filter((file) => file.endsWith('vk_swiftshader_icd.json')).map((file) => path.join(folder, file))[0];
  } catch { return undefined; }
}
/** Chromium brings the loader that Dawn asks for by name alone: loaded once and not let go (RTLD_NODELETE), it is found. It is no addon of Node's, which complains. */
function keepLoaded(library: string): void {
  if (!existsSync(library)) return;
  try { process.dlopen({ exports: {} }, library, 0x1000 | os.constants.dlopen.RTLD_NOW | os.constants.dlopen.RTLD_GLOBAL); } catch { /* As it should. */ }
}
/** Or why there is none. */
export const gpu = (): Promise<Gpu | string> => (found ??= (async () => {
  const icd = await driver();
  if (!icd) return 'no software Vulkan: neither Chromium nor @sparticuz/chromium is installed';
  process.env.VK_ICD_FILENAMES = icd;
  keepLoaded(path.join(path.dirname(icd), 'libvulkan.so.1'));
  try {
    const name = 'webgpu', { create } = await import(name) as { create(options: string[]): Gpu }, made = create([]);
    return (await made.requestAdapter()) ? made : 'WebGPU has no adapter here';
  } catch (error) { return `WebGPU does not start: ${(error as Error).message}`; }
})());
export async function backendOrWhy(options?: WebgpuOptions): Promise<WebgpuBackend | string> { const made = await gpu(); return typeof made === 'string' ? made : createWebgpuBackend(made, options); }
