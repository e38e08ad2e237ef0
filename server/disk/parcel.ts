import { createWriteStream, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';

/**
 * A whole shop in one file, to carry it to another machine: the ledger, the people and the pictures, as a zip. Who has it has
 * everything, secrets included: it is written readable for its owner alone.
 */
const LEDGER = 'ledger.db';
const PEOPLE = 'people.db';
/** Opens what the people's settings hold. A shop that never saved any has none. */
const KEY = 'settings.key';
const ABOUT = 'dropcast.json';
const FORMAT = 1;
const PICTURE = /^media\/([A-Za-z0-9._-]{1,100})$/u;

export interface Packed {
  readonly ledger: string;
  readonly people: string;
  /** A file that need not exist. */
  readonly key: string;
  /** A folder that need not exist. */
  readonly media: string;
}

/** Why a file is no parcel of ours: `no-file`, `not-ours` (or damaged), `newer` (packed by a newer Dropcast). */
export class NoParcel extends Error {
  override readonly name = 'NoParcel';
  constructor(readonly why: 'no-file' | 'not-ours' | 'newer') {
    super(why);
  }
}

/** Writes the parcel whole or not at all; on the disk when the promise resolves. Answers its size in bytes. */
export async function packParcel(file: string, packed: Packed, at: Date): Promise<number> {
  const beside = `${file}.${process.pid}.tmp`;
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(JSON.stringify({ format: FORMAT, packedAt: at.toISOString() })), ABOUT);
  zip.addFile(packed.ledger, LEDGER);
  zip.addFile(packed.people, PEOPLE);
  if (existsSync(packed.key)) zip.addFile(packed.key, KEY);
  const pictures = existsSync(packed.media) ? readdirSync(packed.media).filter((name) => PICTURE.test(`media/${name}`) && !name.startsWith('.')) : [];
  // Pictures are as small as they get.
  for (const name of pictures) zip.addFile(join(packed.media, name), `media/${name}`, { compress: false });
  zip.end();
  try {
    await pipeline(zip.outputStream, createWriteStream(beside, { mode: 0o600, flags: 'wx' }));
    const written = await open(beside, 'r+');
    await written.sync();
    await written.close();
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await rename(beside, file);
  return statSync(file).size;
}

/**
 * Lays the shop where the next start finds it: as a restore beside whatever is there, never over it.
 * Nothing of that is left behind where the parcel turns out to be none, or the disk is full.
 */
export async function unpackParcel(file: string, dataDir: string): Promise<void> {
  if (!existsSync(file)) throw new NoParcel('no-file');
  const ledger = join(dataDir, 'restore.db');
  const people = join(dataDir, 'restore.people.db');
  const key = join(dataDir, `restore.${KEY}`);
  const written: string[] = [];
  const put = async (from: NodeJS.ReadableStream, to: string): Promise<void> => {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    if (existsSync(to)) return void from.resume();
    const part = `${to}.part`;
    written.push(part);
    await pipeline(from, createWriteStream(part, { mode: 0o600 }));
    const done = await open(part, 'r+');
    await done.sync();
    await done.close();
    written.push(to);
    await rename(part, to);
  };
  // What an unpacking that was cut off left here is none of this shop's.
  for (const old of [ledger, people, key]) await rm(old, { force: true });
  try {
    const found = await readParcel(file, async (name, from) => {
      const picture = PICTURE.exec(name)?.[1];
      if (name === PEOPLE) await put(from, people);
      else if (name === KEY) await put(from, key);
      else if (name === LEDGER) await put(from, `${ledger}.whole`);
      else if (picture !== undefined) await put(from, join(dataDir, 'media', picture));
      else from.resume();
    });
    if (!found.has(ABOUT) || !found.has(LEDGER) || !found.has(PEOPLE)) throw new NoParcel('not-ours');
    // The ledger's name is what the next start looks for: last, once all of the others are there.
    await rename(`${ledger}.whole`, ledger);
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    throw error instanceof NoParcel || isOfDisk(error) ? error : new NoParcel('not-ours');
  }
}

const isOfDisk = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(?:ENOSPC|EDQUOT|EIO|EROFS|EACCES|EPERM|EMFILE)$/u.test(error.code);

/** Calls `each` with every file, one after the other; answers their names. Checked against its sums by the reader. */
async function readParcel(file: string, each: (name: string, from: NodeJS.ReadableStream) => Promise<void>): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const from = await zip.openReadStreamPromise(entry);
      if (names.size === 0) checkAbout(entry.fileName, await textOf(from));
      else await each(entry.fileName, from);
      names.add(entry.fileName);
    }
  } finally {
    zip.close();
  }
  return names;
}

/** Ours says first what it is: a zip of somebody's holiday is not unpacked to find out. */
function checkAbout(name: string, text: string): void {
  if (name !== ABOUT) throw new NoParcel('not-ours');
  const about: unknown = JSON.parse(text);
  const format = typeof about === 'object' && about !== null && 'format' in about ? Number(about.format) : 0;
  if (format > FORMAT) throw new NoParcel('newer');
  if (format !== FORMAT) throw new NoParcel('not-ours');
}
async function textOf(from: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of from) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > 10_000) throw new NoParcel('not-ours');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
