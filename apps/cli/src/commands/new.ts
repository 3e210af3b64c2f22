import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { paperByArxiv, papers } from '@galley/catalog';
import { fetchArxiv, isIdentifier, readIdentifier } from '@galley/ingest';
import { paperByArxiv as storedByArxiv } from '@galley/papers';
import { plainText } from '@galley/typeset';
import { exits, Failure } from '../failure.ts';
import { printJson, say } from '../out.ts';
import { scaffold, type Seed } from '../scaffold.ts';
import { withStore } from '../store.ts';

interface Options { slug?: string; library?: string; title?: string; author: string[]; published?: string; root?: string; json?: boolean }

export function addNew(program: Command): void {
  program.command('new')
    .description('lay out a new paper: its record, its library, its experiments, and the lines that join them')
    .argument('<arXiv id>', '1805.10941, https://arxiv.org/abs/1805.10941, ...')
    .option('--slug <name>', 'short name of the paper; default: from its title')
    .option('--library <name>', 'folder in systems/ that implements it; default: the slug')
    .option('--title <text>', 'title, when neither the database nor arXiv can be asked')
    .option('--author <name>', 'an author, likewise; may be given several times', (name: string, all: string[]) => [...all, name], [] as string[])
    .option('--published <day>', 'day of version 1, likewise')
    .option('--root <folder>', 'checkout to write into', fileURLToPath(new URL('../../../../', import.meta.url)))
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExamples:\n  $ galley new 1805.10941 --slug random-integers\n\nCONTRIBUTING.md goes on from there.')
    .action(async (given: string, options: Options, command: Command) => {
      const read = readIdentifier(given);
      if (!isIdentifier(read)) throw new Failure(read.wrong, exits.usage);
      const known = paperByArxiv(read.id);
      if (known) throw new Failure(`Paper ${read.id} is in the catalogue already: core/catalog/papers/${known.slug}.ts.`, exits.usage);
      const facts = await factsOf(read.id, options, command), slug = options.slug ?? slugOf(facts.title), library = options.library ?? slug;
      for (const [name, value] of [['--slug', slug], ['--library', library]]) if (!/^[a-z][a-z0-9-]{1,40}$/.test(value)) throw new Failure(`${name} expects small letters, digits and dashes, got "${value.slice(0, 60)}".`, exits.usage);
      if (papers.some((p) => p.slug === slug)) throw new Failure(`There is a paper "${slug}" already; choose another --slug.`, exits.usage);
      const written = await scaffold(path.resolve(options.root!), { ...facts, arxiv: read.id, slug, library });
      if (options.json) printJson({ slug, library, written });
      else {
        process.stdout.write(`${written.map((file) => `  ${file}`).join('\n')}\n`);
        say(`\n${facts.title}\nis laid out. Next: npm install (joins the new package), then its claims in core/catalog/papers/${slug}.ts. CONTRIBUTING.md walks through it.`);
      }
    });
}

/** Title, authors and day: as given, else from the database, else from arXiv. */
async function factsOf(id: string, options: Options, command: Command): Promise<Pick<Seed, 'title' | 'authors' | 'published'>> {
  if (options.title) {
    if (options.author.length === 0) throw new Failure('--title needs at least one --author beside it.', exits.usage);
    return { title: options.title, authors: options.author, published: options.published ?? monthOf(id) };
  }
  const stored = await withStore(command, ({ db }) => storedByArxiv(db, id));
  if (stored) return { title: stored.title, authors: stored.authors, published: stored.published?.slice(0, 10) ?? monthOf(id) };
  try {
    const found = await fetchArxiv(id);
    if (!found) throw new Failure(`arXiv knows no paper ${id}.`, exits.notFound);
    return { title: found.title, authors: found.authors, published: found.published?.slice(0, 10) ?? monthOf(id) };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`arXiv could not be asked (${(error as Error).message}). Give --title and --author.`, exits.unavailable);
  }
}

const monthOf = (id: string): string => { const [yy, mm] = [id.replace(/^.*\//, '').slice(0, 2), id.replace(/^.*\//, '').slice(2, 4)]; return `${Number(yy) > 90 ? 19 : 20}${yy}-${mm}`; };

function slugOf(title: string): string {
  const before = plainText(title).split(':')[0];
  return (before.length <= 24 ? before : before.split(/\s+/).slice(0, 3).join(' ')).normalize('NFD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40) || 'paper';
}
