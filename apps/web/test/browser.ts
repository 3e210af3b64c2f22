/** A headless Chromium for the tests: the system's when there is one, else the one that npm brings. */
import { existsSync } from 'node:fs';
import chromiumBinary from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-sandbox', '--disable-gpu'];

export async function launch(): Promise<Browser> {
  const system = process.env.CHROMIUM_PATH ?? installed.find((path) => existsSync(path));
  if (system) return chromium.launch({ executablePath: system, args: quiet, headless: true });
  return chromium.launch({ executablePath: await chromiumBinary.executablePath(), args: [...quiet, ...chromiumBinary.args.filter((a) => !a.startsWith('--headless') && a !== '--single-process' && a !== '--no-zygote')], headless: true });
}
