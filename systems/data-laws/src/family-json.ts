/** Families as files: what a fit found, to be decided with later. */
import { lawNames, type Form, type LawName } from './laws/law.ts';
import { InputError, requireFamily, requireParams, type Family, type Pool } from './pool.ts';

/** JSON text of a family, parameters included, half-lives of Infinity written as "Infinity". */
export function familyToJson(family: Family): string {
  return JSON.stringify(family, (_, value) => (value === Infinity ? 'Infinity' : value === -Infinity ? '-Infinity' : value), 2);
}

/**
 * Reads what `familyToJson` wrote, or `curate fit --json`. Other fields are passed over.
 * @throws InputError for text that is no family, or parameters that mean nothing.
 */
export function familyFromJson(text: string): Family {
  let value: unknown;
  try { value = JSON.parse(text); } catch (error) { throw new InputError(`expected a family as JSON: ${(error as Error).message}`); }
  const { law, form = 'paper', pools } = (value ?? {}) as Record<string, unknown>;
  if (!lawNames.includes(law as LawName)) throw new InputError(`expected "law" to be one of ${lawNames.join(', ')}, got ${JSON.stringify(law)}`);
  if (!Array.isArray(pools)) throw new InputError('expected "pools" to be a list of pools with name, size and params');
  const family: Family = { law: law as LawName, form: form as Form, pools: pools.map(pool) };
  requireFamily(family);
  for (const { params, name } of family.pools) requireParams(params, name);
  return family;
}

function pool(value: unknown, i: number): Pool {
  const { name, size, params } = (value ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string') throw new InputError(`expected pool ${i + 1} to have a name, got ${JSON.stringify(name)}`);
  const { a, b, tau, d } = (params ?? {}) as Record<string, unknown>;
  const number = (raw: unknown) => (typeof raw === 'number' ? raw : NaN);
  return { name, size: number(size), params: { a: number(a), b: number(b), d: number(d), tau: tau === 'unidentified' ? tau : tau === 'Infinity' ? Infinity : number(tau) } };
}
