import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { papers } from '@galley/catalog';
import { experimentsOf } from '@galley/catalog/experiments';
import { nodeDevice } from '@galley/claims/node';
import { jobSettings } from '@galley/jobs';
import { mailSettings } from '@galley/mail';
import { openStore, StoreError } from '@galley/papers';
import { plural, printJson, styled, table, wrap } from '../out.ts';

interface Finding { what: string; state: 'good' | 'limited' | 'bad'; says: string }

export function addDoctor(program: Command): void {
  program.command('doctor')
    .description('what this machine can run and what not, and why')
    .option('--json', 'one JSON document')
    .option('--offline', 'do not try to reach arXiv')
    .action(async (options: { json?: boolean; offline?: boolean }, command: Command) => {
      const { dataDir, databaseUrl } = command.optsWithGlobals<{ dataDir: string; databaseUrl?: string }>();
      const findings = [node(), memory(), wasm(), gpu(), folder(dataDir), disk(dataDir), await database(dataDir, databaseUrl ?? process.env.DATABASE_URL), pages(), mail(), sources(), ...(options.offline ? [] : [await network()])];
      const able = await Promise.all(papers.map(async (p) => ({ slug: p.slug, ...await ability(p.slug, p.claims.flatMap((c) => c.checks.flatMap((k) => k.needs ?? []))) })));
      if (options.json) printJson({ device: nodeDevice(), findings, papers: able });
      else {
        const mark = { good: styled('green', '■'), limited: styled('yellow', '▄'), bad: styled('red', '×') };
        process.stdout.write(`${findings.map((f) => `${mark[f.state]} ${f.what.padEnd(14)}${wrap(f.says, 16).trimStart()}`).join('\n')}\n\n`);
        process.stdout.write(`${table(able.map((a) => [a.runs ? styled('green', '■') : styled('gray', '□'), a.slug, a.says]))}\n\n${plural(able.filter((a) => a.runs).length, 'paper')} of ${able.length} can run here.\n`);
      }
      if (findings.some((f) => f.state === 'bad')) process.exitCode = 3;
    });
}

const finding = (what: string, state: Finding['state'], says: string): Finding => ({ what, state, says });
const node = () => finding('Node', 'good', `${nodeDevice().runtime} on ${nodeDevice().processor}, ${nodeDevice().logicalCores} logical cores`);
const memory = () => finding('memory', totalmem() < 2e9 ? 'limited' : 'good', `${(totalmem() / 1e9).toFixed(1)} GB, ${(freemem() / 1e9).toFixed(1)} GB free`);
function wasm(): Finding {
  const has = nodeDevice().wasm, lacks = ['simd128', 'relaxed-simd', 'threads'].filter((f) => !has.includes(f));
  return finding('WebAssembly', lacks.length ? 'limited' : 'good', `${has.join(', ') || 'plain'}${lacks.length ? `; without ${lacks.join(', ')}, so kernels run slower` : ''}`);
}
const gpu = () => finding('graphics', 'limited', 'Node has no WebGPU of its own; experiments on the graphics processor run in the page, where the browser offers it');
function folder(dataDir: string): Finding {
  try { mkdirSync(dataDir, { recursive: true }); accessSync(dataDir, constants.W_OK); return finding('data folder', 'good', path.resolve(dataDir)); } catch (error) { return finding('data folder', 'bad', `${path.resolve(dataDir)} cannot be written (${(error as NodeJS.ErrnoException).code}); set DATA_DIR`); }
}
function disk(dataDir: string): Finding {
  try { const { bavail, bsize } = statfsSync(existsSync(dataDir) ? dataDir : '.'), free = bavail * bsize; return finding('disk', free < 500e6 ? 'limited' : 'good', `${(free / 1e9).toFixed(1)} GB free`); } catch { return finding('disk', 'limited', 'free space is not known'); }
}
async function database(dataDir: string, databaseUrl?: string): Promise<Finding> {
  try { const store = await openStore({ dataDir, databaseUrl }); await store.close(); return finding('database', 'good', store.where); } catch (error) {
    if (error instanceof StoreError) return finding('database', 'bad', error.message);
    throw error;
  }
}
function pages(): Finding {
  const built = existsSync(fileURLToPath(import.meta.resolve('@galley/web/serve').replace('serve.ts', 'build/handler.js')));
  return finding('pages', built ? 'good' : 'limited', built ? 'built' : 'not built yet; npm start builds them');
}
function mail(): Finding {
  try {
    const { relay, dkim, from, publicUrl } = mailSettings();
    return relay ? finding('mail', dkim ? 'good' : 'limited', `through ${relay.host}:${relay.port} as ${from.address}${dkim ? `, signed for ${dkim.domain}` : '; not signed (set DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY), so much of it will be taken for spam'}`) : finding('mail', process.env.PUBLIC_URL ? 'limited' : 'good', `lies at ${publicUrl}/admin/outbox; SMTP_URL sends it`);
  } catch (error) { return finding('mail', 'bad', (error as Error).message); }
}
function sources(): Finding {
  try { const { sources: asked, categories } = jobSettings(); return finding('sources', 'good', `${asked.join(', ') || 'none'}${categories.length ? ` (${categories.join(', ')})` : ''}`); } catch (error) { return finding('sources', 'bad', (error as Error).message); }
}
async function network(): Promise<Finding> {
  try { await fetch('https://export.arxiv.org/robots.txt', { signal: AbortSignal.timeout(4000), method: 'HEAD' }); return finding('network', 'good', 'arXiv answers'); } catch { return finding('network', 'limited', 'arXiv does not answer; abstracts come from imported files only'); }
}
async function ability(slug: string, needs: string[]): Promise<{ runs: boolean; says: string; needs: string[] }> {
  const experiments = await experimentsOf(slug), places = new Set(experiments.flatMap((e) => e.runsIn));
  return { runs: experiments.length > 0, says: experiments.length ? `${plural(experiments.length, 'experiment')}, in ${[...places].map((p) => p === 'node' ? 'the terminal' : 'the page').join(' and ')}` : 'its system is not built yet', needs };
}
