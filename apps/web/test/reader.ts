/** What a reader does to a page, for the browser tests: opens it, wakes a demonstration, waits for a drawing, and is hindered or not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page of its own context; an error on it fails the test. */
export async function openPage(browser: Browser, address: string, { width = 1280, height = 900, ...options }: BrowserContextOptions & { width?: number; height?: number } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', ...options }), page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(`${address}: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') assert.fail(`${address}: ${message.text()}`); });
  await page.goto(address, { waitUntil: 'networkidle' });
  return page;
}
export const closePage = (page: Page): Promise<void> => page.context().close();

/** Touches the demonstration and waits until it answers. */
export async function wake(page: Page, demonstration: string): Promise<void> {
  await page.locator(demonstration).hover({ position: { x: 5, y: 5 } });
  await page.locator('[data-demonstration][data-awake]').waitFor();
}

/** A few frames: what is dragged is drawn in one, what hangs on it in the next ones. */
export const settled = (page: Page): Promise<void> => page.evaluate(async () => { for (let frame = 0; frame < 5; frame++) await new Promise((done) => { requestAnimationFrame(done); }); });

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface AxeResult { violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[] }

/** What breaks a rule of WCAG 2.2 AA or of axe's best practice, in the page or in a part of it. */
export async function violations(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate((where) => (globalThis as unknown as { axe: { run(part: string, options: object): Promise<AxeResult> } }).axe.run(where, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }), part);
  return found.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 120)} ${n.failureSummary.slice(0, 200)}`).join(' | ')}`);
}
