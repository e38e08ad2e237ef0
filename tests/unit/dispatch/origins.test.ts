import { describe, expect, it } from 'vitest';
import { networkOrigins, originOf, ourOrigins } from '../../../server/dispatch/origins.ts';

const place = { host: '127.0.0.1', port: 4700, networkAddresses: ['192.168.1.7', 'fd00::7'], publicUrl: 'https://shop.example' };
describe('origins', () => {
  it('are localhost and the public address; the network only where it is listened on', () => {
    expect([...ourOrigins(place)]).toEqual(['http://localhost:4700', 'http://127.0.0.1:4700', 'http://[::1]:4700', 'https://shop.example']);
    expect(networkOrigins({ ...place, host: '0.0.0.0' })).toEqual(['http://192.168.1.7:4700', 'http://[fd00::7]:4700']);
    expect(networkOrigins({ ...place, host: '192.168.1.7' })).toEqual(['http://192.168.1.7:4700']);
    expect([...ourOrigins({ ...place, port: 80, publicUrl: null })]).toContain('http://localhost');
  });

  const isOurs = (origin: string): boolean => ourOrigins(place).has(origin);
  it.each([
    [{ origin: 'http://localhost:4700', fetchSite: undefined }, 'ours'],
    [{ origin: 'https://shop.example', fetchSite: 'same-origin' }, 'ours'],
    [{ origin: 'null', fetchSite: 'same-origin' }, 'ours'],
    [{ origin: undefined, fetchSite: 'same-origin' }, 'ours'],
    [{ origin: 'null', fetchSite: undefined }, 'foreign'],
    [{ origin: 'null', fetchSite: 'cross-site' }, 'foreign'],
    [{ origin: 'https://evil.example', fetchSite: undefined }, 'foreign'],
    [{ origin: 'https://evil.example', fetchSite: 'same-origin' }, 'foreign'],
    [{ origin: 'https://shop.example.evil.example', fetchSite: undefined }, 'foreign'],
    [{ origin: 'http://shop.example', fetchSite: undefined }, 'foreign'],
    [{ origin: 'http://localhost:4701', fetchSite: 'same-site' }, 'foreign'],
    [{ origin: undefined, fetchSite: 'same-site' }, 'foreign'],
    [{ origin: undefined, fetchSite: 'cross-site' }, 'foreign'],
    [{ origin: undefined, fetchSite: undefined }, 'none'],
    [{ origin: undefined, fetchSite: 'none' }, 'none'],
  ] as const)('%o is %s', (request, what) => {
    expect(originOf(request, isOurs)).toBe(what);
  });
});
