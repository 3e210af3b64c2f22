/** A wish that is not granted: a sentence for the person who had it, and the HTTP status that says it to programs. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: 400 | 401 | 403 | 404 | 409 | 429;
  constructor(message: string, status: Refusal['status'] = 400) { super(message); this.status = status; }
}
