import type { SharpConstructor } from 'sharp';

let loaded: Promise<SharpConstructor> | null = null;

/**
 * The picture library, when the first picture comes: a shop starts 100 ms sooner, and sells where it cannot be loaded at all. Of its many
 * readers the five that we name are enough; one thread, and nothing kept between pictures.
 */
export const loadSharp = (): Promise<SharpConstructor> =>
  (loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer', 'VipsForeignLoadNsgifBuffer', 'VipsForeignLoadHeifBuffer'] }); // prettier-ignore
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  }));
