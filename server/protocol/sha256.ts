/**
 * SHA-256 and HMAC of texts (as UTF-8), in lower-case hex. Here because the decisions of the shop are pure, and because a browser
 * on a stall's plain http has no `crypto.subtle`: one function draws, and draws again on the visitor's phone. Compared with the
 * platform's own in tests; for draws alone, never for passwords or keys.
 */
const BLOCK = 64;

/** The first 32 bits of the fractional parts of the roots of the first primes (FIPS 180-4). */
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0;
const K: number[] = [];
const START: number[] = [];
for (let n = 2; K.length < 64; n += 1) {
  let isPrime = true;
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) isPrime = false;
  if (!isPrime) continue;
  if (START.length < 8) START.push(fraction(Math.sqrt(n)));
  K.push(fraction(Math.cbrt(n)));
}

const rotated = (x: number, by: number): number => (x >>> by) | (x << (32 - by));
const w = new Int32Array(64);

function mix(hash: Int32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i += 1) w[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const x = w[i - 15] ?? 0;
    const y = w[i - 2] ?? 0;
    w[i] = (w[i - 16] ?? 0) + (rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3)) + (w[i - 7] ?? 0) + (rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10));
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + (w[i] ?? 0)) | 0;
    const two = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] = (hash[i] ?? 0) + word));
}

function digest(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const hash = Int32Array.from(START);
  for (let at = 0; at < padded.length; at += BLOCK) mix(hash, view, at);
  const out = new DataView(new ArrayBuffer(32));
  hash.forEach((word, i) => out.setInt32(i * 4, word));
  return new Uint8Array(out.buffer);
}

const encoder = new TextEncoder();
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

export const sha256 = (text: string): string => hex(digest(encoder.encode(text)));

export function hmacSha256(key: string, message: string): string {
  const given = encoder.encode(key);
  const padded = new Uint8Array(BLOCK);
  padded.set(given.length > BLOCK ? digest(given) : given);
  const inner = digest(
    joined(
      padded.map((byte) => byte ^ 0x36),
      encoder.encode(message),
    ),
  );
  return hex(
    digest(
      joined(
        padded.map((byte) => byte ^ 0x5c),
        inner,
      ),
    ),
  );
}
