import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Field } from '../../../../server/edges/storefront/pages/Field.tsx';

const drawn = (wrong: string | null, hint: string | null): string =>
  renderToStaticMarkup(createElement(Field, { name: 'email', label: 'Mail', value: '', wrong, hint, complete: 'email', type: 'email', most: 200 }));

describe('a field of the buyer’s pages', () => {
  it.each([
    ['hint', null, 'For the receipt'],
    ['trouble', 'Needs an @', 'For the receipt'],
  ])('its %s is announced once: beside the name, not in it', (_what, wrong, hint) => {
    const html = drawn(wrong, hint);
    const told = wrong ?? hint;
    expect(/<label for="([^"]+)">([^<]*)<\/label>/u.exec(html)?.slice(1)).toEqual(['field-email', 'Mail']);
    expect(html).toContain('id="field-email"');
    const about = /aria-describedby="([^"]+)"/u.exec(html)?.[1] ?? '';
    expect(html).toMatch(new RegExp(`<small id="${about}"[^>]*>${told}</small>`, 'u'));
    expect(html.split(told).length).toBe(2);
  });
  it('without a hint nothing is pointed at', () => {
    expect(drawn(null, null)).not.toContain('aria-describedby');
  });
});
