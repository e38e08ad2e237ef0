import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY } from '@protocol/time.ts';
import { folderFiles } from '../../server/edges/media/folder-files.ts';
import { memoryFiles } from '../../server/edges/media/memory-files.ts';
import { MediaFull } from '../../server/ports/media.ts';
import { newFolder, newSmallDisk } from '../support/ledger/folders.ts';
import { file, mediaFilesSuite, textOf } from './media-files-suite.ts';

mediaFilesSuite('a folder', () => {
  const folder = newFolder();
  return { files: folderFiles(join(folder.path, 'media')), remove: folder.remove };
});
mediaFilesSuite('memory', () => ({ files: memoryFiles(), remove: () => undefined }));

describe('media files: a folder', () => {
  it('is made when the first file comes, closed to others, and holds nothing but what was written', async () => {
    const folder = newFolder();
    const path = join(folder.path, 'media');
    try {
      const files = folderFiles(path);
      await files.open(file(1));
      await files.sweep(() => false, 0, DAY);
      expect(() => statSync(path)).toThrow('ENOENT');
      await files.write(file(1), Buffer.from('x'), Date.now());
      expect([statSync(path).mode & 0o777, statSync(join(path, file(1))).mode & 0o777, readdirSync(path)]).toEqual([0o700, 0o600, [file(1)]]);
    } finally {
      folder.remove();
    }
  });

  it('names nobody else’s file, by whatever way one spells it', async () => {
    const folder = newFolder();
    try {
      mkdirSync(folder.path, { recursive: true });
      writeFileSync(join(folder.path, 'people.db'), 'names');
      const files = folderFiles(join(folder.path, 'media'));
      for (const name of ['../people.db', '..\\people.db', `${file(1)}/../../people.db`, '/etc/passwd', '', '.', `${file(1)}\0`]) {
        expect(await files.open(name), name).toBeNull();
        await expect(files.write(name, Buffer.from('x'), 0), name).rejects.toThrow('no name');
      }
    } finally {
      folder.remove();
    }
  });

  it('L7 a full disk refuses, leaves nothing half-written, and takes on when there is room', async () => {
    const disk = newSmallDisk();
    try {
      const path = join(disk.path, 'media');
      const files = folderFiles(path);
      await files.write(file(1), Buffer.alloc(3 * 1024 * 1024, 1), Date.now());
      await expect(files.write(file(2), Buffer.alloc(2 * 1024 * 1024, 2), Date.now())).rejects.toThrow(MediaFull);
      expect(readdirSync(path)).toEqual([file(1)]);
      expect(await files.open(file(2))).toBeNull();
      expect(await files.sweep(() => false, Date.now() + DAY, Date.now())).toBe(1);
      await files.write(file(2), Buffer.from('there'), Date.now());
      expect(await textOf(await files.open(file(2)), 0, 4)).toBe('there');
    } finally {
      disk.remove();
    }
  });

  it('what a crash left unfinished goes with a sweep, and is never shown; what somebody put there stays', async () => {
    const folder = newFolder();
    try {
      const path = join(folder.path, 'media');
      mkdirSync(path, { recursive: true });
      const [old, young, theirs] = [`.${file(1)}.77.1.tmp`, `.${file(2)}.77.2.tmp`, 'readme.txt'].map((name) => join(path, name));
      for (const each of [old, young, theirs]) writeFileSync(String(each), 'half');
      for (const each of [old, theirs]) utimesSync(String(each), 1, 1);
      const files = folderFiles(path);
      expect(await files.open(file(1))).toBeNull();
      await files.sweep(() => false, Date.now(), Date.now());
      expect(readdirSync(dirname(String(old))).sort()).toEqual([`.${file(2)}.77.2.tmp`, 'readme.txt']);
    } finally {
      folder.remove();
    }
  });
});
