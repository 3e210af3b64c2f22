/** How a command ends. Scripts rely on these. */
export const exits = {
  done: { code: 0, means: 'done' },
  failed: { code: 1, means: 'something asked for did not work: a run failed, a file was refused' },
  usage: { code: 2, means: 'the command was not understood' },
  unavailable: { code: 3, means: 'the database, a port or a needed program is not available' },
  notFound: { code: 4, means: 'no such paper, run, day or experiment' },
  fallsShort: { code: 5, means: 'with --strict: a claim falls short' },
  interrupted: { code: 130, means: 'interrupted' },
} as const;

export class Failure extends Error {
  override name = 'Failure';
  readonly exit: (typeof exits)[keyof typeof exits];
  constructor(message: string, exit: (typeof exits)[keyof typeof exits] = exits.failed) { super(message); this.exit = exit; }
}
