import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { configReport, environment, meant, readConfig } from '../../server/config.ts';

const problemsOf = (env: Record<string, string>, flags: string[] = []): readonly string[] => {
  const read = readConfig(env, flags);
  return read.ok ? [] : read.problems;
};

describe('config', () => {
  it('has a default for everything', () => {
    expect(readConfig({ PATH: '/bin', HOME: '/root', HOSTNAME: 'x', PORTS: '1' }, [])).toEqual({
      ok: true,
      config: {
        host: '127.0.0.1',
        port: 4700,
        dataDir: resolve('./data'),
        mediaDir: resolve('./data/media'),
        redisUrl: null,
        publicUrl: null,
        ownerPasscode: null,
        trustProxy: 0,
        lan: false,
        open: false,
        tunnel: null,
        settingsKey: null,
        copyPictures: true,
        logLevel: 'warn',
        twitchIrcUrl: null,
        twitchIdUrl: null,
        twitchApiUrl: null,
        chatServers: { googleId: null, youtube: null, discord: null, kickId: null, stripe: null, kick: null, hookPrivate: false },
      },
    });
  });

  it('takes a Redis that several nodes share, and neither another thing in its place nor a tunnel beside it', () => {
    for (const url of ['localhost:6379', 'http://redis:6379', 'redis://redis:6379/shop', 'redis:///1']) {
      const read = readConfig({ REDIS_URL: url }, []);
      expect(read.ok, url).toBe(false);
      expect(JSON.stringify(read)).not.toContain(url);
    }
    expect(readConfig({ REDIS_URL: 'rediss://redis' }, []).ok).toBe(true);
    expect(readConfig({ REDIS_URL: 'redis://redis' }, ['--tunnel']).ok).toBe(false);
  });

  it('takes what is set, and an empty value for not set', () => {
    const read = readConfig(
      {
        HOST: '::1',
        PORT: '0',
        DATA_DIR: '/tmp/x',
        MEDIA_DIR: '/tmp/pictures',
        REDIS_URL: 'redis://:secret@redis:6379/1',
        PUBLIC_URL: 'https://shop.example/',
        OWNER_PASSCODE: 'correct horse',
        TRUST_PROXY: '1',
        LOG_LEVEL: '',
        TWITCH_IRC_URL: 'ws://127.0.0.1:1',
        TWITCH_ID_URL: 'http://127.0.0.1:2/oauth2/',
        TWITCH_API_URL: 'http://127.0.0.1:3/helix/',
        GOOGLE_ID_URL: 'http://127.0.0.1:4/id/',
        YOUTUBE_API_URL: 'http://127.0.0.1:4/api',
        DISCORD_API_URL: 'http://127.0.0.1:5/',
        HOOK_PRIVATE: 'yes',
      },
      [],
    );
    expect(read).toEqual({
      ok: true,
      config: {
        host: '::1',
        port: 0,
        dataDir: '/tmp/x',
        mediaDir: '/tmp/pictures',
        redisUrl: 'redis://:secret@redis:6379/1',
        publicUrl: 'https://shop.example',
        ownerPasscode: 'correct horse',
        trustProxy: 1,
        lan: false,
        open: false,
        tunnel: null,
        settingsKey: null,
        copyPictures: true,
        logLevel: 'warn',
        twitchIrcUrl: 'ws://127.0.0.1:1',
        twitchIdUrl: 'http://127.0.0.1:2/oauth2',
        twitchApiUrl: 'http://127.0.0.1:3/helix',
        chatServers: {
          googleId: 'http://127.0.0.1:4/id',
          youtube: 'http://127.0.0.1:4/api',
          discord: 'http://127.0.0.1:5',
          kickId: null,
          stripe: null,
          kick: null,
          hookPrivate: true,
        },
      },
    });
  });

  it('--lan listens everywhere; another flag is a problem', () => {
    const read = readConfig({}, ['--lan']);
    expect(read.ok && read.config).toMatchObject({ host: '0.0.0.0', lan: true, tunnel: null, trustProxy: 0 });
    expect(problemsOf({}, ['--wan'])).toEqual([expect.stringContaining('--wan')]);
  });

  it('--tunnel takes a name or a token, or a random address, and believes the program that brings buyers', () => {
    const tunnelOf = (env: Record<string, string>): unknown => {
      const read = readConfig(env, ['--tunnel']);
      return read.ok ? [read.config.tunnel?.fixed, read.config.trustProxy] : read.problems;
    };
    expect(tunnelOf({})).toEqual([null, 1]);
    expect(tunnelOf({ TUNNEL_NAME: 'bench', PUBLIC_URL: 'https://bench.example' })).toEqual([{ name: 'bench' }, 1]);
    expect(tunnelOf({ TUNNEL_TOKEN: 'ey'.repeat(20), TUNNEL_NAME: 'bench' })).toEqual([{ token: 'ey'.repeat(20) }, 1]);
    expect(tunnelOf({ TRUST_PROXY: '2' })).toEqual([null, 2]);
    expect(tunnelOf({ PUBLIC_URL: 'https://bench.example' })).toEqual([expect.stringMatching(/bench\.example.*TUNNEL_NAME/u)]);
    expect(readConfig({ TUNNEL_NAME: 'bench' }, [])).toMatchObject({ config: { tunnel: null, trustProxy: 0 } });
  });

  it('REACH says in a file what the flags say, for whoever starts by a double-click', () => {
    expect(readConfig({ REACH: 'lan' }, [])).toMatchObject({ config: { lan: true, host: '0.0.0.0', tunnel: null } });
    expect(readConfig({ REACH: 'tunnel' }, [])).toMatchObject({ config: { lan: false, tunnel: { fixed: null }, trustProxy: 1 } });
  });

  it('names all bad ones at once, each with what it should be, and never a secret', () => {
    const problems = problemsOf({
      PORT: '70000',
      TRUST_PROXY: 'yes',
      PUBLIC_URL: 'https://shop.example/path',
      OWNER_PASSCODE: 'short',
      LOG_LEVEL: 'loud',
      HOST: 'a b',
    });
    expect(problems).toHaveLength(6);
    for (const name of ['HOST', 'PORT', 'PUBLIC_URL', 'OWNER_PASSCODE', 'TRUST_PROXY', 'LOG_LEVEL'])
      expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
    expect(problems.join()).not.toContain('short');
    expect(configReport(problems).split('\n')).toHaveLength(7);
  });

  it.each([
    ['PORT', ['-1', '65536', '4700.5', '0x10', ' 4700', 'abc', '1e3']],
    ['TRUST_PROXY', ['-1', '11', 'true']],
    [
      'PUBLIC_URL',
      ['shop.example', 'ftp://shop.example', 'https://user:pw@shop.example', 'https://shop.example/?a=1', 'https://shop.example/#x', 'javascript:alert(1)'],
    ],
    ['TWITCH_IRC_URL', ['http://127.0.0.1', 'irc']],
    ['OWNER_PASSCODE', ['1234567', 'x'.repeat(201)]],
    ['LOG_LEVEL', ['INFO', 'verbose']],
    ['REACH', ['LAN', 'both']],
    ['TUNNEL_NAME', ['--help', 'a b', 'a;b', 'x'.repeat(101)]],
    ['TUNNEL_TOKEN', ['short', 'a b'.repeat(20)]],
    ['HOST', ['http://x', 'a/b', '-x']],
  ])('%s refuses what it is not', (name, values) => {
    for (const value of values) expect(problemsOf({ [name]: value }), value).toHaveLength(1);
  });

  it('finds typos and leaves other programs alone', () => {
    expect(meant('PUBLIC_ULR')).toBe('PUBLIC_URL');
    expect(meant('OWNER_PASCODE')).toBe('OWNER_PASSCODE');
    expect(meant('DROPCAST_PORT')).toBe('PORT');
    expect(meant('port')).toBe('PORT');
    expect(meant('HOME')).toBeNull();
    expect(meant('PORTS')).toBeNull();
    expect(problemsOf({ PUBLIC_ULR: 'https://x.example' })).toEqual([expect.stringContaining('PUBLIC_URL')]);
    expect(problemsOf({ DROPCAST_COLOUR: 'red' })).toEqual([expect.stringContaining('DROPCAST_COLOUR')]);
  });

  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  it('.env stands under the environment, and every unknown name in it is a problem', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dropcast-config-'));
    folders.push(folder);
    writeFileSync(join(folder, '.env'), 'PORT=4801\nHOST=0.0.0.0\nCOLOUR=red\n');
    const env = environment(folder, { PORT: '4802' });
    expect(env).toMatchObject({ PORT: '4802', HOST: '0.0.0.0' });
    expect(problemsOf({ ...env } as Record<string, string>)).toEqual([expect.stringContaining('COLOUR')]);
    expect(environment(join(folder, 'nowhere'), { A: 'b' })).toEqual({ A: 'b' });
  });
});
