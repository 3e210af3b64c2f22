/** The person who called made a mistake; the message says what was given, what was expected and what to do. */
export class InputError extends Error {
  override name = 'InputError';
}

export function fail(message: string): never {
  throw new InputError(message);
}
