// What a client of Quorate must be able to do, in JavaScript without any dependency: name the chain, sign a
// transaction, and check a receipt down to the validators of the genesis. For chains with Ed25519 certificates.
// Node.js 18 or newer.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';

// --- The canonical encoding (docs/decisions/0002-one-canonical-encoding.md) ---

const concat = (...parts) => Buffer.concat(parts);
const u8 = (value) => Buffer.from([value]);
const u32 = (value) => { const b = Buffer.alloc(4); b.writeUInt32BE(value); return b; };
const u64 = (value) => { const b = Buffer.alloc(8); b.writeBigUInt64BE(BigInt(value)); return b; };
const bytes = (value) => concat(u32(value.length), value);
const text = (value) => bytes(Buffer.from(value, 'utf8'));
const hex = (value) => Buffer.from(value, 'hex');

const sha256 = (...parts) => createHash('sha256').update(concat(...parts)).digest();
const tagged = (tag, ...parts) => sha256(u8(tag.length), Buffer.from(tag, 'ascii'), ...parts);

/** Reads canonical bytes from the front. */
class Reader {
  constructor(buffer) { this.buffer = buffer; this.at = 0; }
  take(count) {
    if (this.at + count > this.buffer.length) throw new Error('cut short');
    return this.buffer.subarray(this.at, (this.at += count));
  }
  u8() { return this.take(1)[0]; }
  u32() { return this.take(4).readUInt32BE(); }
  u64() { return Number(this.take(8).readBigUInt64BE()); }
  bytes() { return this.take(this.u32()); }
  end() { if (this.at !== this.buffer.length) throw new Error('bytes left over'); }
}

// --- Ed25519 keys as raw bytes ---

const PUBLIC_PREFIX = hex('302a300506032b6570032100');
const publicKey = (raw) => createPublicKey({ key: concat(PUBLIC_PREFIX, raw), format: 'der', type: 'spki' });
const rawPublic = (key) =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length);

/** A new secret key. */
export const newKey = () => generateKeyPairSync('ed25519').privateKey;

/** The secret key of a 32-byte seed. */
export const keyOfSeed = (seed) =>
  createPrivateKey({ key: concat(hex('302e020100300506032b657004220420'), seed), format: 'der', type: 'pkcs8' });

/** The public key of a secret one, 32 bytes. */
export const publicOf = (key) => rawPublic(key);

// --- The chain ---

const ENGINES = { pbft: 1, hotstuff: 2, tendermint: 3 };
const SCHEMES = { ed25519: 1, 'bls12-381': 2 };

/** The chain's id: a hash over every field of the genesis. */
export function chainId(genesis) {
  const p = genesis.parameters;
  const validators = genesis.validators.map((v) =>
    concat(text(v.name), u8(SCHEMES[genesis.scheme]), bytes(hex(v.key)), bytes(hex(v.possession)),
      bytes(hex(v.networkKey)), u64(v.power)));
  return tagged('quorate/genesis/1',
    text(genesis.name), u64(genesis.timeMillis), u8(ENGINES[genesis.engine]), u8(SCHEMES[genesis.scheme]),
    u32(p.maxTransactionBytes), u32(p.maxBlockBytes), u32(p.maxBlockTransactions), u64(p.maxExpiryHeights),
    u32(p.executionLag), u64(p.baseTimeoutMillis), u64(p.maxTimeoutMillis), u64(p.maxClockDriftMillis),
    u64(p.epochLength), u32(validators.length), ...validators, text(genesis.application),
    bytes(hex(genesis.applicationState)));
}

/** A signed transaction: its id and its canonical bytes. */
export function transaction(genesis, key, sequence, expiryHeight, payload) {
  const unsigned =
    concat(chainId(genesis), rawPublic(key), u64(sequence), u64(expiryHeight), bytes(payload));
  const id = tagged('quorate/transaction-id/1', unsigned);
  const signature = sign(null, concat(Buffer.from('quorate/transaction/1\n'), id), key);
  return { id: id.toString('hex'), encoded: concat(unsigned, signature).toString('hex') };
}

/** The key-value application's payload that sets a value. */
export const put = (key, value) => concat(u8(1), text(key), text(value));

// --- Proofs ---

/** What a certificate says, if more than two thirds of the genesis' voting power signed it; throws otherwise. */
export function certificate(genesis, encoded) {
  if (genesis.scheme !== 'ed25519') throw new Error('this example checks Ed25519 certificates');
  const reader = new Reader(hex(encoded));
  const chain = reader.take(32);
  const epoch = reader.u64();
  const height = reader.u64();
  const [block, stateRoot, receiptsRoot] = [reader.take(32), reader.take(32), reader.take(32)];
  reader.take(32); // the next epoch
  const signed = concat(Buffer.from('quorate/attestation/1\n'), reader.buffer.subarray(0, reader.at));
  const validators = reader.u32();
  const bitmap = reader.bytes();
  const signatures = reader.bytes();
  reader.end();
  if (!chain.equals(chainId(genesis))) throw new Error('a certificate of another chain');
  if (validators !== genesis.validators.length || bitmap.length !== Math.ceil(validators / 8)) {
    throw new Error('a bitmap over other validators');
  }
  const signers = [];
  for (let i = 0; i < bitmap.length * 8; i++) {
    if ((bitmap[i >> 3] >> (i & 7)) & 1) signers.push(i);
  }
  if (signers.some((i) => i >= validators) || signatures.length !== 64 * signers.length) {
    throw new Error('signers and signatures do not fit');
  }
  const power = (list) => list.reduce((sum, v) => sum + BigInt(v.power), 0n);
  if (3n * power(signers.map((i) => genesis.validators[i])) <= 2n * power(genesis.validators)) {
    throw new Error('no quorum signed');
  }
  signers.forEach((validator, i) => {
    const key = publicKey(hex(genesis.validators[validator].key));
    if (!verify(null, signed, key, signatures.subarray(64 * i, 64 * i + 64))) {
      throw new Error(`the signature of ${genesis.validators[validator].name} does not hold`);
    }
  });
  return { epoch, height, block, stateRoot, receiptsRoot, signers: signers.map((i) => genesis.validators[i].name) };
}

/** What a proved receipt of the JSON API says; throws if anything about it does not hold. */
export function receipt(genesis, answer, transactionId) {
  const proof = certificate(genesis, answer.certificate.encoded);
  const leaf = hex(answer.encoded);
  const path = new Reader(hex(answer.path));
  const index = path.u64();
  let place = index;
  let last = path.u64() - 1;
  let hash = sha256(u8(0), leaf);
  for (; last > 0; last = Math.floor(last / 2), place = Math.floor(place / 2)) {
    if (place % 2 === 1) hash = sha256(u8(1), path.take(32), hash);
    else if (place < last) hash = sha256(u8(1), hash, path.take(32));
  }
  path.end();
  if (!hash.equals(proof.receiptsRoot)) throw new Error('the receipt is not under the certified root');
  const reader = new Reader(leaf);
  const found = {
    transaction: reader.take(32).toString('hex'),
    height: reader.u64(),
    index: reader.u32(),
    status: ['EXECUTED', 'FAILED', 'REPLAYED', 'OUT_OF_WINDOW'][reader.u8()],
    output: reader.bytes(),
    signers: proof.signers,
  };
  if (found.transaction !== transactionId || found.height !== proof.height || found.index !== index) {
    throw new Error('a receipt of another transaction or place');
  }
  return found;
}
