import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_FRAME_BYTES, PROTOCOL } from '@protocol/socket.ts';
import { refusalStatus } from '@protocol/refusals.ts';
import { doorFor } from '../../server/edges/socket/origin.ts';
import { connected, hear, helloAs, socketRig, type SocketRig, type TestSocket } from '../support/socket-rig.ts';
import { until } from '../support/until.ts';

let rig: SocketRig;
let dropId: string;
let hostKey: string;
beforeAll(async () => {
  rig = await socketRig();
  dropId = (await rig.openDrop()).dropId;
  hostKey = (await rig.key('host')).key;
});
afterAll(() => rig.close());

let ids = 0;
const commandId = (): string => `hostile-test-${(ids += 1)}`;
const open = async (options: Parameters<SocketRig['connect']>[0] = {}): Promise<TestSocket> => {
  const socket = rig.connect(options);
  await connected(socket);
  return socket;
};
const hello = (change: object): unknown => ({ protocol: PROTOCOL, build: 'test', audience: 'public', show: null, key: null, ...change });
const refusedTotal = (): number => Object.values(rig.edge.counts().refused).reduce((sum, n) => sum + n, 0);
/** A socket whose events are not ours to type. */
const raw = (socket: TestSocket): { emitWithAck(event: string, ...args: readonly unknown[]): Promise<unknown> } => socket.timeout(5_000);

/** What the attack is, and whether the door opens. */
const ours = 'http://localhost:4700';
const origins: readonly (readonly [string, string | undefined, ReturnType<typeof doorFor>])[] = [
  ['our own page', ours, 'with-cookies'],
  ['a program, no browser', undefined, 'without-cookies'],
  ['another site', 'https://evil.example', 'shut'],
  ['a file or a sandboxed frame', 'null', 'shut'],
  ['nothing in it', '', 'shut'],
  ['another port of this machine', 'http://localhost:4701', 'shut'],
  ['no port', 'http://localhost', 'shut'],
  ['another scheme', 'https://localhost:4700', 'shut'],
  ['ours as a prefix', 'http://localhost:4700.evil.example', 'shut'],
  ['ours as a suffix', 'https://evil.example/http://localhost:4700', 'shut'],
  ['ours as a user', 'http://localhost:4700@evil.example', 'shut'],
  ['a trailing slash', 'http://localhost:4700/', 'shut'],
  ['other case', 'HTTP://LOCALHOST:4700', 'shut'],
  ['two of them', 'http://localhost:4700, https://evil.example', 'shut'],
  ['an extension', 'chrome-extension://abcdef', 'shut'],
  ['a subdomain', 'http://evil.localhost:4700', 'shut'],
];

describe('who may open a socket', () => {
  it.each(origins)('P1 a hostile page cannot: %s (%s) → %s', (_what, origin, door) => {
    expect(doorFor(origin, (given) => given === ours)).toBe(door);
  });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])('P1 over the wire: a page at %s gets no socket', async (origin) => {
    const socket = rig.connect({ origin });
    await expect(connected(socket)).rejects.toThrow();
    expect(rig.edge.counts().refused['origin']).toBeGreaterThan(0);
  });

  it('P1 without an Origin cookies count for nothing: public, or what a key opens', async () => {
    const secret = await rig.people.openSession('owner', 'Ana', rig.core.now() + 60_000, null);
    const cookie = `dc_session=${secret}; ${rig.newViewer().cookie}`;
    const program = await open({ origin: null, cookie });
    expect(await helloAs(program, { audience: 'panel' })).toMatchObject({ ok: false, refusal: { code: 'who-are-you' } });
    expect(await helloAs(program, { audience: 'me' })).toMatchObject({ ok: false });
    expect((await helloAs(program, { audience: 'public' })).ok).toBe(true);
    expect(await program.timeout(5_000).emitWithAck('command', { id: commandId(), name: 'panic', input: {} })).toMatchObject({
      ok: false,
      refusal: { code: 'who-are-you' },
    });
    expect((await helloAs(program, { audience: 'panel', key: hostKey })).ok).toBe(true);
    const page = await open({ cookie });
    expect((await helloAs(page, { audience: 'panel' })).ok).toBe(true);
  });

  it('polling is not spoken, and no other namespace is there', async () => {
    const response = await fetch(`${rig.url}/socket.io/?EIO=4&transport=polling`);
    expect(response.status).toBe(400);
    await response.text();
    for (const nsp of ['/', '/admin', '/live2', '/__proto__']) {
      const line = await rawLine();
      line.send(`40${nsp === '/' ? '' : `${nsp},`}`);
      await until(() => line.heard.some((frame) => frame.startsWith('44')));
      line.close();
    }
  });
});

