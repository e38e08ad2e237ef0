import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** About 60 ms and 32 MB a guess: a stolen file is slow to search, a log-in is not felt. */
const COST = { N: 32_768, r: 8, p: 1 } as const;
const LENGTH = 32;

function derive(passcode: string, salt: Buffer, N: number, r: number, p: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // NFKC: the same passcode typed on another keyboard.
    scrypt(passcode.normalize('NFKC'), salt, LENGTH, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

/** What is kept of a passcode: `scrypt N r p salt key`. */
export async function sealPasscode(passcode: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(passcode, salt, COST.N, COST.r, COST.p);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join(' ');
}

export async function opensPasscode(sealed: string, passcode: string): Promise<boolean> {
  const [kind, N, r, p, salt, key] = sealed.split(' ');
  if (kind !== 'scrypt' || salt === undefined || key === undefined) return false;
  const right = Buffer.from(key, 'base64url');
  const given = await derive(passcode, Buffer.from(salt, 'base64url'), Number(N), Number(r), Number(p));
  return right.length === given.length && timingSafeEqual(right, given);
}
