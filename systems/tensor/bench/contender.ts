/**
 * One contender in a process of its own: `node contender.ts <peer> <threads>`. It answers JSON lines:
 *
 *   {do: hello}                        -> {name, version}
 *   {do: prepare, task, inputs, runs}  -> {summary} of the result after that many runs, or {cannot: why}
 *   {do: sample, ms}                   -> {ms: per iteration, runs}, over iterations that fill the time asked for
 *   {do: dispose}                      -> {}
 */
import { createInterface } from 'node:readline';
import { answerer } from './answer.ts';
import { openPeer } from './peers/open.ts';

// What a library has to say goes to standard error: standard output is the protocol.
console.log = console.info = console.warn = console.error;
const [, , name, threads] = process.argv;
const answer = answerer(await openPeer(name, Number(threads)));
for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
process.exit(0);
