/** What a browser's script sends of a passkey. Its insides are read, and refused, by the verifier. */
import { error } from '@sveltejs/kit';

interface Answer { response: { id: string; response: object }; next?: unknown; name?: unknown }
const largest = 20_000;

export async function readPasskeyAnswer(request: Request): Promise<Answer> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) error(415, 'Expected application/json.');
  const text = await request.text();
  if (text.length > largest) error(413, 'That is too long for a passkey.');
  let given: unknown;
  try { given = JSON.parse(text); } catch { error(400, 'The body is not JSON.'); }
  const { response } = (given ?? {}) as { response?: { id?: unknown; response?: unknown } };
  if (typeof response?.id !== 'string' || typeof response.response !== 'object' || response.response === null) error(400, 'This is no answer of a passkey.');
  return given as Answer;
}