// --- messages --------------------------------------------------------------------------------------

const deep = (depth: number): unknown => {
  let value: unknown = 'bottom';
  for (let i = 0; i < depth; i += 1) value = [value];
  return value;
};
/** Each is answered with a refusal and counted; the socket, the others and the server go on. */
const malformedHello: readonly (readonly [string, unknown])[] = [
  ['nothing', null],
  ['a number', 7],
  ['text', 'hello'],
  ['a list', []],
  ['an empty object', {}],
  ['an unknown audience', hello({ audience: 'admin' })],
  ['a part of Object for an audience', hello({ audience: 'constructor' })],
  ['a protocol in words', hello({ protocol: '1' })],
  ['a fraction of a protocol', hello({ protocol: 1.5 })],
  ['a field too many', hello({ role: 'owner' })],
  ['a field too few', { protocol: PROTOCOL, audience: 'public' }],
  ['an object for a key', hello({ key: { $ne: null } })],
  ['a key without end', hello({ key: 'k'.repeat(10_000) })],
  ['a show without end', hello({ show: 's'.repeat(65) })],
];
const command = (change: object): unknown => ({ id: commandId(), name: 'stage.say', input: { text: 'x' }, ...change });
const malformedCommand: readonly (readonly [string, () => unknown])[] = [
  ['nothing', () => null],
  ['text', () => 'panic'],
  ['a list', () => [command({})]],
  ['no id', () => ({ name: 'stage.say', input: {} })],
  ['an id that is too short', () => command({ id: 'x' })],
  ['an id with a line break', () => command({ id: 'abcdefgh\nabc' })],
  ['an id that is an object', () => command({ id: {} })],
  ['a name that is none', () => command({ name: 'shop.destroy' })],
  ['a name of Object’s', () => command({ name: '__proto__' })],
  ['a name that is a method', () => command({ name: 'toString' })],
  ['a name without end', () => command({ name: 'n'.repeat(5_000) })],
  ['a field too many', () => command({ role: 'owner' })],
  ['no input', () => ({ id: commandId(), name: 'stage.say' })],
  ['input that is text', () => command({ input: 'DROP TABLE' })],
  ['input with a field too many', () => command({ input: { text: 'x', actor: 'owner' } })],
  ['input of another type', () => command({ input: { text: 7 } })],
  ['text too long', () => command({ input: { text: 'x'.repeat(141) } })],
  ['control characters', () => command({ input: { text: 'a\u0000b' } })],
  ['a bidi override', () => command({ input: { text: 'a\u202eb' } })],
  ['a negative quantity', () => command({ name: 'hold.place', input: { dropId, lines: [{ sku: 'BAG', quantity: -1 }] } })],
  ['a fraction of a unit', () => command({ name: 'hold.place', input: { dropId, lines: [{ sku: 'BAG', quantity: 0.5 }] } })],
  ['more than a number holds', () => command({ name: 'hold.place', input: { dropId, lines: [{ sku: 'BAG', quantity: 1e308 }] } })],
  ['no lines', () => command({ name: 'hold.place', input: { dropId, lines: [] } })],
  ['a line twice', () => command({ name: 'hold.place', input: { dropId, lines: Array(2).fill({ sku: 'BAG', quantity: 1 }) } })],
  ['very deep', () => command({ input: deep(2_000) })],
  ['bytes for text', () => command({ input: { text: Buffer.from('x') } })],
  ['bytes for all of it', () => Buffer.from('{"id":"abcdefgh"}')],
  ['a polluted prototype', (): unknown => JSON.parse('{"id":"hostile-proto-1","name":"stage.say","input":{"text":"x","__proto__":{"role":"owner"}}}')],
  ['markup in an id', () => command({ id: '<script>x</script>' })],
];

