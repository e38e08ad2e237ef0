/** What the server asks: as altcha has it, PBKDF2 over a nonce and a counter until the key begins with a prefix. */
interface Challenge {
  readonly parameters: { readonly nonce: string; readonly salt: string; readonly cost: number; readonly keyLength: number; readonly keyPrefix: string };
}
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const bytes = (text: string): number[] => (text.match(/../gu) ?? []).map((pair) => Number.parseInt(pair, 16));

/**
 * Works until it is found, one try after the other: each is computed beside the page, which stays usable. Null where this browser cannot:
 * it is very old, or the page came without https.
 */
export async function solve(challenge: Challenge): Promise<string | null> {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const subtle = (globalThis.crypto as Partial<Crypto>).subtle;
  if (subtle === undefined) return null;
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  const counted = new DataView(password.buffer, password.length - 4);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(bytes(salt)), iterations: cost };
  for (let counter = 0; ; counter += 1) {
    counted.setUint32(0, counter);
    const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derived = hex(new Uint8Array(await subtle.deriveBits(how, key, keyLength * 8)));
    if (derived.startsWith(keyPrefix)) return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey: derived } }));
  }
}
