import { createHmac, timingSafeEqual } from 'node:crypto';
import { startFakeHttp, type FakeHttp } from './fake-http.ts';

/** A program that listens for signed lines, as docs/chats.md tells people to write it. */
export interface FakeListener extends FakeHttp {
  readonly secret: string;
  /** Bodies of the lines it took. */
  readonly lines: Readonly<Record<string, unknown>>[];
  /** Answers every line with this; null: as it should. */
  answerWith(status: number | null): void;
}

const WITHIN_S = 300;

export async function startFakeListener(): Promise<FakeListener> {
  const secret = 'the-lamp-stall-and-its-bot';
  const lines: Readonly<Record<string, unknown>>[] = [];
  let forced: number | null = null;
  const isOurs = (header: string, raw: string): boolean => {
    const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/u.exec(header) ?? [];
    if (Math.abs(Date.now() / 1_000 - Number(t)) > WITHIN_S || v1 === '') return false;
    return timingSafeEqual(Buffer.from(v1, 'hex'), createHmac('sha256', secret).update(`${t}.${raw}`).digest());
  };
  const fake = await startFakeHttp(({ headers, raw, body }) => {
    if (!isOurs(String(headers['dropcast-signature'] ?? ''), raw)) return { status: 401, body: 'who are you' };
    if (body['type'] === 'hello') return { status: 204, body: '' };
    if (forced !== null) return { status: forced, headers: forced === 302 ? { location: 'http://127.0.0.1:1/elsewhere' } : {}, body: '<html>raw</html>' };
    lines.push(body);
    return { status: 200, body: { id: `line-${lines.length}` } };
  });
  return {
    ...fake,
    secret,
    lines,
    answerWith: (status) => {
      forced = status;
    },
  };
}
