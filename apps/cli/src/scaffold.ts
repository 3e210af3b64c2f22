/** The files of a new paper, and the lines that join it to the catalogue. All of them are written, or none. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exits, Failure } from './failure.ts';

export interface Seed { arxiv: string; slug: string; library: string; title: string; authors: string[]; published: string }

export async function scaffold(root: string, seed: Seed): Promise<string[]> {
  const camel = seed.slug.replace(/-([a-z0-9])/g, (_, c: string) => c.toUpperCase());
  const fresh = files(seed), there = Object.keys(fresh).filter((file) => existsSync(path.join(root, file)) && !file.startsWith(`systems/${seed.library}/package.json`));
  if (there.length) throw new Failure(`${there[0]} exists already; nothing was written.`, exits.usage);
  const library = existsSync(path.join(root, `systems/${seed.library}/package.json`));
  if (library) for (const file of Object.keys(fresh)) if (file.startsWith('systems/') && !file.includes('/experiments/')) delete fresh[file];
  const joined = {
    'core/catalog/list.ts': join(root, 'core/catalog/list.ts', [[/\n(?=\n\/\*\* The daily-papers page)/, `\nimport ${camel} from './papers/${seed.slug}.ts';\n`], [/(?<=const addedPapers: Paper\[\] = \[\n(?: {2}\w+,\n)*)(?=\];)/, `  ${camel},\n`]]),
    'core/catalog/experiments.ts': join(root, 'core/catalog/experiments.ts', [[/\n\};/, `\n  '${seed.slug}': { load: () => import('@galley/${seed.library}/experiments/${seed.slug}'), specifier: '@galley/${seed.library}/experiments/${seed.slug}' },\n};`]]),
    'core/catalog/package.json': dependency(root, 'core/catalog/package.json', seed.library),
    'apps/web/package.json': dependency(root, 'apps/web/package.json', seed.library),
  };
  const before = Object.fromEntries(Object.keys(joined).map((file) => [file, readFileSync(path.join(root, file), 'utf8')])), made: string[] = [];
  try {
    for (const [file, content] of [...Object.entries(fresh), ...Object.entries(joined)]) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), content);
      made.push(file);
    }
  } catch (error) {
    for (const file of made) if (before[file] !== undefined) writeFileSync(path.join(root, file), before[file]); else rmSync(path.join(root, file), { force: true });
    throw error;
  }
  return made;
}

function join(root: string, file: string, edits: [RegExp, string | ((found: string) => string)][]): string {
  let text = readFileSync(path.join(root, file), 'utf8');
  for (const [where, what] of edits) {
    if (!where.test(text)) throw new Failure(`${file} does not look as expected, so the paper cannot be joined to it; nothing was written.`);
    text = text.replace(where, (found) => typeof what === 'string' ? what : what(found));
  }
  return text;
}

function dependency(root: string, file: string, library: string): string {
  const manifest = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as { dependencies: Record<string, string> };
  manifest.dependencies = Object.fromEntries(Object.entries({ ...manifest.dependencies, [`@galley/${library}`]: '*' }).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const quoted = (text: string) => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\s+/g, ' ')}'`;

function files({ arxiv, slug, library, title, authors, published }: Seed): Record<string, string> {
  return {
    [`core/catalog/papers/${slug}.ts`]: `import type { Paper } from '@galley/claims';

export default {
  slug: '${slug}',
  arxiv: '${arxiv}',
  title: ${quoted(title)},
  authors: [${authors.map(quoted).join(', ')}],
  published: '${published}',
  summary: 'Say in two to four sentences of your own what the paper is about, with the figures it claims, so that they can be marked here.',
  claims: [
    {
      id: 'C1',
      text: 'Say in one sentence what the paper claims.',
      says: { text: 'the figure, as the paper writes it', source: 'abstract' },
      conditions: 'Hardware, data and scale of the paper.',
      checks: [{ kind: 'out-of-reach', needs: 'somebody to say how it can be checked here' }],
    },
  ],
} satisfies Paper;
`,
    [`systems/${library}/package.json`]: `${JSON.stringify({ name: `@galley/${library}`, version: '0.1.0', description: `Implements ${title.replace(/\s+/g, ' ')}`, license: 'MIT', type: 'module', exports: { '.': './src/index.ts', './experiments/*': './experiments/*.ts' }, dependencies: { '@galley/numerics': '*' } }, null, 2)}\n`,
    [`systems/${library}/README.md`]: `# ${library}\n\nWhat it is for, in two sentences.\n\n\`\`\`ts\n// Ten lines that use it.\n\`\`\`\n\n## Beside its peers\n\nWhat \`npm run bench -w systems/${library}\` says.\n\n## Limits\n\nWhat it does not do.\n`,
    [`systems/${library}/src/index.ts`]: `/**\n * ${title.replace(/\s+/g, ' ').replace(/\*\//g, '')} (arXiv ${arxiv}).\n *\n * The whole public face of the library. Mechanisms live in files of their own, named as the paper names them.\n */\nexport {};\n`,
    [`systems/${library}/experiments/${slug}.ts`]: `/** How the claims of arXiv ${arxiv} are measured with this library. No algorithm lives here. */\nimport type { Experiment } from '@galley/claims';\n\nexport const experiments: Experiment[] = [];\n`,
    [`systems/${library}/test/promises.test.ts`]: `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { experiments } from '../experiments/${slug}.ts';\n\ntest('every experiment says which claims it bears on', () => {\n  for (const experiment of experiments) assert.ok(experiment.claims.length > 0, experiment.id);\n});\n`,
  };
}
