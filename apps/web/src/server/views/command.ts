/** The command that repeats a run. */
import type { Run } from '@galley/claims';

const quoted = (value: string) => /^[\w.,:/+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;

export const commandOf = (run: Pick<Run, 'paper' | 'experiment' | 'inputs' | 'changed' | 'seed' | 'repeats'>): string =>
  ['npx galley run', `${run.paper}/${run.experiment}`, ...run.changed.map((name) => `--set ${quoted(`${name}=${run.inputs[name]}`)}`), `--seed ${run.seed}`, ...(run.repeats > 1 ? [`--repeat ${run.repeats}`] : [])].join(' ');
