import { describe, expect, it } from 'vitest';
import { filesUnder, read } from './sources.ts';
import { strays } from './strays.ts';

/** Named in a failed proof, which is a bug report: never on a screen of the shop. */
const forDevelopers = new Set(['server/shop/invariants.ts']);

describe('sentences without a key', () => {
  it('stand nowhere in what people see', () => {
    const files = filesUnder(['overlay', 'stage', 'control-panel', 'server'], /\.tsx?$/u);
    expect(files.filter((file) => !forDevelopers.has(file)).flatMap((file) => strays(file, read(file)))).toEqual([]);
  });

  it('stand nowhere in the pages that Vite builds', () => {
    for (const file of ['overlay/index.html', 'stage/index.html', 'control-panel/index.html']) {
      const body = read(file)
        .replaceAll(/<!--[\s\S]*?-->/gu, '')
        .replaceAll(/<(script|style|title)[\s\S]*?<\/\1>/gu, '');
      expect(body.replaceAll(/<[^>]*>/gu, '').trim(), file).toBe('');
    }
  });

  it.each([
    ['text between tags', '<p>Sold out</p>'],
    ['text in braces', `<p>{'Sold out'}</p>`],
    ['one arm of a condition', `<p>{live ? w('live') : 'Over'}</p>`],
    ['what stands behind &&', `<p>{gone && 'Gone'}</p>`],
    ['a template', '<p>{`${left} left`}</p>'],
    ['a title', `<button title="Press me" />`],
    ['a label for those who listen', `<button aria-label={open ? 'Close' : w('open')} />`],
    ['a picture in words', `<img alt={'A mug ' + name} />`],
  ])('are found: %s', (_what, jsx) => {
    expect(strays('x.tsx', `export const X = () => ${jsx};`)).toHaveLength(1);
  });

  it('are found in markup that is written as a string, and in what a command prints', () => {
    expect(strays('x.ts', 'const page = `<main><h1>Hello there</h1><p>${text}</p></main>`;')).toHaveLength(1);
    expect(strays('x.ts', 'process.stdout.write(`${count} keys\\n`); console.log("Done");')).toHaveLength(2);
  });

  it('are found wherever a whole sentence stands', () => {
    expect(strays('x.ts', `chat.post(channel, 'All mugs are gone'); const reply = { message: \`Only \${n} are left\` };`)).toHaveLength(2);
  });

  it('are not seen in what only developers read', () => {
    const source = `log.info('The server has started'); this.log.warn({ n }, 'Nothing to do here'); throw new RangeError('A bug in words'); const c = { about: 'Plan a new show' }; db.prepare('SELECT a FROM b');`;
    expect(strays('x.ts', source)).toEqual([]);
  });

  it('are not seen where nobody reads: classes, ids, tests of a name, signs, styles', () => {
    const source = `export const X = () => <p className="big" id="total" data-state={on ? 'live' : 'over'}><style>{'p { color: red }'}</style>{w('left', { n })} × {'·'} {mode === 'hold' && <b>{n}</b>}</p>;`;
    expect(strays('x.tsx', source)).toEqual([]);
    expect(strays('x.ts', 'const page = `<main><style>p { color: red }</style><p>${text}</p></main>`; throw new Error("a bug in words")')).toEqual([]);
  });
});
