/** A contender in a worker of a page: the protocol of answer.ts, message by message. */
import { answerer, type Request } from '../answer.ts';
import type { Peer } from '../peers/peer.ts';

export async function serve(open: (threads: number) => Peer | Promise<Peer>): Promise<void> {
  const scope = globalThis as unknown as { postMessage(message: unknown): void; onmessage: (event: { data: unknown }) => void; name: string };
  // Chromium gives messages that come before the handler to nobody: they wait here.
  const early: Request[] = [];
  let answer: ReturnType<typeof answerer> | undefined;
  const reply = async (request: Request) => scope.postMessage(await answer!(request));
  scope.onmessage = ({ data }) => { if (answer) void reply(data as Request); else early.push(data as Request); };
  try { answer = answerer(await open(Number(scope.name))); } catch (error) { answer = () => Promise.resolve({ cannot: (error as Error).message }); }
  for (const request of early) await reply(request);
}
