import { createHash, randomBytes } from 'node:crypto';

/** 128 random bits that say nothing about anybody. */
export const randomId = (): string => randomBytes(16).toString('base64url');
export const randomSecret = (): string => randomBytes(32).toString('base64url');
/** Plain SHA-256 is enough for 256 random bits; a passcode gets scrypt. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
