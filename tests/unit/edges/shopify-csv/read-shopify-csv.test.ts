import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '@protocol/commands.ts';
import type { CatalogFile } from '../../../../server/ports/catalog-file.ts';
import { readShopifyCsv } from '../../../../server/edges/shopify-csv/read-shopify-csv.ts';
import { ShopWorld, actorOf } from '../../../support/shop-world.ts';

const real = (name: string): string => readFileSync(new URL(`../../../support/data/shopify/${name}.csv`, import.meta.url), 'utf8');
const read = (text: string, currency: 'EUR' | 'USD' | 'JPY' = 'EUR', locale = 'en'): CatalogFile => {
  const file = readShopifyCsv(text, currency, locale);
  if ('refused' in file) throw new Error(file.refused.what);
  return file;
};
const OLD =
  'Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Image Position';
const what = (file: CatalogFile): string[] => file.warnings.map((warning) => `${warning.row} ${warning.what}`);

describe('the real files, whole', () => {
  it('apparel: 20 products, 22 variants, every one with a price, a count and a SKU that stays', () => {
    const file = read(real('apparel'));
    expect(file.warnings).toEqual([]);
    expect(file.products).toHaveLength(20);
    expect(file.products.flatMap((p) => p.variants)).toHaveLength(22);
    const top = file.products.find((p) => p.handle === 'classic-varsity-top');
    expect(top?.options).toEqual(['Size']);
    expect(top?.variants.map((v) => [v.sku, v.options, v.price, v.onHand])).toEqual([
      ['classic-varsity-top--small', ['Small'], 6000, 1],
      ['classic-varsity-top--medium', ['Medium'], 6000, 1],
      ['classic-varsity-top--large', ['Large'], 6000, 1],
    ]);
    expect(file.products.find((p) => p.handle === 'ocean-blue-shirt')?.options).toEqual([]);
  });
  it('home and garden: pictures from variant rows, compare-at prices, a stock of none', () => {
    const file = read(real('home-and-garden'));
    expect(file.warnings).toEqual([]);
    expect([file.products.length, file.products.flatMap((p) => p.variants).length]).toEqual([20, 21]);
    expect(file.products.find((p) => p.handle === 'clay-plant-pot')?.pictures).toHaveLength(2);
    expect(file.products.find((p) => p.handle === 'copper-light')?.variants[0]).toMatchObject({ price: 5999, compareAt: 7500, onHand: 2 });
    expect(file.products.find((p) => p.handle === 'pink-armchair')?.variants[0]?.onHand).toBe(0);
    for (const product of file.products) expect(commands['product.save'].input.safeParse(product).success, product.handle).toBe(true);
  });
  it('S5 importing again changes nothing, and stock is set for new variants alone', () => {
    const world = new ShopWorld(null);
    const host = actorOf('host', 'h');
    world.mustAsk(
      'shop.configure',
      { name: 'Shop', currency: 'EUR', locale: 'en', timeZone: 'UTC', seller: { name: 'A', address: 'B', email: 'a@b.ie' }, returnsUrl: 'https://a.ie' },
      actorOf('owner', 'o'),
    );
    const bring = (text: string, dryRun: boolean) => {
      world.importItems = read(text).products;
      const answer = world.ask('catalog.import', { format: 'shopify-csv', csv: 'x', dryRun }, host);
      // Pictures that are to be copied are tasks of their own (tests/unit/shop/picture.test.ts).
      return answer.ok ? answer.events.map((event) => event.type).filter((type) => type !== 'TaskOpened') : answer.refused;
    };
    expect(bring(real('home-and-garden'), true)).toEqual([]);
    expect(world.state.variants.size).toBe(0);
    expect(bring(real('home-and-garden'), false)).toEqual(['ProductsSaved', 'Answered']);
    world.mustAsk('variant.adjust', { sku: 'cream-sofa', onHand: 1, reason: 'sold two at the market' }, host);
    expect(bring(real('home-and-garden'), false)).toEqual(['Answered']);
    expect(world.state.variants.get('cream-sofa')?.onHand).toBe(1);
    // A price that changed is taken; the count is not.
    expect(bring(real('home-and-garden').replace('deny,manual,500,750', 'deny,manual,480,750'), false)).toEqual(['ProductsSaved', 'Answered']);
    expect(world.state.variants.get('cream-sofa')).toMatchObject({ price: 48000, onHand: 1 });
  });
});

