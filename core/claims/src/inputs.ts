/** Reading what somebody asked of an experiment: from a form, `--set`, a query string or a stored run. */
import type { Experiment, Inputs, InputSpec, InputValue } from './experiment.ts';

export class InputError extends Error { override name = 'InputError'; }

export interface GivenInputs { inputs: Inputs; /** Names whose value differs from the default. */ changed: string[] }

/** Fills defaults and checks every given value. @throws InputError naming the input, what was given and what fits. */
export function readInputs(experiment: Pick<Experiment, 'paper' | 'id' | 'inputs'>, given: Record<string, unknown>): GivenInputs {
  const specs: Record<string, InputSpec> = experiment.inputs;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) {
      const known = Object.keys(specs);
      throw new InputError(`${experiment.paper}/${experiment.id} has no input "${name.slice(0, 60)}". ${known.length ? `It has: ${known.join(', ')}.` : 'It has no inputs.'}`);
    }
  }
  const inputs: Inputs = {}, changed: string[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const value = Object.hasOwn(given, name) ? readInput(name, spec, given[name]) : spec.default;
    inputs[name] = value;
    if (value !== spec.default) changed.push(name);
  }
  return { inputs, changed };
}

function readInput(name: string, spec: InputSpec, given: unknown): InputValue {
  const shown = JSON.stringify(given)?.slice(0, 60) ?? String(given);
  switch (spec.kind) {
    case 'number': {
      const value = typeof given === 'number' ? given : typeof given === 'string' && given.trim() !== '' ? Number(given) : NaN;
      const range = `a number from ${spec.min} to ${spec.max}${spec.unit ? ` (${spec.unit})` : ''}`;
      if (!Number.isFinite(value)) throw new InputError(`${name} expects ${range}, got ${shown}.`);
      if (value < spec.min || value > spec.max) throw new InputError(`${name} expects ${range}, got ${value}.`);
      if (spec.integer && !Number.isInteger(value)) throw new InputError(`${name} expects a whole number, got ${value}.`);
      return value;
    }
    case 'choice':
      if (typeof given !== 'string' || !spec.options.includes(given)) throw new InputError(`${name} expects one of ${spec.options.join(', ')}, got ${shown}.`);
      return given;
    case 'boolean': {
      const words: Record<string, boolean> = { true: true, yes: true, on: true, '1': true, false: false, no: false, off: false, '0': false };
      const value = typeof given === 'boolean' ? given : words[String(given).toLowerCase()];
      if (value === undefined) throw new InputError(`${name} expects true or false, got ${shown}.`);
      return value;
    }
    case 'text':
      if (typeof given !== 'string') throw new InputError(`${name} expects a text, got ${shown}.`);
      if (given.length > spec.maxLength) throw new InputError(`${name} expects at most ${spec.maxLength} characters, got ${given.length}.`);
      return given;
  }
}
