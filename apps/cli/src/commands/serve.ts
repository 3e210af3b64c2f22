import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { exits, Failure } from '../failure.ts';
import { untilStopped } from '../signals.ts';
import { printJson, say } from '../out.ts';

export function addServe(program: Command): void {
  program.command('serve')
    .description('serve the site until Ctrl-C')
    .option('-p, --port <number>', 'port', process.env.PORT || '3000')
    .option('--host <address>', 'address to listen on; set PUBLIC_URL when it is not this machine only', process.env.HOST || '127.0.0.1')
    .option('--no-worker', 'only answer readers; a `galley worker` elsewhere does the work in the background')
    .option('--json', 'say the address as JSON')
    .addHelpText('after', '\nExamples:\n  $ galley serve\n  $ PORT=8080 galley serve --data-dir ~/papers\n  $ PUBLIC_URL=https://papers.lab.example DATABASE_URL=postgres://... galley serve --host 0.0.0.0')
    .action(async (options: { port: string; host: string; worker: boolean; json?: boolean }, command: Command) => {
      const port = Number(options.port);
      if (!/^\d+$/.test(options.port) || port > 65535) throw new Failure(`PORT expects a number from 0 to 65535, got "${options.port}".`, exits.usage);
      const publicUrl = process.env.PUBLIC_URL || undefined;
      if (publicUrl && !URL.canParse(publicUrl)) throw new Failure(`PUBLIC_URL is not an address: "${publicUrl}". Expected something like https://papers.lab.example.`, exits.usage);
      if (!publicUrl && !['127.0.0.1', '::1', 'localhost'].includes(options.host)) throw new Failure(`Listening on ${options.host} lets other machines in: set PUBLIC_URL to the address readers will use.`, exits.usage);
      if (!existsSync(fileURLToPath(import.meta.resolve('@galley/web/serve').replace('serve.ts', 'build/handler.js')))) throw new Failure('The pages are not built yet. Run: npm start', exits.unavailable);
      const { serve } = await import('@galley/web/serve');
      const { dataDir, databaseUrl } = command.optsWithGlobals<{ dataDir: string; databaseUrl?: string }>();
      const site = await serve({ host: options.host, port, dataDir, databaseUrl: databaseUrl ?? process.env.DATABASE_URL, publicUrl, worker: options.worker });
      if (options.json) printJson({ address: site.address, port: site.port, database: site.where, pid: process.pid });
      else process.stdout.write(`Galley is at ${site.address} (${site.where})\n`);
      await untilStopped(async () => { say('Stopping.'); await site.close(); });
      process.exit(0);
    });
}
