import { describe, expect, it } from 'vitest';
import { commandFor } from '../../../server/edges/tunnel/cloudflared.ts';
import { heardIn } from '../../../server/edges/tunnel/lines.ts';

describe('what cloudflared says', () => {
  it.each([
    ['2026-08-20T09:37:18Z INF |  https://lent-of-four-words.trycloudflare.com                        |', { what: 'address', url: 'https://lent-of-four-words.trycloudflare.com' }], // prettier-ignore
    ['2026-08-20T09:37:18Z INF Registered tunnel connection connIndex=2 connection=3b1f event=0 ip=198.51.100.13 location=fra08 protocol=quic', { what: 'up', line: '2' }], // prettier-ignore
    ['2026-08-20T09:37:18Z INF Unregistered tunnel connection connIndex=2 event=0 ip=198.51.100.13', { what: 'down', line: '2' }],
    ['2026-08-20T09:37:18Z ERR Connection terminated error="timeout: no recent network activity" connIndex=0', { what: 'down', line: '0' }],
    ['2026-08-20T09:37:18Z ERR failed to request quick Tunnel error="Post \\"https://api.trycloudflare.com/tunnel\\": dial tcp"', { what: 'trouble' }],
    ['failed to unmarshal quick Tunnel: invalid character', { what: 'trouble', text: 'failed to unmarshal quick Tunnel: invalid character' }],
  ])('%s', (line, heard) => {
    expect(heardIn(line)).toMatchObject(heard);
  });
  it.each([
    '2026-08-20T09:37:18Z INF Thank you for trying Cloudflare Tunnel. … (https://www.cloudflare.com/website-terms/), …',
    '2026-08-20T09:37:18Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |',
    '2026-08-20T09:37:18Z ERR Configuration file /dev/null was empty',
    '2026-08-20T09:37:18Z WRN Your version is outdated',
    '',
  ])('nothing in: %s', (line) => {
    expect(heardIn(line)).toBeNull();
  });
});

describe('how cloudflared is asked', () => {
  it('for a random address past everybody’s settings file', () => {
    const { args, env } = commandFor({ port: 4700, fixed: null });
    expect(args.join(' ')).toMatch(/^tunnel --no-autoupdate .*--config \S+ --url http:\/\/127\.0\.0\.1:4700$/u);
    expect(env).toEqual({});
  });
  it('by name', () => {
    expect(commandFor({ port: 4700, fixed: { name: 'bench' } }).args.slice(-4)).toEqual(['run', '--url', 'http://127.0.0.1:4700', 'bench']);
  });
  it('by a token, which stands in no list of processes', () => {
    const { args, env } = commandFor({ port: 4700, fixed: { token: 'secret-token' } });
    expect(args.join(' ')).not.toContain('secret-token');
    expect(env).toEqual({ TUNNEL_TOKEN: 'secret-token' });
  });
});
