import assert from 'node:assert/strict';
import test from 'node:test';
import { experimentsOf, papers } from '../index.ts';

test('has experiments for every paper whose library is there, and none for the others', async () => {
  for (const paper of papers) assert.equal((await experimentsOf(paper.slug)).length > 0, paper.library !== undefined, paper.slug);
  assert.deepEqual(await experimentsOf('no-such-paper'), []);
  assert.deepEqual(await experimentsOf('toString'), []);
});

test('experiments measure claims that their paper makes', async () => {
  for (const paper of papers) {
    const experiments = await experimentsOf(paper.slug), claims = new Set(paper.claims.map((c) => c.id));
    assert.equal(new Set(experiments.map((e) => e.id)).size, experiments.length, `${paper.slug} has two experiments of one id`);
    for (const e of experiments) {
      assert.equal(e.paper, paper.slug);
      assert.deepEqual(e.claims.filter((id) => !claims.has(id)), [], `${paper.slug}/${e.id}`);
    }
  }
});
