// Run with the genesis and a node of a running network:
//   QUORATE_GENESIS=genesis.json QUORATE_NODE=http://127.0.0.1:17101 node --test
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { chainId, newKey, publicOf, put, receipt, transaction } from './quorate.mjs';

const genesis = JSON.parse(readFileSync(process.env.QUORATE_GENESIS, 'utf8'));
const ask = async (path, body) => {
  const response = await fetch(new URL(path, process.env.QUORATE_NODE), body && {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

const key = newKey();
const sent = transaction(genesis, key, 1, 1_000, put('javascript', 'was here'));
const final = () => ask('/v1/transactions', { transaction: sent.encoded });

test('the chain has the name that the nodes give it', async () => {
  assert.equal(chainId(genesis).toString('hex'), (await ask('/v1/status')).body.chain);
});

test('a transaction is executed, its receipt holds, and a retry gets the first one', async () => {
  const first = receipt(genesis, (await final()).body.receipt, sent.id);
  assert.equal(first.status, 'EXECUTED');
  assert.ok(first.signers.length >= 3);
  const second = receipt(genesis, (await final()).body.receipt, sent.id);
  assert.deepEqual(second, first);
  const sender = publicOf(key).toString('hex');
  assert.equal((await ask(`/v1/senders/${sender}`)).body.nextSequence, 2);
});

test('with a bit changed, of every byte or so, it does not hold', async () => {
  const { receipt: answer } = (await final()).body;
  const flipped = (digits, bit) => {
    const changed = Buffer.from(digits, 'hex');
    changed[bit >> 3] ^= 1 << (bit & 7);
    return changed.toString('hex');
  };
  for (let bit = 0; bit < answer.encoded.length * 4; bit += 9) {
    assert.throws(() => receipt(genesis, { ...answer, encoded: flipped(answer.encoded, bit) }, sent.id));
  }
  for (let bit = 0; bit < answer.certificate.encoded.length * 4; bit += 9) {
    const certificate = { ...answer.certificate, encoded: flipped(answer.certificate.encoded, bit) };
    assert.throws(() => receipt(genesis, { ...answer, certificate }, sent.id));
  }
  assert.throws(() => receipt(genesis, answer, '00'.repeat(32)));
});

test('a bad request gets a problem with a code and a sentence', async () => {
  const { status, body } = await ask('/v1/transactions', { transaction: '00' });
  assert.equal(status, 400);
  assert.equal(body.code, 'MALFORMED');
  assert.equal(body.status, 400);
  assert.ok(body.detail.length > 0);
});
