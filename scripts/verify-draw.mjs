// Draws again from a draw's public record, with nothing but Node's own crypto and none of the shop's code (docs/draws.md).
import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

const USAGE = 'node scripts/verify-draw.mjs ADDRESS|FILE|- [--commitment HEX] [--entry ID]';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { commitment: { type: 'string' }, entry: { type: 'string' } },
});
const [source] = positionals;

/** @param {number} code @param {string} sentence @returns {never} */
function end(code, sentence) {
  console.log(sentence);
  process.exit(code);
}
if (source === undefined) end(2, USAGE);

/** @returns {Promise<string>} */
async function read() {
  if (source === '-') {
    let text = '';
    for await (const piece of process.stdin) text += piece;
    return text;
  }
  if (!/^https?:/u.test(source)) return readFile(source, 'utf8');
  const address = source.endsWith('.json') ? source : `${source.replace(/\/$/u, '')}/draw.json`;
  const answer = await fetch(address);
  if (!answer.ok) end(2, `${address} answers ${answer.status}: there is no draw.`);
  return answer.text();
}

const sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex');
const record = JSON.parse(await read());
const { title, commitment, seed, entries, order } = record;
if (typeof commitment !== 'string' || !Array.isArray(entries)) end(2, 'This is no record of a draw.');
console.log(`${title}: ${entries.length} entries, commitment ${commitment}`);
if (values.commitment !== undefined && values.commitment.toLowerCase() !== commitment) end(1, `NOT the commitment you noted, ${values.commitment}.`);
if (seed === null || order === null) end(2, 'Not drawn yet: keep the commitment, and check again afterwards.');

if (sha256(seed) !== commitment) end(1, `NOT the seed that was fixed: its SHA-256 is ${sha256(seed)}.`);
console.log('the seed is the one that was fixed');
if (new Set(order).size !== order.length) end(1, 'NOT one place each: an entry stands in the order twice.');
const hashes = order.map((id) => sha256(id)).sort();
if (hashes.join() !== [...entries].sort().join()) end(1, 'NOT the entries that were published: the order has others.');
console.log('the order has the published entries, each once');
const digest = sha256(hashes.join('\n'));
const again = order.map((id) => ({
  id,
  rank: createHmac('sha256', seed)
    .update(digest + id, 'utf8')
    .digest('hex'),
}));
again.sort((a, b) => (a.rank < b.rank ? -1 : 1));
const wrong = again.findIndex(({ id }, at) => id !== order[at]);
if (wrong >= 0) end(1, `NOT the order that the seed gives: place ${wrong + 1} is ${again[wrong].id}, the shop says ${order[wrong]}.`);
if (values.entry !== undefined) {
  const place = order.indexOf(values.entry);
  console.log(place < 0 ? `${values.entry} is no entry of this draw` : `${values.entry} is number ${place + 1} of ${order.length}`);
}
end(0, 'the order is the one that the seed gives: nothing was changed after entry closed');
