import { describe, expect, it } from 'vitest';
import { box, setUpLinks, sshTarget } from '../../server/box.ts';
import { readOptions } from '../../server/command-line.ts';
import { nodeLine } from '../../server/doctor.ts';
import { pickupCode } from '../../server/view-context.ts';

describe('the box', () => {
  const addresses = {
    panel: 'http://localhost:4700/panel/',
    setUp: ['http://localhost:4700/setup/x', 'https://shop.example/setup/x'],
    overlay: null,
    dock: 'http://localhost:4700/dock',
    shop: 'http://localhost:4700/now',
    network: ['http://192.168.1.7:4700'],
    publicUrl: 'https://shop.example',
    qr: 'http://192.168.1.7:4700/now',
    note: 'The tunnel is not up yet.',
    redis: null,
    ssh: { port: 4700, target: 'ada@203.0.113.9' },
  };
  it('holds every address, in lines of one width', () => {
    const lines = box(addresses).split('\n');
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    for (const address of [
      '/panel/',
      'http://localhost:4700/setup/x',
      'https://shop.example/setup/x',
      '/dock',
      'http://localhost:4700/now',
      'http://192.168.1.7:4700/now',
      'https://shop.example/now',
      'ssh -L 4700:127.0.0.1:4700 ada@203.0.113.9',
    ])
      expect(lines.join('\n')).toContain(address);
  });
  it('leaves out what there is not', () => {
    const text = box({ ...addresses, setUp: [], network: [], publicUrl: null, qr: null, note: null, redis: null, ssh: null });
    for (const gone of ['/setup/', 'shop.example', 'ssh', '█', 'tunnel']) expect(text).not.toContain(gone);
  });
  it('P1 the set-up link stands there by the address that applies too: the public one, else this network’s; with a passcode by none', () => {
    const own = 'http://localhost:4700/setup/x';
    const near = ['http://192.168.1.7:4700', 'http://10.0.0.7:4700'];
    expect(setUpLinks(own, null, [])).toEqual([own]);
    expect(setUpLinks(own, null, near)).toEqual([own, 'http://192.168.1.7:4700/setup/x']);
    expect(setUpLinks(own, 'https://shop.example', near)).toEqual([own, 'https://shop.example/setup/x']);
    expect(setUpLinks(null, 'https://shop.example', near)).toEqual([]);
  });
  it('knows the way back over SSH', () => {
    expect(sshTarget({ SSH_CONNECTION: '203.0.113.7 50000 203.0.113.9 22' }, 'ada')).toBe('ada@203.0.113.9');
    expect(sshTarget({}, 'ada')).toBeNull();
  });
});

describe('options of a tool', () => {
  it.each([
    [['--role', 'host', '--name', 'deck'], { role: 'host', name: 'deck' }],
    [['--role=host'], { role: 'host' }],
    [['--name', '--role'], { name: '--role' }],
    [[], {}],
    [['host'], { unknown: 'host' }],
    [['--rôle', 'x'], { unknown: '--rôle' }],
    [['--role'], { unknown: '--role' }],
    [['--port', '1'], { unknown: '--port' }],
  ] as const)('%j', (args, options) => {
    expect(readOptions(args, ['role', 'name'])).toEqual(options);
  });
});

it('the doctor knows which Node is too old', () => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.1.0']) expect(nodeLine(version).ok, version).toBe(true);
  for (const version of ['18.20.0', '20.18.9']) expect(nodeLine(version), version).toMatchObject({ ok: false, mend: expect.stringMatching(/20\.19/u) });
});

it('P2 a pickup code is five characters nobody takes for others, its order’s own', () => {
  const secret = new Uint8Array(32).fill(7);
  const codes = Array.from({ length: 500 }, (_, i) => pickupCode(secret, 1001 + i));
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}$/u);
  expect(new Set(codes).size).toBeGreaterThan(495);
  expect(pickupCode(secret, 1001)).toBe(codes[0]);
  expect(pickupCode(new Uint8Array(32).fill(8), 1001)).not.toBe(codes[0]);
});