describe('malformed messages', () => {
  it.each(malformedHello)('hello: %s', async (_what, message) => {
    const socket = await open();
    const before = refusedTotal();
    expect(await raw(socket).emitWithAck('hello', message)).toMatchObject({ ok: false, refusal: { code: 'malformed', message: expect.stringMatching(/\S/u) } });
    expect(refusedTotal()).toBeGreaterThan(before);
    expect((await helloAs(socket, {})).ok).toBe(true);
    socket.disconnect();
  });

  it.each(malformedCommand)('command: %s', async (_what, make) => {
    const socket = await open();
    await helloAs(socket, { audience: 'panel', key: hostKey });
    const before = refusedTotal();
    const seq = rig.core.state.single('counters').seq;
    const answer = await raw(socket).emitWithAck('command', make());
    expect(answer).toMatchObject({ ok: false, refusal: { message: expect.stringMatching(/\S/u) } });
    expect(Object.keys(refusalStatus)).toContain((answer as { refusal: { code: string } }).refusal.code);
    expect(refusedTotal()).toBeGreaterThan(before);
    expect(rig.core.state.single('counters').seq).toBe(seq);
    expect(({} as { role?: string }).role).toBeUndefined();
    expect(await socket.timeout(5_000).emitWithAck('command', { id: commandId(), name: 'stage.say', input: { text: 'still here' } })).toMatchObject({
      ok: true,
    });
    socket.disconnect();
  });

  it.each([
    ['unknown', ['x']],
    ['patch', [{}]],
    ['bye', []],
    ['do', ['reload']],
    ['presence', [{}]],
    ['toString', []],
    ['painted', []],
    ['hello', []],
    ['hello', [hello({}), hello({})]],
    ['command', []],
    ['painted', [{ rev: 1, fps: 60, visible: true, width: 1, height: 1 }]],
  ])('an event that is not ours to hear, or not so: %s %j', async (event, args) => {
    const socket = await open();
    await helloAs(socket, {});
    const before = refusedTotal();
    expect(await raw(socket).emitWithAck(event, ...args)).toMatchObject({ ok: false });
    expect(refusedTotal()).toBeGreaterThan(before);
    expect(socket.connected).toBe(true);
    socket.disconnect();
  });

  it.each([
    null,
    {},
    { rev: -1, fps: 60, visible: true, width: 1, height: 1 },
    { rev: 1, fps: Number.MAX_VALUE, visible: true, width: 1, height: 1 },
    { rev: 1, fps: 60, visible: 'yes', width: 1, height: 1 },
    'x'.repeat(5_000),
  ])('painted: %j is counted and shown to nobody', async (message) => {
    const socket = await open();
    await helloAs(socket, { audience: 'overlay', key: hostKey });
    const before = refusedTotal();
    socket.emit('painted', message as never);
    await until(() => refusedTotal() > before);
    expect(rig.presence.parts(rig.core.now()).overlays).toEqual([]);
    expect(socket.connected).toBe(true);
    socket.disconnect();
  });

  it('a viewer does not paint', async () => {
    const socket = await open();
    await helloAs(socket, {});
    const before = refusedTotal();
    socket.emit('painted', { rev: 1, fps: 60, visible: true, width: 1, height: 1 });
    await until(() => refusedTotal() > before);
    expect(rig.presence.parts(rig.core.now()).overlays).toEqual([]);
  });

  it('a frame over 16 kB is refused and counted, and closes nothing', async () => {
    const other = await open();
    const heard = hear(other);
    await helloAs(other, {});
    const socket = await open();
    await helloAs(socket, { audience: 'panel', key: hostKey });
    for (const size of [MAX_FRAME_BYTES, 100_000]) {
      const before = rig.edge.counts().refused['too-large'] ?? 0;
      expect(await raw(socket).emitWithAck('command', command({ input: { text: 'x'.repeat(size) } }))).toMatchObject({
        ok: false,
        refusal: { code: 'too-large', message: 'That is too large to send: at most 16 kB.' },
      });
      expect(rig.edge.counts().refused['too-large']).toBe(before + 1);
    }
    expect(await raw(socket).emitWithAck('hello', hello({ key: 'é'.repeat(MAX_FRAME_BYTES / 2) }))).toMatchObject({
      ok: false,
      refusal: { code: 'too-large' },
    });
    expect(socket.connected).toBe(true);
    // Far above, its own connection goes, and no other.
    socket.emit('command', command({ input: { text: 'x'.repeat(4_000_000) } }) as never, () => undefined);
    await until(() => socket.disconnected);
    const patches = heard.patches.length;
    await until(() => heard.patches.length > patches);
    expect(other.connected).toBe(true);
  });

  it('a socket that shouts is refused, and others are heard', async () => {
    const loud = await open();
    const { cookie } = rig.newViewer();
    const quiet = await open({ cookie });
    await helloAs(quiet, {});
    const answers = await Promise.all(Array.from({ length: 300 }, () => raw(loud).emitWithAck('hello', 'x')));
    expect(answers.filter((answer) => (answer as { ok: boolean }).ok)).toEqual([]);
    expect(answers.some((answer) => (answer as { refusal: { code: string } }).refusal.code === 'too-fast')).toBe(true);
    expect(await quiet.timeout(5_000).emitWithAck('command', { id: commandId(), name: 'hold.release', input: { holdId: 'none' } })).toMatchObject({
      ok: false,
      refusal: { code: 'no-such-hold' },
    });
  });
});