describe('files as shops have them', () => {
  const oneOf = (row: string, header = OLD) => read(`${header}\n${row}`);
  it('reads new headers', () => {
    const header =
      'Title,URL handle,Description,Vendor,Option1 name,Option1 value,SKU,Weight value (grams),Inventory quantity,Price,Compare-at price,Product image URL,Cost per item';
    const file = read(`${header}\nBag,bag,<p>Hi</p>,Bench,Colour,Tan,B-1,420,3,148.00,,https://x.ie/a.jpg,61.5`);
    expect(file.products[0]).toMatchObject({ handle: 'bag', title: 'Bag', body: '<p>Hi</p>', options: ['Colour'], pictures: ['https://x.ie/a.jpg'] });
    expect(file.products[0]?.variants[0]).toEqual({ sku: 'B-1', options: ['Tan'], price: 14800, compareAt: null, cost: 6150, grams: 420, onHand: 3 });
  });
  it('BOM, CRLF, semicolons, quotes with line breaks and doubled quotes', () => {
    const file = read(`\ufeff${OLD.replaceAll(',', ';')}\r\nbag;"Bag ""No. 1""";"<p>two\r\nlines</p>";B;Title;Default Title;;0;2;9,90;;;\r\n`, 'EUR', 'de');
    expect(file.products[0]).toMatchObject({ title: 'Bag "No. 1"', options: [] });
    expect(file.products[0]?.variants[0]).toMatchObject({ sku: 'bag', price: 990, onHand: 2 });
  });
  it.each([
    ['en', '1,299.50', 129950], ['de', '1.299,50', 129950], ['de', '1.299', 129900], ['fr', '1 299,50', 129950], ['en', '9.9', 990], ['de-CH', "1'299.00", 129900], ['en', '€12', 1200],
  ] as const)('prices as people type them: %s %s', (locale, text, price) => {
    expect(read(`${OLD}\nbag,Bag,,B,Title,Default Title,,0,1,"${text}",,,`, 'EUR', locale).products[0]?.variants[0]?.price).toBe(price);
  }); // prettier-ignore
  it('HTML bodies lose what could run', () => {
    const body =
      '"<p onclick=""x()"">Soft <b>leather</b></p><script>alert(1)</script><img src=x onerror=alert(1)><a href=""javascript:alert(1)"">no</a><iframe src=x></iframe>"';
    expect(oneOf(`bag,Bag,${body},B,Title,Default Title,,0,1,5,,,`).products[0]?.body).toBe(
      '<p>Soft <b>leather</b></p><a rel="noopener noreferrer nofollow">no</a>',
    );
  });
  it('rows with a picture alone add pictures, in their order', () => {
    const file = read(
      `${OLD}\nbag,Bag,,B,Title,Default Title,,0,1,5,,https://x.ie/1.jpg,2\nbag,,,,,,,,,,,https://x.ie/2.jpg,1\nbag,,,,,,,,,,,javascript:alert(1),3`,
    );
    expect(file.products[0]?.pictures).toEqual(['https://x.ie/2.jpg', 'https://x.ie/1.jpg']);
    expect(file.products[0]?.variants).toHaveLength(1);
    expect(what(file)).toEqual(['4 bad-picture']);
  });
  it('what cannot be used is left out and named by its row', () => {
    const file = read(
      [
        OLD,
        'bag,Bag,,B,Size,S,X1,0,-4,5,,,',
        'bag,,,,,M,X1,0,1,5,,,',
        'bag,,,,,L,,0,1,cheap,,,',
        'bag,,,,,,,0,1,5,,,',
        'bag,,,,,S,,0,1,5,,,',
        ',Lost,,,,,,,,5,,,',
        '',
        'empty,Empty,,B,Title,Default Title,,0,1,,,,',
      ].join('\n'),
    );
    expect(what(file)).toEqual([
      '2 bad-count',
      '3 sku-twice',
      '4 bad-price',
      '5 no-option',
      '6 option-twice',
      '7 no-handle',
      '9 no-price',
      '1 nothing-to-sell',
    ]);
    expect(file.products[0]?.variants.map((v) => v.sku)).toEqual(['X1', 'bag--m']);
  });
  it('a title that nobody sees is none', () => {
    const file = read(`${OLD}\nbag,\u200b,,B,Size,S,\u2060,0,1,5,,,`);
    expect(what(file)).toEqual(['2 no-title']);
    expect(file.products[0]).toMatchObject({ title: 'bag', variants: [{ sku: 'bag--s' }] });
  });
  it('a SKU that is made is short enough, stable and free of strange letters', () => {
    const long = 'a'.repeat(200);
    const [a, b] = [oneOf(`${long},Bag,,B,Size,Très Grand,,0,1,5,,,`), oneOf(`${long},Bag,,B,Size,Très Grand,,0,1,5,,,`)];
    const sku = a.products[0]?.variants[0]?.sku ?? '';
    expect(sku).toBe(b.products[0]?.variants[0]?.sku);
    expect(sku.length).toBeLessThanOrEqual(64);
    expect(oneOf('bag,Bag,,B,Size,Très Grand,,0,1,5,,,').products[0]?.variants[0]?.sku).toBe('bag--tres-grand');
  });
  it.each([
    ['', 'empty'], ['a,b\n1,2', 'no-columns'], [`${OLD}\n`, 'no-products'], [`${OLD}\nbag,"Bag,,B\n`, 'bad-quotes'],
  ])('refuses what cannot be read: %j', (text, code) => {
    expect(readShopifyCsv(text, 'EUR', 'en')).toMatchObject({ refused: { what: code } });
  }); // prettier-ignore
});
