/** Waits for Ctrl-C or a stop from outside, then lets the work end; a second Ctrl-C does not wait. */
import { exits } from './failure.ts';

export async function untilStopped(end: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let stopping = false;
    const stop = () => {
      if (stopping) process.exit(exits.interrupted.code);
      stopping = true;
      end().then(resolve, reject);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}
