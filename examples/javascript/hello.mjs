// Sets a key of the key-value application and believes nothing but the genesis.
//   node hello.mjs GENESIS KEY VALUE URL [URL...]
import { readFileSync } from 'node:fs';
import { newKey, publicOf, put, receipt, transaction } from './quorate.mjs';

const [file, name, value, ...nodes] = process.argv.slice(2);
if (nodes.length === 0) {
  console.error('usage: node hello.mjs GENESIS KEY VALUE URL [URL...]');
  process.exit(2);
}

const genesis = JSON.parse(readFileSync(file, 'utf8'));
const key = newKey();
const sender = publicOf(key).toString('hex');

async function ask(node, path, body) {
  const response = await fetch(new URL(path, node), body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}

// The same signed transaction goes to one node after the other until one of them proves what became of it: it is
// executed once, however often it is sent.
let sent;
for (const node of nodes) {
  try {
    if (!sent) {
      const { nextSequence } = await ask(node, `/v1/senders/${sender}`);
      const { finalizedHeight } = await ask(node, '/v1/status');
      sent = transaction(genesis, key, nextSequence, finalizedHeight + 500, put(name, value));
    }
    const answer = await ask(node, '/v1/transactions', { transaction: sent.encoded, wait: 'final' });
    const proved = receipt(genesis, answer.receipt, sent.id);
    console.log(`${proved.status} at height ${proved.height}, proved by ${proved.signers.join(', ')}`);
    process.exit(proved.status === 'EXECUTED' ? 0 : 1);
  } catch (failure) {
    console.error(`${node}: ${failure.message}`);
  }
}
process.exit(1);
