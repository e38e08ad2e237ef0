import { describe, expect, it } from 'vitest';
import { createLogger, maskLine, named } from '../../server/logger.ts';

const canary = 'CANARYcanary0123456789';
describe('P2 logs never hold what opens something', () => {
  it.each([
    `/hold/h1.${canary}`,
    `https://shop.example/order/1043/${canary}?x=1`,
    `/setup/${canary}`,
    `dc_deck1.${canary}`,
    `dc_session=${canary}; other=1`,
    `a=1; dc_viewer=v1.${canary}`,
    `Authorization: Bearer ${canary}`,
    `/overlay/s1#key=${canary}`,
    `/d?next=%2Fhold%2Fh1.${canary}`,
    `oauth:${canary}`,
    `${canary}@mail.example`,
    JSON.stringify({ passcode: canary, token: canary }),
  ])('%s', (text) => {
    expect(maskLine(text)).not.toContain(canary);
  });

  it('in fields, messages, errors and stacks alike', () => {
    const lines: string[] = [];
    const log = named(createLogger('trace', { write: (line) => void lines.push(line) }), 'http');
    log.info({ url: `/order/1/${canary}`, nested: { deep: [`dc_k.${canary}`] }, headers: { cookie: `dc_session=${canary}` } }, `went to /hold/${canary}`);
    log.error({ err: new Error(`failed for /setup/${canary}`) }, 'broke');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain(canary);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ name: 'http' });
  });
});
