import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claims } from '../../server/dispatch/claims.ts';
import { noSight } from '../../server/dispatch/overlays.ts';
import { createPresence, type Others, type Presence } from '../../server/dispatch/presence.ts';
import { redisClaims } from '../../server/dispatch/redis-claims.ts';
import { redisPresence } from '../../server/dispatch/redis-presence.ts';
import { offPart } from '../../server/ports/obs.ts';
import { openRedis, type RedisLine } from '../../server/redis/line.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

let redis: TestRedis;
const lines: RedisLine[] = [];
beforeAll(async () => {
  redis = await startRedis('no');
});
afterAll(async () => {
  await Promise.all(lines.map((line) => line.close()));
  await redis.remove();
});
let shops = 0;
/** Lines of one shop, as several nodes open them. */
async function lineFor(prefix: string): Promise<RedisLine> {
  const line = await openRedis({ url: redis.url, prefix }, 'asking');
  lines.push(line);
  return line;
}
const LOOK = 40;
const LIVES = 400;

describe('one holder among several nodes', () => {
  const open = async (prefix: string): Promise<Claims> => redisClaims(await lineFor(prefix), LOOK, LIVES);

  it('is one, hands over at once when it stops, and is told', async () => {
    const prefix = `claims-${(shops += 1)}:`;
    const [a, b] = [await open(prefix), await open(prefix)];
    a.want('chat:x', () => true);
    await until(() => a.holds('chat:x'));
    const told: boolean[] = [];
    b.onChange(() => told.push(b.holds('chat:x')));
    b.want('chat:x', () => true);
    await until(() => b.isElsewhere('chat:x'));
    expect(b.holds('chat:x')).toBe(false);
    await a.stop();
    await until(() => b.holds('chat:x'));
    expect(told).toEqual([true]);
    await b.stop();
  });

  it('is another one soon after it died without a word, and never two that renew', async () => {
    const prefix = `claims-${(shops += 1)}:`;
    const dying = await lineFor(prefix);
    const a = redisClaims(dying, LOOK, LIVES);
    const b = await open(prefix);
    a.want('obs', () => true);
    await until(() => a.holds('obs'));
    b.want('obs', () => true);
    await until(() => b.isElsewhere('obs'));
    await dying.close();
    await until(() => b.holds('obs'));
    const c = await open(prefix);
    c.want('obs', () => true);
    await until(() => c.isElsewhere('obs'));
    expect([b.holds('obs'), c.holds('obs')]).toEqual([true, false]);
    await Promise.all([a.stop(), b.stop(), c.stop()]);
  });

  it('L9 leaves it to the others once it is not able to', async () => {
    const prefix = `claims-${(shops += 1)}:`;
    const [a, b] = [await open(prefix), await open(prefix)];
    let able = true;
    a.want('chat:x', () => able);
    await until(() => a.holds('chat:x'));
    b.want('chat:x', () => true);
    able = false;
    await until(() => b.holds('chat:x') && !a.holds('chat:x') && a.isElsewhere('chat:x'));
    await Promise.all([a.stop(), b.stop()]);
  });
});

describe('V5 presence of several nodes', () => {
  const NOW = 1_000_000;
  const node = async (prefix: string): Promise<{ readonly presence: Presence; readonly others: Others; now: number }> => {
    const others = redisPresence(await lineFor(prefix));
    const presence = createPresence(noSight, others);
    const one = { presence, others, now: NOW };
    others.start(
      (now) => ({ ...presence.own(now), obs: { ...offPart, place: 'bridge' } }),
      () => one.now,
      (error) => {
        throw error;
      },
    );
    return one;
  };
  it('is one picture: viewers are added up, whoever holds a chat says how it is, an overlay that came back elsewhere is not gone', async () => {
    const prefix = `presence-${(shops += 1)}:`;
    const [a, b] = [await node(prefix), await node(prefix)];
    a.presence.viewerHere('ana');
    b.presence.viewerHere('ben');
    b.presence.viewerSeen('cem', NOW);
    a.presence.channelIs('twitch', 'lost', 'broke', NOW - 5_000);
    b.presence.channelIs('twitch', 'connected', '', NOW);
    const painted = { rev: 1, fps: 30, visible: true, width: 1920, height: 1080, name: 'main' };
    a.presence.overlayPainted('at-a', 'build', painted, NOW);
    a.presence.overlayGone('at-a');
    b.presence.overlayPainted('at-b', 'build', painted, NOW + 9_000);
    for (const one of [a, b]) one.now = NOW + 9_000;
    await until(() => a.presence.parts(a.now).overlays.length === 1 && b.presence.parts(b.now).viewers === 3 && a.others.seen()[0]?.obs !== null);
    expect(a.presence.parts(a.now)).toMatchObject({
      channels: [{ channel: 'twitch', state: 'connected' }],
      overlays: [{ instance: 'at-b' }],
      overlaysGone: [],
    });
    // Ten seconds after it was last heard of, a node is not there.
    await b.others.stop();
    await until(() => a.presence.parts(a.now).viewers === 1);
    expect(a.presence.parts(a.now).overlaysGone).toMatchObject([{ name: 'main' }]);
    await a.others.stop();
  });
  it('is each node’s own while Redis is away, and everybody’s again afterwards', async () => {
    const prefix = `presence-${(shops += 1)}:`;
    const [a, b] = [await node(prefix), await node(prefix)];
    a.presence.viewerHere('ana');
    b.presence.viewerHere('ben');
    await until(() => a.presence.parts(NOW).viewers === 2);
    await redis.kill();
    await until(() => a.presence.parts(NOW).viewers === 1);
    await redis.start();
    await until(() => a.presence.parts(NOW).viewers === 2);
    await Promise.all([a.others.stop(), b.others.stop()]);
  });
});
