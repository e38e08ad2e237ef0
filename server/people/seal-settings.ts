import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { privateFile } from '../disk/private.ts';

/**
 * Settings hold what is as good as a password: tokens that are renewed, keys of payment providers. They lie encrypted, with a key
 * that is a file of its own beside the store: a copy of the store alone, such as a backup on a stick, gives none of them away.
 */
export interface SettingsSeal {
  /** `place` is bound in: what is sealed for one place does not open at another. */
  seal(text: string, place: string): string;
  /** Null where the key is another one, or the text was changed. */
  open(sealed: string, place: string): string | null;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const MARK = 'sealed1:';
/** What was saved before settings were sealed begins otherwise. */
export const isSealed = (text: string): boolean => text.startsWith(MARK);

export function settingsSeal(secret: Uint8Array): SettingsSeal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'dropcast settings', KEY_BYTES));
  return {
    seal: (text, place) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return MARK + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open: (sealed, place) => {
      const bytes = Buffer.from(sealed.slice(MARK.length), 'base64url');
      if (!isSealed(sealed) || bytes.length < IV_BYTES + TAG_BYTES) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(place));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        // Another key, or a changed text: it says nothing of which.
        return null;
      }
    },
  };
}

/** As the key file and `SETTINGS_KEY` say it; null where that is no key. */
export function keyOf(text: string): Uint8Array | null {
  const key = Buffer.from(text.trim(), 'base64url');
  return key.length === KEY_BYTES ? key : null;
}
export const memorySeal = (): SettingsSeal => settingsSeal(randomBytes(KEY_BYTES));

/**
 * The key in a file of this account alone. `mayMake`: where there is none yet, or one that was cut short, it is made; a tool beside a
 * server makes none, and opens nothing without.
 */
export function fileSeal(path: string, mayMake: boolean): SettingsSeal {
  if (!mayMake && !existsSync(path)) return memorySeal();
  privateFile(path);
  const kept = keyOf(readFileSync(path, 'utf8'));
  if (kept !== null) return settingsSeal(kept);
  if (!mayMake) return memorySeal();
  const made = randomBytes(KEY_BYTES);
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, `${made.toString('base64url')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return settingsSeal(made);
}
