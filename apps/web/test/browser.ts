/** A headless Chromium for the tests: the system's when there is one, else the one that npm brings. */
import { existsSync } from 'node:fs';
import chromiumBinary from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-sandbox', '--disable-gpu'];

/** @param gpu WebGPU in software, by the SwiftShader that Chromium brings */
export async function launch({ gpu = false }: { gpu?: boolean } = {}): Promise<Browser> {
  const args = gpu ? [...quiet.filter((a) => a !== '--disable-gpu'), '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : quiet;
  const system = process.env.CHROMIUM_PATH ?? installed.find((path) => existsSync(path));
  if (system) return chromium.launch({ executablePath: system, args, headless: true });
  return chromium.launch({ executablePath: await chromiumBinary.executablePath(), args: [...args, ...chromiumBinary.args.filter((a) => !a.startsWith('--headless') && a !== '--single-process' && a !== '--no-zygote')], headless: true });
}