// --- below the messages ------------------------------------------------------------------------------

interface RawLine {
  readonly heard: string[];
  readonly isClosed: () => boolean;
  send(frame: string | Buffer): void;
  close(): void;
}
/** A websocket that speaks whatever it likes. */
async function rawLine(): Promise<RawLine> {
  const ws = new WebSocket(`ws://127.0.0.1:${rig.port}/socket.io/?EIO=4&transport=websocket`, { origin: rig.url });
  const heard: string[] = [];
  let closed = false;
  ws.on('message', (data: Buffer) => heard.push(data.toString()));
  ws.on('close', () => {
    closed = true;
  });
  // How it ends is what the test looks at.
  ws.on('error', () => undefined);
  await new Promise<void>((resolve) => ws.once('open', () => resolve()));
  await until(() => heard.length > 0);
  return { heard, isClosed: () => closed, send: (frame) => ws.send(frame), close: () => ws.terminate() };
}
const frames: readonly (readonly [string, string | Buffer])[] = [
  ['no packet type', 'x'],
  ['an empty frame', ''],
  ['a packet type that is none', '9'],
  ['bytes', Buffer.from([0, 255, 1, 2])],
  ['not JSON', '42/live,{'],
  ['JSON that is no event', '42/live,7'],
  ['an event that is no list', '42/live,{"a":1}'],
  ['an event without a name', '42/live,[]'],
  ['a name that is an object', '42/live,[{}]'],
  ['a name that is reserved', '42/live,["disconnect"]'],
  ['a binary event that never comes', '452-/live,["hello",{"_placeholder":true,"num":0}]'],
  ['a placeholder that points nowhere', '451-/live,["hello",{"_placeholder":true,"num":99}]'],
  ['a thousand attachments', '451000-/live,["hello"]'],
  ['an ack for nothing', '43/live,99[1]'],
  ['an event before the namespace', '42["hello"]'],
  ['connecting twice', '40/live,'],
  ['a namespace without end', `42/${'n'.repeat(10_000)},["hello"]`],
  ['very deep JSON', `42/live,["command",${'['.repeat(5_000)}${']'.repeat(5_000)}]`],
  ['a probe', '2probe'],
  ['an upgrade', '5'],
];

describe('below the messages', () => {
  it.each(frames)('%s: at worst its own line is closed, the server is as it was', async (_what, frame) => {
    const witness = await open();
    const heard = hear(witness);
    await helloAs(witness, {});
    const line = await rawLine();
    line.send('40/live,');
    await until(() => line.heard.some((got) => got.startsWith('40/live')));
    line.send(frame);
    const patches = heard.patches.length;
    await until(() => heard.patches.length > patches);
    expect(witness.connected).toBe(true);
    line.close();
    witness.disconnect();
    const { key } = await rig.key('bot');
    expect((await helloAs(await open(), { audience: 'public', key })).ok).toBe(true);
  });

  it('a line that never chooses a namespace is let go', async () => {
    const line = await rawLine();
    await until(() => line.isClosed());
  });
});
